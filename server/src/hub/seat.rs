use std::sync::Arc;

use super::connection::Connection;
use super::presence::Change;
use super::{CloseReason, Hub, LiveGeneration, Outbox, Refusal};
use crate::domain::{ConnectionId, DialogId, Mutant, planted};

/// A connection that was taken in.
pub struct Registered {
    pub seat: Seat,
    pub outbox: Outbox,
    /// The reply being written in the dialog at the moment of joining: the outbox has exactly what follows it.
    pub live: Option<LiveGeneration>,
}

/// A connection's place in the hub. Dropping it gives back everything that it took.
pub struct Seat {
    hub: Arc<Hub>,
    connection: Arc<Connection>,
    dialogs: Vec<DialogId>,
}

impl Seat {
    /// Takes over what [`super::caps::Caps::admit`] counted.
    pub(super) fn new(hub: Arc<Hub>, connection: Arc<Connection>) -> Self {
        Self {
            hub,
            connection,
            dialogs: Vec::new(),
        }
    }

    pub fn connection_id(&self) -> ConnectionId {
        self.connection.id
    }

    /// Follows one more dialog (inbox sockets). It counts as a place in that dialog's admin pool. Following
    /// it again changes nothing and gives the running reply anew.
    pub fn subscribe(&mut self, dialog: DialogId) -> Result<Option<LiveGeneration>, Refusal> {
        let follows = self.dialogs.contains(&dialog);
        if !follows && self.dialogs.len() >= self.hub.limits.subscriptions_per_connection {
            return Err(Refusal::PerConnection);
        }
        self.enter(dialog)
    }

    /// Follows a dialog no longer.
    pub fn unsubscribe(&mut self, dialog: DialogId) {
        if let Some(at) = self.dialogs.iter().position(|followed| *followed == dialog) {
            self.dialogs.swap_remove(at);
            self.exit(dialog);
        }
    }

    /// Notes a sign of life: any frame from the peer, a pong among them.
    pub fn alive(&self) {
        self.connection.alive(self.hub.time.now());
    }

    /// Closes the connection: its outbox gives the reason.
    pub fn close(&self, reason: CloseReason) {
        self.connection.queue.close(reason);
    }

    pub(super) fn enter(&mut self, dialog: DialogId) -> Result<Option<LiveGeneration>, Refusal> {
        let key = (self.connection.tenant(), dialog);
        let seated = {
            let mut room = self.hub.rooms.entry(key).or_default();
            room.pool(self.connection.who.pool())
                .seat(&self.connection, &self.hub.limits)
                .map(|()| room.live.snapshot())
        };
        match seated {
            Ok(live) => {
                if !self.dialogs.contains(&dialog) {
                    self.dialogs.push(dialog);
                }
                self.hub.changes.note(Change::Dialog(key.0, dialog));
                Ok(live)
            }
            Err(refusal) => {
                self.hub.tidy(key);
                Err(refusal)
            }
        }
    }

    fn exit(&self, dialog: DialogId) {
        let key = (self.connection.tenant(), dialog);
        if let Some(mut room) = self.hub.rooms.get_mut(&key) {
            room.pool(self.connection.who.pool()).unseat(self.connection.id);
        }
        self.hub.tidy(key);
        self.hub.changes.note(Change::Dialog(key.0, dialog));
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if planted(Mutant::M24) {
            return;
        }
        for dialog in std::mem::take(&mut self.dialogs) {
            self.exit(dialog);
        }
        if self.hub.staff.leave(&self.connection, self.hub.time.now()) {
            self.hub.changes.note(Change::Operators(self.connection.tenant()));
        }
        self.hub.slots.remove(self.connection.id);
        self.hub
            .caps
            .release(&self.connection.who, self.connection.address);
    }
}
