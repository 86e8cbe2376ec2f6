//! The connections of this node: who listens to which dialog, and what waits for each of them.
//!
//! A connection is a queue. The hub puts frames into it and never waits for a peer; the session that holds
//! the [`Seat`] and the [`Outbox`] takes them out and writes them to whatever carries it. Everything about one
//! dialog happens under the lock of its [`room::Room`], so that joining, leaving, delivering and the text of a
//! running generation have one order. No two of the hub's locks on rooms or people are ever held at once.

mod caps;
mod catch_up;
mod connection;
mod deliver;
mod drain;
mod elsewhere;
mod ending;
mod live;
mod outbox;
mod presence;
mod registration;
mod room;
mod seat;
mod staff;
mod sweep;
mod watch;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use dashmap::DashMap;

pub use ending::Since;
pub use live::LiveGeneration;
pub use outbox::{CloseReason, Frame, Outbox, Outgoing};
pub use presence::{Change, Changes};
pub use registration::{Refusal, Registration};
pub use seat::{Registered, Seat};
pub use watch::Watch;

use crate::domain::{Clock, ConnectionId, DialogId, Limits, TenantId};
use caps::Caps;
use connection::{Connection, LifeClock};
use elsewhere::Elsewhere;
use ending::Endings;
use room::Room;
use staff::Staff;
use sweep::Slots;

/// A dialog's name here. The tenant is part of it, so that not even a mistaken id crosses over.
type RoomKey = (TenantId, DialogId);

/// How many locks the rooms share.
const SHARDS: usize = 64;

/// This node's connections.
pub struct Hub {
    limits: Limits,
    time: LifeClock,
    next_id: AtomicI64,
    rooms: DashMap<RoomKey, Room>,
    staff: Staff,
    caps: Caps,
    slots: Slots,
    changes: Changes,
    elsewhere: Elsewhere,
    endings: Endings,
    leaving: AtomicBool,
}

/// How much the hub holds at this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub connections: usize,
    /// Dialogs that somebody listens to, or in which an assistant is writing.
    pub rooms: usize,
    /// Places taken in rooms: sockets of dialogs, and what `/ws/inbox` sockets follow.
    pub seats: usize,
    pub watches: usize,
    pub generations: usize,
}

impl Hub {
    pub fn new(limits: Limits, clock: Arc<dyn Clock>) -> Self {
        Self {
            time: LifeClock::new(clock),
            next_id: AtomicI64::new(1),
            rooms: DashMap::with_shard_amount(SHARDS),
            staff: Staff::default(),
            caps: Caps::default(),
            slots: Slots::default(),
            changes: Changes::default(),
            elsewhere: Elsewhere::default(),
            endings: Endings::default(),
            leaving: AtomicBool::new(false),
            limits,
        }
    }

    /// Takes a connection in, if no cap is reached. With `registration.dialog` it is in that dialog's pool
    /// when this returns.
    pub fn register(self: &Arc<Self>, registration: Registration) -> Result<Registered, Refusal> {
        let tenant = registration.who.tenant();
        self.caps
            .admit(&registration.who, registration.address, &self.limits)?;
        let connection = Arc::new(Connection::new(
            ConnectionId(self.next_id.fetch_add(1, Ordering::Relaxed)),
            registration.who,
            registration.address,
            registration.dialog.is_none(),
            self.time.now(),
        ));
        // From here on dropping the seat undoes whatever was done.
        let mut seat = Seat::new(Arc::clone(self), Arc::clone(&connection));
        self.slots.insert(&connection);
        if let Some(reason) = self.endings.of(&connection.who, registration.since) {
            connection.queue.close(reason);
        }
        if self.leaving.load(Ordering::SeqCst) {
            return Err(Refusal::Leaving);
        }
        if self.staff.join(&connection) {
            self.changes.note(Change::Operators(tenant));
        }
        let live = match registration.dialog {
            Some(dialog) => seat.enter(dialog)?,
            None => None,
        };
        let outbox = Outbox::new(connection);
        Ok(Registered { seat, outbox, live })
    }

    /// What is held right now. Walks everything: for metrics and tests.
    pub fn census(&self) -> Census {
        let mut census = Census {
            connections: self.slots.len(),
            ..Census::default()
        };
        for room in &self.rooms {
            census.rooms += 1;
            census.seats += room.seats();
            census.watches += room.watches();
            census.generations += usize::from(room.live.is_running());
        }
        census
    }

    /// Forgets the room if nothing is left in it. The caller holds no lock.
    fn tidy(&self, key: RoomKey) {
        self.rooms.remove_if(&key, |_, room| room.is_empty());
    }
}
