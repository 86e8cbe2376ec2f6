//! Who is typing, as far as this node has heard: whoever is about to say more is heard out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use crate::domain::{DialogId, Event, EventKind, Sender, TenantId};

/// A sign of typing is true for so long, if nothing else is said.
const TRUE_FOR: Duration = Duration::from_secs(6);

/// More visitors do not type at the same time on one installation; whoever is left out is not waited for.
const KNOWN: usize = 65_536;

/// How often somebody who types is looked at again.
const LOOK_EVERY: Duration = Duration::from_millis(200);

type Typing = HashMap<(TenantId, DialogId), Instant>;

/// A handle to what is known of who types. Cheap to clone.
#[derive(Clone, Default)]
pub struct Typists(Arc<Mutex<Typing>>);

impl Typists {
    /// Takes in what an event says of a visitor's typing: their message ends it.
    pub fn follow(&self, event: &Event) {
        let on = match &event.kind {
            EventKind::Typing { sender, on, .. } if *sender == Sender::User => *on,
            EventKind::Posted { message, .. } if message.sender == Sender::User => false,
            _ => return,
        };
        let key = (event.tenant, event.dialog);
        let mut typing = self.lock();
        if !on {
            typing.remove(&key);
            return;
        }
        let now = Instant::now();
        if typing.len() >= KNOWN {
            typing.retain(|_, until| *until > now);
        }
        if typing.len() < KNOWN || typing.contains_key(&key) {
            typing.insert(key, now + TRUE_FOR);
        }
    }

    /// Returns at `from`, or, if the visitor is typing then, when they have stopped, but at `end` at the latest.
    pub(super) async fn pause(&self, tenant: TenantId, dialog: DialogId, from: Instant, end: Instant) {
        sleep_until(from).await;
        while Instant::now() < end && self.types((tenant, dialog)) {
            sleep(LOOK_EVERY).await;
        }
    }

    fn types(&self, key: (TenantId, DialogId)) -> bool {
        self.lock().get(&key).is_some_and(|until| *until > Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, Typing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: TenantId = TenantId(1);
    const DIALOG: DialogId = DialogId(7);

    fn typing(sender: Sender, on: bool) -> Event {
        Event {
            tenant: TENANT,
            dialog: DIALOG,
            kind: EventKind::Typing {
                sender,
                author: None,
                on,
                origin: None,
            },
        }
    }

    /// Milliseconds until whoever typed what `events` say is heard out.
    async fn pause(events: &[Event]) -> u128 {
        let typists = Typists::default();
        for event in events {
            typists.follow(event);
        }
        let now = Instant::now();
        let (from, end) = (now + Duration::from_secs(1), now + Duration::from_secs(4));
        typists.pause(TENANT, DIALOG, from, end).await;
        now.elapsed().as_millis()
    }

    #[tokio::test(start_paused = true)]
    async fn who_types_is_heard_out_but_not_for_ever() {
        assert_eq!(pause(&[]).await, 1_000);
        assert_eq!(pause(&[typing(Sender::Manager, true)]).await, 1_000);
        assert_eq!(pause(&[typing(Sender::User, true)]).await, 4_000);
        let stopped = [typing(Sender::User, true), typing(Sender::User, false)];
        assert_eq!(pause(&stopped).await, 1_000);
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_of_typing_lapses_and_leaves_room() {
        let typists = Typists::default();
        for dialog in 0..KNOWN as i64 {
            typists.follow(&Event {
                dialog: DialogId(dialog),
                ..typing(Sender::User, true)
            });
        }
        let late = (TENANT, DialogId(KNOWN as i64));
        let event = Event {
            dialog: late.1,
            ..typing(Sender::User, true)
        };
        typists.follow(&event);
        assert!(typists.types((TENANT, DIALOG)) && !typists.types(late));
        tokio::time::advance(TRUE_FOR).await;
        assert!(!typists.types((TENANT, DIALOG)));
        typists.follow(&event);
        assert!(typists.types(late));
        assert_eq!(typists.lock().len(), 1);
    }
}
