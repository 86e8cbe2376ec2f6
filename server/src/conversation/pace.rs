//! How often one person may do something, whatever carries it.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio_util::sync::CancellationToken;

use super::Error;
use crate::domain::{ContactId, Limits, OperatorId, Principal};

/// How often those are forgotten who have been quiet.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// Whose doings are counted, over however many connections they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Person {
    Contact(ContactId),
    Operator(OperatorId),
}

impl Person {
    fn of(principal: &Principal) -> Self {
        match principal {
            Principal::Contact(contact) => Self::Contact(contact.contact),
            Principal::Operator(operator) => Self::Operator(operator.id()),
        }
    }
}

/// Counts what each person does. A minute's worth may come at once: an outbox that was offline has to.
pub(super) struct Pace {
    messages: Brake,
    typing: Brake,
    marks: Brake,
    actions: Brake,
}

impl Pace {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            messages: Brake::new(limits.messages_per_minute),
            typing: Brake::new(limits.typing_per_minute),
            marks: Brake::new(limits.marks_per_minute),
            actions: Brake::new(limits.actions_per_minute),
        }
    }

    /// Counts one more message of a contact, or says when there may be one.
    pub(super) fn message(&self, contact: ContactId) -> Result<(), Error> {
        self.messages.admit(Person::Contact(contact))
    }

    /// Whether it is told once more that somebody types.
    pub(super) fn typing(&self, who: &Principal) -> bool {
        self.typing.admit(Person::of(who)).is_ok()
    }

    /// Counts one more mark, or says when there may be one.
    pub(super) fn mark(&self, who: &Principal) -> Result<(), Error> {
        self.marks.admit(Person::of(who))
    }

    /// Counts whatever else somebody sets going, or says when they may.
    pub(super) fn act(&self, who: &Principal) -> Result<(), Error> {
        self.actions.admit(Person::of(who))
    }

    /// Forgets, every minute, who has been quiet for one: strangers cannot make it grow for ever.
    pub(super) async fn forget_the_quiet(&self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(FORGET_EVERY) => {}
                () = stop.cancelled() => return,
            }
            for brake in [&self.messages, &self.typing, &self.marks, &self.actions] {
                brake.forget_the_quiet();
            }
        }
    }
}

/// One kind of thing, counted by who does it.
struct Brake {
    /// `None`: as often as they like.
    limiter: Option<DefaultKeyedRateLimiter<Person>>,
    clock: DefaultClock,
}

impl Brake {
    fn new(per_minute: u32) -> Self {
        Self {
            limiter: NonZeroU32::new(per_minute).map(|most| RateLimiter::keyed(Quota::per_minute(most))),
            clock: DefaultClock::default(),
        }
    }

    fn admit(&self, who: Person) -> Result<(), Error> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter.check_key(&who).map_err(|not_yet| {
            let wait = not_yet.wait_time_from(self.clock.now());
            Error::TooOften {
                retry_after_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1),
            }
        })
    }

    fn forget_the_quiet(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
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
            pace.message(one).unwrap();
        }
        let Err(Error::TooOften { retry_after_ms }) = pace.message(one) else {
            panic!("it was not held back");
        };
        assert!((1..=20_000).contains(&retry_after_ms), "{retry_after_ms}");
        pace.message(other).unwrap();
    }

    #[test]
    fn nothing_is_no_bound() {
        let pace = pace(0);
        assert!((0..1_000).all(|_| pace.message(ContactId(1)).is_ok()));
    }

    #[test]
    fn an_operator_is_not_the_contact_of_the_same_number() {
        let brake = Brake::new(1);
        brake.admit(Person::Contact(ContactId(1))).unwrap();
        brake.admit(Person::Operator(OperatorId(1))).unwrap();
        assert!(brake.admit(Person::Operator(OperatorId(1))).is_err());
    }
}
