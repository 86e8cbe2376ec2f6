//! Each promise, broken once: the check must see it.

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

/// Number 4, the visitor's "c", was lost with a restore: an operator wrote "d" under it, then "c" came again.
fn restored() -> Evidence {
    let mut evidence = sound();
    let anew = || Entry::BeganAnew {
        history_epoch: RESTORED.to_owned(),
    };
    let d = item(4, "manager", "d");
    for history in &mut evidence.histories {
        history.items[3] = d.clone();
        history.items.push(item(5, "user", "c"));
        history.last_seq = 5;
    }
    let b = item(3, "manager", "b");
    evidence.ledgers[0].extend([anew(), Entry::Applied(b), Entry::Applied(d), acked("c", 5)]);
    evidence.ledgers[1].extend([anew(), sent("d"), acked("d", 4)]);
    evidence.ledgers[2].push(anew());
    let shown = evidence.histories[1].items.iter().cloned();
    evidence.ledgers[2].extend(shown.map(Entry::Applied));
    evidence.restores.insert(RESTORED.to_owned());
    evidence
}

#[test]
fn what_a_restore_took_is_there_again_and_screens_begin_anew() {
    assert_eq!(violations(&restored()), []);
}

#[test]
fn a_ghost_of_before_a_restore_is_seen() {
    let mut evidence = restored();
    let anew = |entry: &Entry| !matches!(entry, Entry::BeganAnew { .. });
    evidence.ledgers[2].retain(anew);
    let moved = Violation::Moved {
        client: READER.to_owned(),
        seq: 1,
    };
    assert!(violations(&evidence).contains(&moved));
}

#[test]
fn what_a_restore_took_and_nobody_sent_again_is_lost() {
    let mut evidence = restored();
    for history in &mut evidence.histories {
        history.items.pop();
        history.last_seq = 4;
    }
    evidence.ledgers[0].pop();
    evidence.ledgers[2].pop();
    let lost = Violation::Lost {
        client: "visitor".to_owned(),
        client_id: "id of c".to_owned(),
    };
    assert_eq!(violations(&evidence), [lost]);
}

#[test]
fn another_history_without_a_restore_is_seen() {
    let mut evidence = restored();
    evidence.restores.clear();
    let reset = Violation::Reset {
        client: "operator".to_owned(),
    };
    assert!(violations(&evidence).contains(&reset));
}

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

#[test]
fn an_unread_history_is_no_clean_one() {
    let found = broken(|evidence| {
        evidence.histories.remove(0);
    });
    assert!(found.contains(&Violation::NoHistory {
        stream: Stream::Public
    }));
}

/// The staff history as the database has it, with what `damage` does to it.
fn stored(damage: impl FnOnce(&mut History)) -> Vec<Violation> {
    let mut evidence = sound();
    let mut history = evidence.histories[1].clone();
    history.source = Source::Database;
    history.authors = ["s", "c1", "o1", "c1"].map(str::to_owned).to_vec();
    damage(&mut history);
    evidence.histories.push(history);
    violations(&evidence)
}

#[test]
fn a_database_that_says_otherwise_is_seen() {
    let stream = Stream::Staff;
    assert_eq!(stored(|_| {}), []);
    let other = stored(|history| history.items[1].text = "A".to_owned());
    assert_eq!(other, [Violation::DatabaseDiffers { stream, seq: 2 }]);
    let short = stored(|history| {
        history.items.pop();
    });
    assert_eq!(short, [Violation::DatabaseDiffers { stream, seq: 4 }]);
    let end = stored(|history| history.last_seq = 9);
    assert_eq!(end, [Violation::DatabaseDiffers { stream, seq: 9 }]);
}

/// What the check of generations says of a history of these: sender, author, code.
fn spoken(entries: &[(&str, &str, Option<&str>)]) -> Vec<Violation> {
    let items = entries.iter().zip(1..).map(|((sender, _, code), seq)| Item {
        code: code.map(str::to_owned),
        ..item(seq, sender, "")
    });
    let mut found = Vec::new();
    let history = History {
        stream: Stream::Staff,
        source: Source::Database,
        last_seq: entries.len() as i64,
        items: items.collect(),
        authors: entries
            .iter()
            .map(|(_, author, _)| (*author).to_owned())
            .collect(),
    };
    history::generations(&history, &mut found);
    found
}

#[test]
fn a_generation_speaks_once_and_never_over_an_operator() {
    let taken = ("system", "s", Some("handoff_started"));
    let given_back = ("system", "s", Some("handoff_ended"));
    let speaks = |author| ("assistant", author, None);
    assert_eq!(spoken(&[speaks("g1"), taken, given_back, speaks("g2")]), []);
    let twice = Violation::Generations {
        author: "g1".to_owned(),
        messages: 2,
    };
    assert_eq!(spoken(&[speaks("g1"), speaks("g1")]), [twice]);
    assert_eq!(spoken(&[taken, speaks("g1")]), [Violation::SpokeOver { seq: 2 }]);
}

#[test]
fn a_note_in_the_public_history_is_seen() {
    let found = broken(|evidence| {
        let text = format!("{CANARY} x");
        evidence.histories[0].items[2].text.clone_from(&text);
        evidence.histories[1].items[2].text.clone_from(&text);
        evidence.ledgers[1][1] = sent(&text);
    });
    assert!(
        found
            .iter()
            .any(|violation| matches!(violation, Violation::Leaked { .. }))
    );
}

#[test]
fn a_code_that_nobody_wrote_down_is_seen() {
    let mut evidence = sound();
    evidence.documented = Some(HashSet::from(["1012".to_owned()]));
    let told = |code: &str| Entry::Told {
        code: code.to_owned(),
    };
    evidence.ledgers[2].insert(1, told("1012"));
    assert_eq!(violations(&evidence), []);
    evidence.ledgers[2].insert(1, told("4999"));
    let undocumented = Violation::Undocumented {
        client: READER.to_owned(),
        code: "4999".to_owned(),
    };
    assert_eq!(violations(&evidence), [undocumented]);
}
