use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};

use tokio::sync::Notify;

use super::presence::Change;
use super::{CloseReason, Hub, Refusal, RoomKey, Since};
use crate::domain::{DialogId, Principal};

/// Somebody who waits for the next entry without holding a connection: a long poll. Dropping it gives the
/// place back.
pub struct Watch {
    hub: Arc<Hub>,
    key: RoomKey,
    waiter: Arc<Waiter>,
}

/// Remembers one wake-up, so that an entry that comes before the wait is not missed.
pub(super) struct Waiter {
    pub(super) who: Principal,
    news: Notify,
    ended: OnceLock<CloseReason>,
}

impl Waiter {
    pub(super) fn wake(&self) {
        self.news.notify_one();
    }

    /// The right to wait here has ended: the first reason stays.
    pub(super) fn end(&self, reason: CloseReason) {
        let _ = self.ended.set(reason);
        self.wake();
    }
}

impl Watch {
    /// Waits until an entry that the pool may see was delivered since the watch began, or since the last
    /// time this returned; or until the right to it ends.
    pub async fn woken(&self) {
        self.waiter.news.notified().await;
    }

    /// Why nothing more may be read, if the right to it has ended.
    pub fn ended(&self) -> Option<CloseReason> {
        self.waiter.ended.get().copied()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(mut room) = self.hub.rooms.get_mut(&self.key) {
            room.pool(self.waiter.who.pool()).unwatch(&self.waiter);
        }
        self.hub.tidy(self.key);
        self.hub.changes.note(Change::Dialog(self.key.0, self.key.1));
    }
}

impl Hub {
    /// Watches a dialog for `who`; counts as one of their pool's places. `since` is a moment before it was proven
    /// who they are. Begin the watch, then read the database, then wait.
    pub fn watch(
        self: &Arc<Self>,
        who: &Principal,
        dialog: DialogId,
        since: Since,
    ) -> Result<Watch, Refusal> {
        let key = (who.tenant(), dialog);
        let waiter = Arc::new(Waiter {
            who: who.clone(),
            news: Notify::new(),
            ended: OnceLock::new(),
        });
        let seated = self
            .rooms
            .entry(key)
            .or_default()
            .pool(who.pool())
            .watch(&waiter, &self.limits);
        if let Err(refusal) = seated {
            self.tidy(key);
            return Err(refusal);
        }
        self.changes.note(Change::Dialog(key.0, dialog));
        if let Some(reason) = self.endings.of(who, since) {
            waiter.end(reason);
        }
        let watch = Watch {
            hub: Arc::clone(self),
            key,
            waiter,
        };
        // Either this is seen here, or whoever leaves sees the waiter and wakes it.
        if self.leaving.load(Ordering::SeqCst) {
            return Err(Refusal::Leaving);
        }
        Ok(watch)
    }
}
