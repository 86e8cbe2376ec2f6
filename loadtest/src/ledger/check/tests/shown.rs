//! What clients sent and were shown.

use super::*;

#[test]
fn a_message_that_was_never_acknowledged_is_seen() {
    let found = broken(|evidence| {
        evidence.ledgers[1].pop();
    });
    assert_eq!(
        found,
        [Violation::NeverAcked {
            client: "operator".to_owned(),
            client_id: "id of b".to_owned()
        }]
    );
}

#[test]
fn one_senders_messages_in_another_order_are_seen() {
    let found = broken(|evidence| {
        let visitor = &mut evidence.ledgers[0];
        visitor.swap(1, 4);
        visitor.swap(2, 5);
    });
    assert_eq!(
        found,
        [Violation::OutOfOrder {
            client: "visitor".to_owned(),
            text: "a".to_owned()
        }]
    );
}

#[test]
fn a_readers_list_with_a_hole_a_double_or_another_text_is_seen() {
    let differs = |seq| Violation::ListDiffers {
        client: READER.to_owned(),
        seq,
    };
    let hole = broken(|evidence| {
        evidence.ledgers[2].remove(2);
    });
    assert_eq!(hole, [differs(4)]);
    let double = broken(|evidence| evidence.ledgers[2].push(Entry::Applied(item(4, "user", "c"))));
    assert!(double.contains(&Violation::Moved {
        client: READER.to_owned(),
        seq: 4
    }));
    let other = broken(|evidence| evidence.ledgers[2][3] = Entry::Applied(item(3, "manager", "x")));
    assert_eq!(other, [differs(3)]);
}

#[test]
fn only_who_writes_may_have_shown_less_than_everything() {
    let mut evidence = sound();
    evidence
        .ledgers
        .push(vec![opened("writer", Stream::Public), Entry::Writes]);
    assert_eq!(violations(&evidence), []);
    let found = broken(|evidence| evidence.ledgers.push(vec![opened("tab", Stream::Public)]));
    let differs = Violation::ListDiffers {
        client: "tab".to_owned(),
        seq: 0,
    };
    assert_eq!(found, [differs]);
}

#[test]
fn what_a_client_noted_as_wrong_is_passed_on() {
    let client = || "visitor".to_owned();
    for (entry, violation) in [
        (
            Entry::Echoed { seq: 2 },
            Violation::Echoed {
                client: client(),
                seq: 2,
            },
        ),
        (Entry::Reset, Violation::Reset { client: client() }),
        (
            Entry::Skipped {
                expected: 3,
                found: 5,
            },
            Violation::Skipped {
                client: client(),
                expected: 3,
                found: 5,
            },
        ),
        (
            Entry::Again { seq: 2 },
            Violation::Again {
                client: client(),
                seq: 2,
            },
        ),
        (
            Entry::Leaked {
                text: "a note".to_owned(),
            },
            Violation::Leaked {
                client: client(),
                text: "a note".to_owned(),
            },
        ),
        (
            Entry::Refused {
                client_id: "x".to_owned(),
                code: "no_change".to_owned(),
            },
            Violation::Refused {
                client: client(),
                client_id: "x".to_owned(),
                code: "no_change".to_owned(),
            },
        ),
    ] {
        assert_eq!(broken(|evidence| evidence.ledgers[0].push(entry)), [violation]);
    }
}
