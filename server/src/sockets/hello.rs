//! What a connection is told first.

use super::backlog::Greeting;
use super::session::Session;
use crate::domain::Principal;
use crate::protocol::{SUBPROTOCOL, ServerFrame};

impl Session {
    /// The first frame on `/ws/inbox`.
    pub(super) fn inbox_hello(&self) -> ServerFrame {
        let greeting = self.greeting();
        ServerFrame::Hello {
            protocol: SUBPROTOCOL.to_owned(),
            connection_id: greeting.connection,
            heartbeat_seconds: greeting.heartbeat_seconds,
            server_time: self.sockets.clock.now().into(),
            history_epoch: self.sockets.conversation.history_epoch().to_owned(),
            dialog_id: None,
            state: None,
            manager: None,
            position: None,
            last_seq: None,
            read: None,
            delivered: None,
            operators_online: None,
        }
    }

    pub(super) fn greeting(&self) -> Greeting {
        Greeting {
            connection: self.seat.connection_id().0,
            heartbeat_seconds: self.sockets.conversation.limits().ping_every.as_secs(),
            operators_online: match &self.principal {
                Principal::Contact(contact) => Some(self.sockets.hub.operators_online(contact.tenant)),
                Principal::Operator(_) => None,
            },
        }
    }
}
