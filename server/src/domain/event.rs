//! What happened in a dialog. Services publish events; only the hub touches connections.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    ConnectionId, DialogId, EndedRight, FailureCode, GenerationId, HandoffReason, Mark, MarkKind, Message,
    MessageId, NodeId, OperatorId, Page, Person, ReleaseTo, Sender, Side, TenantId, Usage,
};

/// The connection that an event came from, if it came over one.
pub type Origin = Option<ConnectionId>;

/// Nodes tell each other of events in JSON; nobody else sees that form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub tenant: TenantId,
    pub dialog: DialogId,
    pub kind: EventKind,
}

impl Event {
    /// A right of this tenant has ended. It concerns no dialog: 0 is the number of none.
    pub fn right_ended(tenant: TenantId, ending: EndedRight) -> Self {
        Self {
            tenant,
            dialog: DialogId(0),
            kind: EventKind::RightEnded(ending),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EventKind {
    /// A numbered entry is durable.
    Posted {
        message: Arc<Message>,
        origin: Origin,
    },
    HandoffRequested {
        reason: HandoffReason,
        by: Sender,
        position: Option<i64>,
        wish: Option<String>,
    },
    HandoffStarted {
        manager: Person,
    },
    HandoffEnded {
        to: ReleaseTo,
    },
    Closed {
        by: Sender,
    },
    Reopened {
        by: Sender,
    },
    Typing {
        sender: Sender,
        author: Option<Person>,
        on: bool,
        origin: Origin,
    },
    Marked {
        side: Side,
        kind: MarkKind,
        to: Mark,
        /// It went over notes alone: telling the contact would tell of them.
        staff_only: bool,
    },
    GenerationStarted {
        generation: GenerationId,
        reply_to: Mark,
        attempt: i32,
    },
    GenerationDelta {
        generation: GenerationId,
        attempt: i32,
        index: i64,
        text: Arc<str>,
    },
    /// All text of a further attempt, once it has come as far as what an earlier one had drawn, in whose place it comes.
    /// Each node makes it of the deltas for its own connections.
    GenerationSnapshot {
        generation: GenerationId,
        attempt: i32,
        index: i64,
        text: Arc<str>,
    },
    GenerationCompleted {
        generation: GenerationId,
        message: MessageId,
        seq: Mark,
        latency_ms: i64,
        usage: Option<Usage>,
    },
    GenerationFailed {
        generation: GenerationId,
        code: FailureCode,
    },
    GenerationCancelled {
        generation: GenerationId,
        code: FailureCode,
    },
    /// Who is there, as operators may know it.
    Presence(Presence),
    /// Something about the dialog's row changed that no other event tells: lists show it anew.
    Touched,
    /// Who has the dialog open on one node: for the others, to whom it is shown together with what they see themselves.
    Viewed {
        node: NodeId,
        viewing: Viewing,
    },
    /// Which operators of the tenant have a connection on one node, for the others. It concerns no dialog.
    Staffed {
        node: NodeId,
        operators: Vec<OperatorId>,
    },
    /// A right ended, and with it the connections that rest on it.
    RightEnded(EndedRight),
}

/// Who has a dialog open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    pub visitor: bool,
    /// Each operator once.
    pub viewers: Vec<Person>,
}

impl Viewing {
    pub fn is_empty(&self) -> bool {
        !self.visitor && self.viewers.is_empty()
    }

    /// Both together.
    pub fn join(&mut self, other: &Self) {
        self.visitor |= other.visitor;
        for person in &other.viewers {
            if self.viewers.iter().all(|known| known.id != person.id) {
                self.viewers.push(person.clone());
            }
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Whether the visitor has a connection.
    pub visitor: bool,
    pub page: Option<Page>,
    /// Operators who have the dialog open.
    pub viewers: Vec<Person>,
}
