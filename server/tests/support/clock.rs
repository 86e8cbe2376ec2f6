use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use tandem::domain::{Clock, Timestamp};

/// Goes at the usual pace, and jumps ahead when told to.
pub(crate) struct TestClock {
    began: Instant,
    ahead: AtomicI64,
}

impl TestClock {
    const START: i64 = 1_790_000_000_000;

    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            ahead: AtomicI64::new(0),
        }
    }

    pub(crate) fn forward(&self, by: Duration) {
        self.ahead
            .fetch_add(by.as_millis().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let gone = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        Timestamp(Self::START + gone + self.ahead.load(Ordering::SeqCst))
    }
}
