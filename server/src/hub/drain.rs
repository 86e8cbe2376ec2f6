use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{CloseReason, Hub};
use crate::domain::Entropy;

impl Hub {
    /// Takes no more connections and closes those there are, once what waits for them is sent. Each is told to
    /// come back at a moment of its own within `spread`, so that they do not all come at once.
    pub fn drain(&self, entropy: &dyn Entropy, spread: Duration) {
        self.leaving.store(true, Ordering::SeqCst);
        let spread = u64::try_from(spread.as_millis()).unwrap_or(u64::MAX).max(1);
        self.slots.for_each(|connection| {
            let retry_after_ms = u64::from_le_bytes(entropy.bytes()) % spread;
            connection.queue.close(CloseReason::Restart { retry_after_ms });
        });
        // Who waits without a connection reads once more and goes.
        for room in &self.rooms {
            room.wake_all();
        }
    }
}
