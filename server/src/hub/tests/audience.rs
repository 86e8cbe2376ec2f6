//! What operators alone may know never reaches a visitor, whatever happens: tried with random histories in
//! which each such thing carries a word that occurs nowhere else.

use proptest::prelude::*;

use super::*;
use crate::domain::{FailureCode, HandoffReason, Page, Presence, ReleaseTo};

const CANARY: &str = "zwitscher";

/// Names by which a cause or reason would show.
const CAUSES: [&str; 7] = [
    CANARY,
    "reason",
    "requested_by",
    "engine_failed",
    "taken_over",
    "superseded",
    "\"note\"",
];

fn any_event() -> impl Strategy<Value = EventKind> {
    let id = crate::domain::GenerationId;
    prop_oneof![
        Just(posted_by(Sender::User, Some(CANARY))),
        Just(posted_by(Sender::Manager, None)),
        Just(posted_by(Sender::Assistant, None)),
        Just(posted_by(Sender::System, None)),
        Just(EventKind::Posted {
            message: Arc::new(Message {
                text: CANARY.to_owned(),
                ..note(1)
            }),
            origin: None,
        }),
        Just(EventKind::HandoffRequested {
            reason: HandoffReason::Failure,
            by: Sender::Assistant,
            position: Some(1),
            wish: None,
        }),
        Just(EventKind::HandoffStarted { manager: person(1) }),
        Just(EventKind::HandoffEnded { to: ReleaseTo::Queue }),
        Just(EventKind::Closed { by: Sender::Manager }),
        Just(EventKind::Typing {
            sender: Sender::User,
            author: Some(Person {
                name: CANARY.to_owned(),
                ..person(7)
            }),
            on: true,
            origin: None,
        }),
        (1..3_i64, 1..3_i32).prop_map(move |(generation, attempt)| EventKind::GenerationStarted {
            generation: id(generation),
            reply_to: Mark::default(),
            attempt,
        }),
        (1..3_i64, 0..3_i64).prop_map(move |(generation, index)| EventKind::GenerationDelta {
            generation: id(generation),
            attempt: 1,
            index,
            text: "public".into(),
        }),
        (1..3_i64).prop_map(move |generation| EventKind::GenerationFailed {
            generation: id(generation),
            code: FailureCode::EngineFailed,
        }),
        (1..3_i64).prop_map(move |generation| EventKind::GenerationCancelled {
            generation: id(generation),
            code: FailureCode::TakenOver,
        }),
        Just(EventKind::Presence(Presence {
            visitor: true,
            page: Some(Page {
                url: CANARY.to_owned(),
                ..Page::default()
            }),
            viewers: vec![person(1)],
        })),
        Just(EventKind::Touched),
    ]
}

fn posted_by(sender: Sender, text: Option<&str>) -> EventKind {
    let mut message = message(sender, 1);
    message.meta.reason = Some(HandoffReason::Failure);
    if let Some(text) = text {
        text.clone_into(&mut message.text);
    }
    EventKind::Posted {
        message: Arc::new(message),
        origin: None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_history_tells_a_visitor_what_operators_alone_may_know(
        history in prop::collection::vec(any_event(), 1..40)
    ) {
        let hub = hub();
        let mut visitor = join_contact(&hub, 1).unwrap();
        let mut seen = Vec::new();
        for kind in history {
            hub.deliver(&event(kind));
            while let Some(Outgoing::Frame(frame)) = visitor.outbox.try_recv() {
                seen.push(String::from_utf8(frame.bytes.to_vec()).unwrap());
            }
        }
        for frame in seen {
            for cause in CAUSES {
                prop_assert!(!frame.contains(cause), "{cause:?} in {frame}");
            }
            prop_assert!(!frame.contains("\"seq\":101"), "a staff number in {frame}");
        }
    }
}
