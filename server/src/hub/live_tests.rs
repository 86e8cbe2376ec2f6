use super::*;
use crate::domain::{FailureCode, MessageId};

const NOW: Timestamp = Timestamp(0);

fn start(live: &mut Live, generation: i64, attempt: i32) -> bool {
    let event = EventKind::GenerationStarted {
        generation: GenerationId(generation),
        reply_to: Mark::default(),
        attempt,
    };
    live.follow(&event, NOW) == Told::Itself
}

fn grow(live: &mut Live, generation: i64, attempt: i32, index: i64, text: &str) -> bool {
    told(live, generation, attempt, index, text) == Told::Itself
}

fn told(live: &mut Live, generation: i64, attempt: i32, index: i64, text: &str) -> Told {
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
    assert!(start(&mut live, 1, 2), "nothing was shown of the first");
    assert!(!start(&mut live, 1, 1));
    assert!(!grow(&mut live, 1, 1, 0, "late"));
    assert!(grow(&mut live, 1, 2, 0, "second"));
    assert!(!start(&mut live, 1, 2));
}

fn shown(live: &Live) -> (i32, i64, String) {
    let snapshot = live.snapshot().unwrap();
    (snapshot.attempt, snapshot.index, snapshot.text)
}

#[test]
fn what_is_shown_stays_until_a_further_attempt_has_come_as_far() {
    let mut live = Live::default();
    start(&mut live, 1, 1);
    grow(&mut live, 1, 1, 0, "first ");
    grow(&mut live, 1, 1, 1, "try");
    let first = (1, 1, "first try".to_owned());

    assert!(!start(&mut live, 1, 2), "nobody is told");
    assert!(!grow(&mut live, 1, 1, 2, " late"), "the first is over");
    assert_eq!(told(&mut live, 1, 2, 0, "second"), Told::Nothing);
    assert_eq!(shown(&live), first);

    // That one breaks too; the next counts from its own beginning.
    assert!(!start(&mut live, 1, 3));
    assert_eq!(told(&mut live, 1, 2, 1, " try, at length"), Told::Nothing);
    assert_eq!(told(&mut live, 1, 3, 0, "third"), Told::Nothing);
    assert_eq!(shown(&live), first);
    let third = EventKind::GenerationSnapshot {
        generation: GenerationId(1),
        attempt: 3,
        index: 1,
        text: "third try".into(),
    };
    assert_eq!(told(&mut live, 1, 3, 1, " try"), Told::Instead(third));
    assert_eq!(shown(&live), (3, 1, "third try".to_owned()));
    assert!(grow(&mut live, 1, 3, 2, ", whole"));
    assert_eq!(shown(&live).2, "third try, whole");
}

#[test]
fn another_reply_does_not_wait_for_what_is_shown() {
    let mut live = Live::default();
    start(&mut live, 1, 1);
    grow(&mut live, 1, 1, 0, "first");
    start(&mut live, 1, 2);
    assert!(start(&mut live, 2, 1));
    assert!(grow(&mut live, 2, 1, 0, "b"));
    assert_eq!(shown(&live), (1, 0, "b".to_owned()));
}

#[test]
fn what_ended_does_not_come_back() {
    for end in ends(1) {
        let mut live = Live::default();
        start(&mut live, 1, 1);
        assert_eq!(live.follow(&end, NOW), Told::Itself);
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
        assert_eq!(live.follow(&end, NOW), Told::Itself);
        assert_eq!(live.follow(&end, NOW), Told::Nothing);
        assert!(start(&mut live, 2, 1));
    }
}
