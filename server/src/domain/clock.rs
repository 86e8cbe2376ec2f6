//! Time as a value.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Milliseconds.
const DAY: i64 = 86_400_000;

/// A moment, in milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The moment `by` later; stays at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The moment `by` earlier.
    #[must_use]
    pub fn minus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The day (UTC) that it is in, counted from 1970.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// When that day is over.
    #[must_use]
    pub fn end_of_day(self) -> Self {
        Self((self.day() + 1).saturating_mul(DAY))
    }

    /// How long after `earlier` this is; nothing if the clock went back.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Who tells the time. Tests hold one that stands still.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}
