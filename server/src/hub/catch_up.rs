//! For what the bus may have lost: where the dialogs that somebody listens to stand by the database.

use std::sync::Arc;

use super::{Frame, Hub};
use crate::domain::{DialogId, Mark, Pool, TenantId};

impl Hub {
    /// The dialogs that somebody listens to here.
    pub fn listened_to(&self) -> Vec<(TenantId, DialogId)> {
        let rooms = self.rooms.iter().filter(|room| room.seats() + room.watches() > 0);
        rooms.map(|room| *room.key()).collect()
    }

    /// Says that a dialog's streams have come to `stand`: whoever here has less fetches the rest. Says nothing of
    /// what was delivered, which costs nobody anything.
    pub fn catch_up(&self, tenant: TenantId, dialog: DialogId, stand: Mark) {
        let Some(mut room) = self.rooms.get_mut(&(tenant, dialog)) else {
            return;
        };
        let told = room.told;
        for (pool, seq, told) in [
            (Pool::Admin, stand.staff, told.staff),
            (Pool::Client, stand.public, told.public),
        ] {
            if seq <= told {
                continue;
            }
            let word = Arc::new(Frame::word(dialog, seq));
            let members = room.pool(pool);
            members.watchers.iter().for_each(|watcher| watcher.wake());
            members.seats.retain(|seat| seat.queue.push(&word, &self.limits));
        }
        room.told = Mark {
            public: told.public.max(stand.public),
            staff: told.staff.max(stand.staff),
        };
    }
}
