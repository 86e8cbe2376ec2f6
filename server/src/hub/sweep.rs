//! One sweeper for all connections, instead of a timer in each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::connection::Connection;
use super::{CloseReason, Hub};
use crate::domain::ConnectionId;

/// Parts into which the connections are split; each step pings one.
const SLOTS: usize = 25;

/// Every connection of the node, by its id.
#[derive(Default)]
pub(super) struct Slots([Mutex<HashMap<ConnectionId, Arc<Connection>>>; SLOTS]);

impl Slots {
    pub(super) fn insert(&self, connection: &Arc<Connection>) {
        self.of(connection.id)
            .insert(connection.id, Arc::clone(connection));
    }

    pub(super) fn remove(&self, connection: ConnectionId) {
        self.of(connection).remove(&connection);
    }

    pub(super) fn len(&self) -> usize {
        (0..SLOTS).map(|slot| self.lock(slot).len()).sum()
    }

    pub(super) fn for_each(&self, mut act: impl FnMut(&Connection)) {
        for slot in 0..SLOTS {
            self.lock(slot).values().for_each(|connection| act(connection));
        }
    }

    /// Every connection there is at this moment.
    pub(super) fn all(&self) -> Vec<Arc<Connection>> {
        let of = |slot| self.lock(slot).values().cloned().collect::<Vec<_>>();
        (0..SLOTS).flat_map(of).collect()
    }

    fn of(&self, connection: ConnectionId) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Connection>>> {
        self.lock(connection.0.unsigned_abs() as usize % SLOTS)
    }

    fn lock(&self, slot: usize) -> MutexGuard<'_, HashMap<ConnectionId, Arc<Connection>>> {
        self.0[slot].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Pings every connection once in `limits.ping_every` and closes who was silent for `limits.silent_for`,
    /// at most a twenty-fifth of `ping_every` late. Runs until `stop`.
    pub async fn sweep(self: Arc<Self>, stop: CancellationToken) {
        let mut steps = interval(self.limits.ping_every / SLOTS as u32);
        // After a stall one step is enough: two in a row find nothing new.
        steps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut turn = 0;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = steps.tick() => self.sweep_step(turn),
            }
            turn = (turn + 1) % SLOTS;
        }
    }

    fn sweep_step(&self, turn: usize) {
        let now = self.time.now();
        // All are looked at in each step: to look at the pace of the pings would let a dead connection live for 65 s.
        for slot in 0..SLOTS {
            for connection in self.slots.lock(slot).values() {
                if connection.silent_for(now) >= self.limits.silent_for {
                    connection.queue.close(CloseReason::Silent);
                } else if slot == turn {
                    connection.queue.ping();
                }
            }
        }
        self.sweep_staff();
        if turn == 0 {
            self.sweep_generations();
        }
    }

    fn sweep_generations(&self) {
        let now = self.time.now().wall;
        self.rooms.retain(|_, room| {
            room.live.sweep(now);
            !room.is_empty()
        });
    }
}
