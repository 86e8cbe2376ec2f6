//! One dialog's listeners on this node.

use std::sync::Arc;

use super::Refusal;
use super::connection::Connection;
use super::live::Live;
use super::watch::Waiter;
use crate::domain::{ConnectionId, Limits, Mark, Pool, Viewing};

#[derive(Default)]
pub(super) struct Room {
    admin: Members,
    client: Members,
    pub(super) live: Live,
    /// The last numbers that were delivered here.
    pub(super) told: Mark,
}

/// One pool of a room.
#[derive(Default)]
pub(super) struct Members {
    pub(super) seats: Vec<Arc<Connection>>,
    pub(super) watchers: Vec<Arc<Waiter>>,
}

impl Room {
    pub(super) fn pool(&mut self, pool: Pool) -> &mut Members {
        match pool {
            Pool::Admin => &mut self.admin,
            Pool::Client => &mut self.client,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.admin.is_empty() && self.client.is_empty() && !self.live.is_running()
    }

    pub(super) fn seats(&self) -> usize {
        self.admin.seats.len() + self.client.seats.len()
    }

    pub(super) fn watches(&self) -> usize {
        self.admin.watchers.len() + self.client.watchers.len()
    }

    /// Wakes whoever waits here.
    pub(super) fn wake_all(&self) {
        self.waiters().for_each(|waiter| waiter.wake());
    }

    pub(super) fn waiters(&self) -> impl Iterator<Item = &Arc<Waiter>> {
        self.admin.watchers.iter().chain(&self.client.watchers)
    }

    /// Who is here. A visitor who polls is here as well as one with a socket.
    pub(super) fn viewing(&self) -> Viewing {
        let mut viewing = Viewing {
            visitor: !self.client.is_empty(),
            viewers: Vec::new(),
        };
        for seat in &self.admin.seats {
            if let Some(operator) = seat.who.operator()
                && viewing.viewers.iter().all(|known| known.id != operator.id())
            {
                viewing.viewers.push(operator.person.clone());
            }
        }
        viewing
    }
}

impl Members {
    /// Seats a connection; nothing changes if it sits here already.
    pub(super) fn seat(&mut self, connection: &Arc<Connection>, limits: &Limits) -> Result<(), Refusal> {
        if self.seats.iter().any(|seat| seat.id == connection.id) {
            return Ok(());
        }
        self.has_room(limits)?;
        self.seats.push(Arc::clone(connection));
        Ok(())
    }

    pub(super) fn unseat(&mut self, connection: ConnectionId) {
        self.seats.retain(|seat| seat.id != connection);
    }

    pub(super) fn watch(&mut self, waiter: &Arc<Waiter>, limits: &Limits) -> Result<(), Refusal> {
        self.has_room(limits)?;
        self.watchers.push(Arc::clone(waiter));
        Ok(())
    }

    pub(super) fn unwatch(&mut self, waiter: &Arc<Waiter>) {
        self.watchers.retain(|other| !Arc::ptr_eq(other, waiter));
    }

    fn has_room(&self, limits: &Limits) -> Result<(), Refusal> {
        if self.seats.len() + self.watchers.len() < limits.connections_per_dialog {
            Ok(())
        } else {
            Err(Refusal::PerDialog)
        }
    }

    fn is_empty(&self) -> bool {
        self.seats.is_empty() && self.watchers.is_empty()
    }
}
