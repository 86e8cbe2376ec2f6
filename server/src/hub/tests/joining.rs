//! A running reply and who joins in its middle.

use std::sync::atomic::AtomicBool;

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
    const JOINS: i64 = 3_000;
    // A reader that the machine has paused must not count as slow.
    let hub = hub_with(Limits {
        outbox_frames: usize::MAX,
        outbox_bytes: usize::MAX,
        ..Limits::default()
    });
    hub.deliver(&started(1, 1));
    let done = AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            // As fast as it goes, reply after reply, as long as anybody comes.
            for reply in 1.. {
                hub.deliver(&started(reply, 1));
                for index in 0..10_000 {
                    if done.load(Ordering::SeqCst) {
                        return;
                    }
                    hub.deliver(&delta(reply, 1, index, "."));
                    // Locks are not fair: without a pause now and then nobody else would get in for long.
                    if index % 64 == 0 {
                        std::thread::yield_now();
                    }
                }
            }
        });
        // Gives no panic: the writer would never learn that it is over.
        let joins_exactly = |reader| {
            let mut reader = join_contact(&hub, reader).ok()?;
            let live = reader.live?;
            let first = loop {
                match reader.outbox.try_recv() {
                    Some(Outgoing::Frame(frame)) => break frame,
                    Some(_) => return None,
                    None => std::thread::yield_now(),
                }
            };
            let first: Value = serde_json::from_slice(&first.bytes).ok()?;
            let follows = first["index"] == live.index + 1 || first["type"] == "generation_started";
            Some(follows && live.text.len() as i64 == live.index + 1)
        };
        let exact = (1..=JOINS).all(|reader| joins_exactly(reader) == Some(true));
        done.store(true, Ordering::SeqCst);
        assert!(exact, "a delta was missed or doubled");
    });
}
