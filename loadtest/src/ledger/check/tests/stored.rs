//! Histories and databases that cannot be believed.

use super::*;

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
