//! Who spoke when.

use super::*;

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
