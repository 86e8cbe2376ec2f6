//! What a restore from a backup leaves behind.

use super::*;

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
