use super::*;
use crate::domain::{FailureCode, MessageId};

const NOW: Timestamp = Timestamp(0);

fn start(live: &mut Live, generation: i64, attempt: i32) -> bool {
    let event = EventKind::GenerationStarted {
        generation: GenerationId(generation),
        reply_to: Mark::default(),
        attempt,
    };
    live.follow(&event, NOW)
}

fn grow(live: &mut Live, generation: i64, attempt: i32, index: i64, text: &str) -> bool {
    let event = EventKind::GenerationDelta {
        generation: GenerationId(generation),
        attempt,
        index,
        text: text.into(),
    };
    live.follow(&event, NOW)
}

fn ends(generation: i64) -> [EventKind; 3] {
    let generation = GenerationId(generation);
    [
        EventKind::GenerationCompleted {
            generation,
            message: MessageId(1),
            seq: Mark::default(),
            latency_ms: 1,
            usage: None,
        },
        EventKind::GenerationFailed {
            generation,
            code: FailureCode::EngineFailed,
        },
        EventKind::GenerationCancelled {
            generation,
            code: FailureCode::Superseded,
        },
    ]
}

#[test]
fn only_the_next_delta_of_the_running_attempt_counts() {
    let mut live = Live::default();
    assert!(!grow(&mut live, 1, 1, 0, "early"));
    assert!(start(&mut live, 1, 1));
    assert!(!start(&mut live, 1, 1));
    assert!(grow(&mut live, 1, 1, 0, "a"));
    assert!(!grow(&mut live, 1, 1, 0, "a"));
    assert!(!grow(&mut live, 1, 1, 2, "c"));
    assert!(!grow(&mut live, 2, 1, 1, "b"));
    assert!(!grow(&mut live, 1, 2, 1, "b"));
    assert!(grow(&mut live, 1, 1, 1, "b"));
    assert_eq!(live.snapshot().unwrap().text, "ab");
}

#[test]
fn a_new_attempt_begins_anew_and_an_old_one_is_over() {
    let mut live = Live::default();
    start(&mut live, 1, 1);
    grow(&mut live, 1, 1, 0, "first try");
    assert!(start(&mut live, 1, 2));
    assert!(!start(&mut live, 1, 1));
    assert!(!grow(&mut live, 1, 1, 1, "late"));
    let snapshot = live.snapshot().unwrap();
    assert_eq!(
        (snapshot.text.as_str(), snapshot.index, snapshot.attempt),
        ("", -1, 2)
    );
}

#[test]
fn what_ended_does_not_come_back() {
    for end in ends(1) {
        let mut live = Live::default();
        start(&mut live, 1, 1);
        assert!(live.follow(&end, NOW));
        assert!(!live.is_running());
        assert!(!start(&mut live, 1, 2));
        assert!(start(&mut live, 2, 1));
    }
}

#[test]
fn a_late_end_of_the_former_generation_leaves_the_new_one_alone() {
    let mut live = Live::default();
    start(&mut live, 1, 1);
    start(&mut live, 2, 1);
    for end in ends(1) {
        live.follow(&end, NOW);
    }
    assert!(grow(&mut live, 2, 1, 0, "goes on"));
}

#[test]
fn the_text_is_bounded() {
    let mut live = Live::default();
    start(&mut live, 1, 1);
    assert!(grow(&mut live, 1, 1, 0, &"x".repeat(MAX_TEXT)));
    assert!(!grow(&mut live, 1, 1, 1, "x"));
    assert_eq!(live.snapshot().unwrap().text.len(), MAX_TEXT);
}

#[test]
fn an_end_is_told_once() {
    for end in ends(1) {
        let mut live = Live::default();
        assert!(start(&mut live, 1, 1));
        assert!(live.follow(&end, NOW));
        assert!(!live.follow(&end, NOW));
        assert!(start(&mut live, 2, 1));
    }
}
