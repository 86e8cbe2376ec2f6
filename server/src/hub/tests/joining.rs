//! A running reply and who joins in its middle.

use super::*;

#[test]
fn a_joiner_gets_what_was_said_and_then_what_follows() {
    let hub = hub();
    hub.deliver(&started(1, 1));
    hub.deliver(&delta(1, 1, 0, "Hello"));
    let mut late = join_contact(&hub, 1).unwrap();
    hub.deliver(&delta(1, 1, 1, " there"));
    let live = late.live.unwrap();
    assert_eq!((live.text.as_str(), live.index, live.attempt), ("Hello", 0, 1));
    let got = frames(&mut late.outbox);
    assert_eq!(got.len(), 1);
    assert_eq!((&got[0]["index"], &got[0]["text"]), (&1.into(), &" there".into()));
}

#[test]
fn nothing_of_a_generation_flows_after_it_was_cancelled() {
    let hub = hub();
    let mut visitor = join_contact(&hub, 1).unwrap();
    let mut admin = join_operator(&hub, 1).unwrap();
    for event in [
        started(1, 1),
        delta(1, 1, 0, "a"),
        cancelled(1),
        delta(1, 1, 1, "b"),
        started(1, 1),
        started(1, 2),
        delta(1, 2, 0, "c"),
    ] {
        hub.deliver(&event);
    }
    let expected = ["generation_started", "generation_delta", "generation_cancelled"];
    assert_eq!(types(&mut visitor.outbox), expected);
    assert_eq!(types(&mut admin.outbox), expected);
    assert_eq!(hub.census().generations, 0);
    assert_eq!(join_contact(&hub, 2).unwrap().live, None);
}

#[test]
fn snapshot_and_deltas_are_exact_while_they_run() {
    const DELTAS: i64 = 3_000;
    let hub = hub_with(Limits {
        outbox_frames: usize::MAX,
        outbox_bytes: usize::MAX,
        ..Limits::default()
    });
    hub.deliver(&started(1, 1));
    let joined = std::thread::scope(|threads| {
        let readers: Vec<_> = (1..=3)
            .map(|reader| {
                let hub = &hub;
                threads.spawn(move || {
                    let mut joined = Vec::new();
                    // Again and again while the reply grows; the last ones stay to its end.
                    for round in 0..200 {
                        let seat = join_contact(hub, reader * 1_000 + round).unwrap();
                        if round % 20 == 0 {
                            joined.push(seat);
                        }
                    }
                    joined
                })
            })
            .collect();
        for index in 0..DELTAS {
            hub.deliver(&delta(1, 1, index, &format!("{index};")));
        }
        let joined = readers.into_iter().flat_map(|reader| reader.join().unwrap());
        joined.collect::<Vec<_>>()
    });
    let whole = (0..DELTAS)
        .map(|index| format!("{index};"))
        .collect::<Vec<_>>()
        .concat();
    for mut reader in joined {
        let mut text = reader.live.unwrap().text;
        for frame in frames(&mut reader.outbox) {
            text.push_str(frame["text"].as_str().unwrap());
        }
        assert_eq!(text, whole);
    }
}
