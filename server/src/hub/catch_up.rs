//! For what the bus may have lost: where the dialogs that somebody listens to stand by the database.

use std::sync::Arc;
use std::time::Duration;

use dashmap::mapref::multiple::RefMulti;

use super::room::Room;
use super::{Frame, Hub, RoomKey};
use crate::domain::{DialogId, GenerationId, Mark, Pool, TenantId};

impl Hub {
    /// The dialogs that somebody listens to here.
    pub fn listened_to(&self) -> Vec<(TenantId, DialogId)> {
        let rooms = self.rooms.iter().filter(|room| room.seats() + room.watches() > 0);
        rooms.map(|room| *room.key()).collect()
    }

    /// Replies that are being written, as far as this node knows, and of which nothing was heard for `silent`.
    pub fn silent_replies(&self, silent: Duration) -> Vec<(TenantId, DialogId, GenerationId)> {
        let now = self.time.now().wall;
        let of = |room: RefMulti<'_, RoomKey, Room>| {
            let (tenant, dialog) = *room.key();
            let generation = room.live.silent_since(now, silent)?;
            Some((tenant, dialog, generation))
        };
        self.rooms.iter().filter_map(of).collect()
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
