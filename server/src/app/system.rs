//! The real clock and the real randomness: the only place that asks the machine for them.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::domain::{Clock, Entropy, Timestamp};

pub(super) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is where time comes from")]
        let now = SystemTime::now();
        // Before 1970 there is no message to date; such a clock reads as 1970.
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

pub(super) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        #[expect(clippy::disallowed_methods, reason = "this is where randomness comes from")]
        let filled = getrandom::fill(buffer);
        if filled.is_err() {
            // Without randomness every token could be guessed: there is nothing safe left to do.
            std::process::abort();
        }
    }
}
