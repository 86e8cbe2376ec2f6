mod audience;
mod delivery;
mod endings;
mod heartbeat;
mod joining;
mod outboxes;
mod people;
mod seats;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::{Hub, Outbox, Outgoing, Refusal, Registered, Registration, Watch};
use crate::domain::{
    AssistantId, Author, Clock, ConnectionId, ContactId, ContactPrincipal, ContactProof, DialogId, EntryKind,
    Event, EventKind, Limits, Mark, Message, MessageId, MessageMeta, OperatorId, OperatorPrincipal, Person,
    Principal, Role, Sender, SessionId, TenantId, Timestamp, TokenHash,
};

const TENANT: TenantId = TenantId(1);
const DIALOG: DialogId = DialogId(10);

/// A clock that stands still until it is told.
#[derive(Default)]
struct Standing(AtomicI64);

impl Standing {
    fn advance(&self, by: Duration) {
        self.0.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

fn hub_with(limits: Limits) -> Arc<Hub> {
    Arc::new(Hub::new(limits, Arc::new(Standing::default())))
}

fn hub() -> Arc<Hub> {
    hub_with(Limits::default())
}

fn person(id: i64) -> Person {
    Person {
        id: OperatorId(id),
        name: format!("Operator {id}"),
        avatar_url: None,
    }
}

/// An operator in a session of the same number.
fn operator(id: i64) -> OperatorPrincipal {
    OperatorPrincipal {
        tenant: TENANT,
        role: Role::Agent,
        session: SessionId(id),
        person: person(id),
    }
}

/// A visitor with a token of their own.
fn contact(id: i64) -> ContactPrincipal {
    ContactPrincipal {
        tenant: TENANT,
        assistant: AssistantId(1),
        site: None,
        contact: ContactId(id),
        proof: ContactProof::VisitorToken(TokenHash([id as u8; 32])),
    }
}

fn join(hub: &Arc<Hub>, who: Principal, dialog: Option<DialogId>) -> Result<Registered, Refusal> {
    join_from(hub, who, dialog, None)
}

fn join_from(
    hub: &Arc<Hub>,
    who: Principal,
    dialog: Option<DialogId>,
    address: Option<IpAddr>,
) -> Result<Registered, Refusal> {
    let since = hub.since();
    hub.register(Registration {
        who,
        dialog,
        since,
        address,
    })
}

fn join_contact(hub: &Arc<Hub>, id: i64) -> Result<Registered, Refusal> {
    join(hub, Principal::Contact(contact(id)), Some(DIALOG))
}

fn join_operator(hub: &Arc<Hub>, id: i64) -> Result<Registered, Refusal> {
    join(hub, Principal::Operator(operator(id)), Some(DIALOG))
}

fn join_inbox(hub: &Arc<Hub>, id: i64) -> Registered {
    join(hub, Principal::Operator(operator(id)), None).unwrap()
}

/// A long poll of the first contact.
fn watch_as_contact(hub: &Arc<Hub>, dialog: DialogId) -> Result<Watch, Refusal> {
    hub.watch(&Principal::Contact(contact(1)), dialog, hub.since())
}

fn watch_as_operator(hub: &Arc<Hub>, dialog: DialogId) -> Result<Watch, Refusal> {
    hub.watch(&Principal::Operator(operator(1)), dialog, hub.since())
}

fn event(kind: EventKind) -> Event {
    Event {
        tenant: TENANT,
        dialog: DIALOG,
        kind,
    }
}

fn message(sender: Sender, seq: i64) -> Message {
    Message {
        id: MessageId(seq),
        tenant: TENANT,
        dialog: DIALOG,
        kind: EntryKind::Message,
        public_seq: Some(seq),
        staff_seq: seq + 100,
        sender,
        author: Author::Contact(ContactId(1)),
        person: None,
        text: format!("text {seq}"),
        client_id: Some("3f2504e0-4f89-41d3-9a0c-0305e82c3301".to_owned()),
        citations: Vec::new(),
        meta: MessageMeta::default(),
        at: Timestamp(0),
        change: None,
        edited_at: None,
        deleted: false,
    }
}

fn note(seq: i64) -> Message {
    Message {
        kind: EntryKind::Note,
        public_seq: None,
        ..message(Sender::Manager, seq)
    }
}

fn posted(message: Message, origin: Option<ConnectionId>) -> Event {
    event(EventKind::Posted {
        message: Arc::new(message),
        origin,
    })
}

fn started(generation: i64, attempt: i32) -> Event {
    event(EventKind::GenerationStarted {
        generation: crate::domain::GenerationId(generation),
        reply_to: Mark { public: 1, staff: 1 },
        attempt,
    })
}

fn delta(generation: i64, attempt: i32, index: i64, text: &str) -> Event {
    event(EventKind::GenerationDelta {
        generation: crate::domain::GenerationId(generation),
        attempt,
        index,
        text: text.into(),
    })
}

fn cancelled(generation: i64) -> Event {
    event(EventKind::GenerationCancelled {
        generation: crate::domain::GenerationId(generation),
        code: crate::domain::FailureCode::TakenOver,
    })
}

/// Everything that waits, as JSON; a close or ping ends it.
fn frames(outbox: &mut Outbox) -> Vec<Value> {
    let mut frames = Vec::new();
    while let Some(Outgoing::Frame(frame)) = outbox.try_recv() {
        frames.push(serde_json::from_slice(&frame.bytes).unwrap());
    }
    frames
}

fn types(outbox: &mut Outbox) -> Vec<String> {
    frames(outbox)
        .iter()
        .map(|frame| frame["type"].as_str().unwrap().to_owned())
        .collect()
}
