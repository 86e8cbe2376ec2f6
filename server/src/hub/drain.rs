use std::sync::atomic::Ordering;
use std::time::Duration;

use super::{CloseReason, Hub};
use crate::domain::Entropy;

/// Connections that are told to go before others get a turn: telling ten thousand at once would hold up the posts
/// that are still to be finished.
const BATCH: usize = 500;

/// The pause between two batches.
const PAUSE: Duration = Duration::from_millis(20);

/// Within this few people come back…
const AT_LEAST: Duration = Duration::from_secs(2);

/// …each connection more makes it longer by this: a thousand joins a second is what a node takes beside its work…
const FOR_EACH: Duration = Duration::from_millis(1);

/// …and it ends here: a screen that is still stale then has lost its reader.
const AT_MOST: Duration = Duration::from_secs(20);

impl Hub {
    /// Whether [`Self::drain`] was called: then this node is not the one to send people to.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::SeqCst)
    }

    /// Takes no more connections and closes those there are, in batches, each once what waits for it is sent.
    /// Each is told to come back at a moment of its own, so that they do not all come at once.
    pub async fn drain(&self, entropy: &dyn Entropy) {
        // Before the first is told: who balances loads must not send them back here.
        self.leaving.store(true, Ordering::SeqCst);
        // Who waits without a connection reads once more and goes.
        for room in &self.rooms {
            room.wake_all();
        }
        let connections = self.slots.all();
        let spread = spread(connections.len());
        for (number, batch) in connections.chunks(BATCH).enumerate() {
            if number > 0 {
                tokio::time::sleep(PAUSE).await;
            }
            for connection in batch {
                let retry_after_ms = u64::from_le_bytes(entropy.bytes()) % spread;
                connection.queue.close(CloseReason::Restart { retry_after_ms });
            }
        }
    }
}

/// Over how many milliseconds so many connections come back.
fn spread(connections: usize) -> u64 {
    let each = u32::try_from(connections).map_or(AT_MOST, |count| FOR_EACH.saturating_mul(count));
    let spread = AT_LEAST.saturating_add(each).min(AT_MOST);
    u64::try_from(spread.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_come_back_soon_and_many_over_a_longer_time() {
        assert_eq!(spread(0), 2_000);
        assert_eq!(spread(400), 2_400);
        assert_eq!(spread(10_000), 12_000);
        assert_eq!(spread(1_000_000), 20_000);
    }
}
