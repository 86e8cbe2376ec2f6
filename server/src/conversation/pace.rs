//! How often one contact may say something, whatever carries it.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio_util::sync::CancellationToken;

use super::Error;
use crate::domain::{ContactId, Limits};

/// How often those are forgotten who have been quiet.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// Counts what each contact says. A minute's worth may come at once: an outbox that was offline has to.
pub(super) struct Pace {
    /// `None`: as often as they like.
    messages: Option<DefaultKeyedRateLimiter<ContactId>>,
    clock: DefaultClock,
}

impl Pace {
    pub(super) fn new(limits: &Limits) -> Self {
        let per_minute = NonZeroU32::new(limits.messages_per_minute);
        Self {
            messages: per_minute.map(|most| RateLimiter::keyed(Quota::per_minute(most))),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one more message, or says when there may be one.
    pub(super) fn admit(&self, contact: ContactId) -> Result<(), Error> {
        let Some(messages) = &self.messages else {
            return Ok(());
        };
        messages.check_key(&contact).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now());
            Error::TooOften {
                retry_after_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1),
            }
        })
    }

    /// Forgets, every minute, who has been quiet for one: strangers cannot make it grow for ever.
    pub(super) async fn forget_the_quiet(&self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(FORGET_EVERY) => {}
                () = stop.cancelled() => return,
            }
            if let Some(messages) = &self.messages {
                messages.retain_recent();
                messages.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(messages_per_minute: u32) -> Pace {
        Pace::new(&Limits {
            messages_per_minute,
            ..Limits::default()
        })
    }

    #[test]
    fn who_says_too_much_is_told_when_to_go_on() {
        let pace = pace(3);
        let (one, other) = (ContactId(1), ContactId(2));
        for _ in 0..3 {
            pace.admit(one).unwrap();
        }
        let Err(Error::TooOften { retry_after_ms }) = pace.admit(one) else {
            panic!("it was not held back");
        };
        assert!((1..=20_000).contains(&retry_after_ms), "{retry_after_ms}");
        pace.admit(other).unwrap();
    }

    #[test]
    fn nothing_is_no_bound() {
        let pace = pace(0);
        assert!((0..1_000).all(|_| pace.admit(ContactId(1)).is_ok()));
    }
}
