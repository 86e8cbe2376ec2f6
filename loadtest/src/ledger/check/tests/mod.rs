//! Each promise, broken once: the check must see it.

mod restores;
mod shown;
mod spoken;
mod stored;

use super::*;
use crate::ledger::entry::{CANARY, Entry};

const READER: &str = "reader";

fn item(seq: i64, sender: &str, text: &str) -> Item {
    Item {
        id: seq + 100,
        seq,
        sender: sender.to_owned(),
        text: text.to_owned(),
        code: None,
    }
}

fn sent(text: &str) -> Entry {
    Entry::Sent {
        client_id: format!("id of {text}"),
        text: text.to_owned(),
    }
}

fn acked(text: &str, seq: i64) -> Entry {
    Entry::Acked {
        client_id: format!("id of {text}"),
        id: seq + 100,
        seq,
        duplicate: false,
        mismatch: false,
    }
}

fn opened(client: &str, stream: Stream) -> Entry {
    Entry::Opened {
        client: client.to_owned(),
        stream,
    }
}

/// A dialog where all is well: the takeover, then two messages of a visitor with an operator's between.
/// Ledger 0 is the visitor's, 1 the operator's, 2 the reader's; history 0 is public, 1 staff.
fn sound() -> Evidence {
    let items = vec![
        item(1, "system", ""),
        item(2, "user", "a"),
        item(3, "manager", "b"),
        item(4, "user", "c"),
    ];
    let visitor = vec![
        opened("visitor", Stream::Public),
        sent("a"),
        acked("a", 2),
        Entry::Applied(items[2].clone()),
        sent("c"),
        acked("c", 4),
    ];
    let operator = vec![opened("operator", Stream::Staff), sent("b"), acked("b", 3)];
    let mut reader = vec![opened(READER, Stream::Staff)];
    reader.extend(items.iter().cloned().map(Entry::Applied));
    let history = |stream| History {
        stream,
        source: Source::Rest,
        last_seq: 4,
        items: items.clone(),
        authors: Vec::new(),
    };
    Evidence {
        ledgers: vec![visitor, operator, reader],
        histories: vec![history(Stream::Public), history(Stream::Staff)],
        documented: None,
        restores: HashSet::new(),
    }
}

const RESTORED: &str = "the restored history";

fn violations(evidence: &Evidence) -> Vec<Violation> {
    check(evidence).1
}

/// The violations after `damage`, of which there must be some.
fn broken(damage: impl FnOnce(&mut Evidence)) -> Vec<Violation> {
    let mut evidence = sound();
    damage(&mut evidence);
    let violations = violations(&evidence);
    assert!(!violations.is_empty());
    violations
}

#[test]
fn a_sound_dialog_passes_and_is_counted() {
    let (counts, violations) = check(&sound());
    assert_eq!(violations, []);
    assert_eq!(
        counts,
        Counts {
            sent: 3,
            acked: 3,
            duplicates: 0,
            applied: 5,
            read: 8
        }
    );
}

#[test]
fn a_lost_message_is_seen_though_the_numbers_close_up() {
    let found = broken(|evidence| {
        for history in &mut evidence.histories {
            history.items.pop();
            history.last_seq = 3;
        }
    });
    assert!(found.contains(&Violation::Lost {
        client: "visitor".to_owned(),
        client_id: "id of c".to_owned()
    }));
}

#[test]
fn a_doubled_message_is_seen() {
    let found = broken(|evidence| {
        for history in &mut evidence.histories {
            history.items.push(item(5, "user", "a"));
            history.last_seq = 5;
        }
    });
    assert!(found.contains(&Violation::Doubled {
        stream: Stream::Public,
        text: "a".to_owned(),
        times: 2
    }));
}

#[test]
fn a_hole_is_seen() {
    let found = broken(|evidence| {
        evidence.histories[1].items.remove(0);
    });
    assert!(found.contains(&Violation::Hole {
        stream: Stream::Staff,
        expected: 1,
        found: 2
    }));
}

#[test]
fn a_number_given_twice_is_a_hole_too() {
    let found = broken(|evidence| evidence.histories[0].items[2].seq = 2);
    assert!(found.contains(&Violation::Hole {
        stream: Stream::Public,
        expected: 3,
        found: 2
    }));
}

#[test]
fn a_counter_ahead_of_the_entries_is_seen() {
    let found = broken(|evidence| evidence.histories[0].last_seq = 9);
    assert_eq!(
        found,
        [Violation::WrongEnd {
            stream: Stream::Public,
            last_seq: 9,
            found: 4
        }]
    );
}

#[test]
fn an_entry_from_nobody_is_seen() {
    let found = broken(|evidence| {
        for history in &mut evidence.histories {
            history.items.push(item(5, "assistant", "boo"));
            history.last_seq = 5;
        }
        evidence.ledgers[2].push(Entry::Applied(item(5, "assistant", "boo")));
    });
    assert_eq!(
        found,
        [
            Violation::FromNobody {
                stream: Stream::Public,
                seq: 5
            },
            Violation::FromNobody {
                stream: Stream::Staff,
                seq: 5
            }
        ]
    );
}

#[test]
fn an_ack_that_named_another_number_or_id_is_seen() {
    let changed = |what| Violation::Changed {
        client: "operator".to_owned(),
        client_id: "id of b".to_owned(),
        what,
    };
    let found = broken(|evidence| evidence.ledgers[1][2] = acked("b", 7));
    assert_eq!(found, [changed("id"), changed("number")]);
}

#[test]
fn two_answers_to_one_message_must_agree() {
    let again = |seq, duplicate| Entry::Acked {
        client_id: "id of b".to_owned(),
        id: seq + 100,
        seq,
        duplicate,
        mismatch: false,
    };
    let differ = Violation::AnswersDiffer {
        client: "operator".to_owned(),
        client_id: "id of b".to_owned(),
    };
    for (seq, duplicate) in [(4, true), (3, false)] {
        let found = broken(|evidence| evidence.ledgers[1].push(again(seq, duplicate)));
        assert_eq!(found, std::slice::from_ref(&differ));
    }
    let mut evidence = sound();
    evidence.ledgers[1].push(again(3, true));
    let (counts, violations) = check(&evidence);
    assert_eq!(violations, []);
    assert_eq!((counts.acked, counts.duplicates), (3, 1));
}
