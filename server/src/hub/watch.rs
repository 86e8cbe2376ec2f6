use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::Notify;

use super::presence::Change;
use super::{Hub, Refusal, RoomKey};
use crate::domain::{DialogId, Pool, TenantId};

/// Somebody who waits for the next entry without holding a connection: a long poll. Dropping it gives the
/// place back.
pub struct Watch {
    hub: Arc<Hub>,
    key: RoomKey,
    pool: Pool,
    waiter: Arc<Waiter>,
}

/// Remembers one wake-up, so that an entry that comes before the wait is not missed.
#[derive(Default)]
pub(super) struct Waiter(Notify);

impl Waiter {
    pub(super) fn wake(&self) {
        self.0.notify_one();
    }
}

impl Watch {
    /// Waits until an entry that the pool may see was delivered since the watch began, or since the last
    /// time this returned.
    pub async fn woken(&self) {
        self.waiter.0.notified().await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(mut room) = self.hub.rooms.get_mut(&self.key) {
            room.pool(self.pool).unwatch(&self.waiter);
        }
        self.hub.tidy(self.key);
        self.hub.changes.note(Change::Dialog(self.key.0, self.key.1));
    }
}

impl Hub {
    /// Watches a dialog for a reader of `pool`; counts as one of that pool's places. Begin the watch, then read
    /// the database, then wait.
    pub fn watch(self: &Arc<Self>, tenant: TenantId, dialog: DialogId, pool: Pool) -> Result<Watch, Refusal> {
        let key = (tenant, dialog);
        let waiter = Arc::new(Waiter::default());
        let seated = self
            .rooms
            .entry(key)
            .or_default()
            .pool(pool)
            .watch(&waiter, &self.limits);
        if let Err(refusal) = seated {
            self.tidy(key);
            return Err(refusal);
        }
        self.changes.note(Change::Dialog(tenant, dialog));
        let watch = Watch {
            hub: Arc::clone(self),
            key,
            pool,
            waiter,
        };
        // Either this is seen here, or whoever leaves sees the waiter and wakes it.
        if self.leaving.load(Ordering::SeqCst) {
            return Err(Refusal::Leaving);
        }
        Ok(watch)
    }
}
