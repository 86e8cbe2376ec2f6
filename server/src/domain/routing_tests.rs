//! The routing table again, written the other way round: by what each pool must and must not get.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    Author, ContactId, DialogId, EndedRight, FailureCode, GenerationId, HandoffReason, Mark, MarkKind,
    Message, MessageId, MessageMeta, NodeId, OperatorId, Person, Presence, ReleaseTo, SessionId, Side,
    TenantId, Timestamp, Viewing,
};

fn person() -> Person {
    Person {
        id: OperatorId(1),
        name: "Ada".to_owned(),
        avatar_url: None,
    }
}

fn any_sender() -> impl Strategy<Value = Sender> {
    prop::sample::select(&[Sender::User, Sender::Assistant, Sender::Manager, Sender::System])
}

fn any_kind() -> impl Strategy<Value = EntryKind> {
    prop::sample::select(&[EntryKind::Message, EntryKind::Note])
}

fn any_posted() -> impl Strategy<Value = EventKind> {
    (any_kind(), any_sender(), 1..1000_i64, ".{0,20}").prop_map(|(kind, sender, seq, text)| {
        EventKind::Posted {
            message: Arc::new(Message {
                id: MessageId(seq),
                tenant: TenantId(1),
                dialog: DialogId(1),
                kind,
                public_seq: (kind == EntryKind::Message).then_some(seq),
                staff_seq: seq,
                sender,
                author: Author::Contact(ContactId(1)),
                person: None,
                text,
                client_id: None,
                citations: Vec::new(),
                meta: MessageMeta::default(),
                at: Timestamp(0),
                change: None,
                edited_at: None,
                deleted: false,
            }),
            origin: None,
        }
    })
}

fn any_event() -> impl Strategy<Value = EventKind> {
    let generation = GenerationId(1);
    let code = FailureCode::EngineFailed;
    let fixed = vec![
        EventKind::HandoffRequested {
            reason: HandoffReason::Visitor,
            by: Sender::User,
            position: None,
            wish: None,
        },
        EventKind::HandoffStarted { manager: person() },
        EventKind::HandoffEnded { to: ReleaseTo::Queue },
        EventKind::Closed { by: Sender::Manager },
        EventKind::Reopened { by: Sender::User },
        EventKind::Marked {
            side: Side::Manager,
            kind: MarkKind::Read,
            to: Mark::default(),
            staff_only: false,
        },
        EventKind::Marked {
            side: Side::Manager,
            kind: MarkKind::Read,
            to: Mark::default(),
            staff_only: true,
        },
        EventKind::GenerationStarted {
            generation,
            reply_to: Mark::default(),
            attempt: 1,
        },
        EventKind::GenerationDelta {
            generation,
            attempt: 1,
            index: 0,
            text: "word".into(),
        },
        EventKind::GenerationSnapshot {
            generation,
            attempt: 2,
            index: 0,
            text: "text".into(),
        },
        EventKind::GenerationCompleted {
            generation,
            message: MessageId(1),
            seq: Mark::default(),
            latency_ms: 1,
            usage: None,
        },
        EventKind::GenerationFailed { generation, code },
        EventKind::GenerationCancelled { generation, code },
        EventKind::Presence(Presence::default()),
        EventKind::Touched,
        EventKind::Viewed {
            node: NodeId(1),
            viewing: Viewing::default(),
        },
        EventKind::Staffed {
            node: NodeId(1),
            operators: Vec::new(),
        },
        EventKind::RightEnded(EndedRight::Session(SessionId(1))),
    ];
    let typing = (any_sender(), any::<bool>()).prop_map(|(sender, on)| EventKind::Typing {
        sender,
        author: None,
        on,
        origin: None,
    });
    prop_oneof![any_posted(), typing, prop::sample::select(fixed)]
}

/// What only operators may know that it happened at all.
fn is_for_operators_only(event: &EventKind) -> bool {
    match event {
        EventKind::Posted { message, .. } => message.public_seq.is_none(),
        EventKind::Typing { sender, .. } => *sender == Sender::User,
        EventKind::Presence(_) => true,
        EventKind::Marked { staff_only, .. } => *staff_only,
        _ => false,
    }
}

/// Not for connections at all: the hub acts on it.
fn is_internal(event: &EventKind) -> bool {
    matches!(
        event,
        EventKind::Touched | EventKind::RightEnded(_) | EventKind::Viewed { .. } | EventKind::Staffed { .. }
    )
}

/// What carries a cause, a reason or a person of which visitors get to see only a part.
fn has_a_private_part(event: &EventKind) -> bool {
    matches!(
        event,
        EventKind::Posted { .. }
            | EventKind::HandoffRequested { .. }
            | EventKind::HandoffStarted { .. }
            | EventKind::HandoffEnded { .. }
            | EventKind::Closed { .. }
            | EventKind::Reopened { .. }
            | EventKind::GenerationFailed { .. }
            | EventKind::GenerationCancelled { .. }
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn visitors_never_get_what_is_for_operators(event in any_event()) {
        let got = route(&event, Pool::Client);
        prop_assert_eq!(got == Visibility::Hidden, is_for_operators_only(&event) || is_internal(&event));
        if has_a_private_part(&event) {
            prop_assert_ne!(got, Visibility::Full);
        }
    }

    #[test]
    fn visitors_never_get_their_own_words_back(event in any_posted()) {
        if let EventKind::Posted { message, .. } = &event {
            let own = message.sender == Sender::User && message.kind == EntryKind::Message;
            prop_assert_eq!(route(&event, Pool::Client) == Visibility::Advance, own);
        }
    }

    #[test]
    fn operators_get_all_of_everything(event in any_event()) {
        let expected = if is_internal(&event) { Visibility::Hidden } else { Visibility::Full };
        prop_assert_eq!(route(&event, Pool::Admin), expected);
    }
}
