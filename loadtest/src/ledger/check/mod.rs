//! The check: a pure function from what is known of a dialog to what is wrong with it.

mod history;
mod sheet;

use std::collections::HashSet;

use super::entry::{Item, Stream};
use super::folder::{Evidence, History, Source};
use super::violation::Violation;
use sheet::Sheet;

/// How much a check has looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) sent: usize,
    pub(crate) acked: usize,
    /// Acks that said `duplicate`: the first answer was swallowed, or doubted.
    pub(crate) duplicates: usize,
    /// Entries that readers took into their lists.
    pub(crate) applied: usize,
    /// Entries of both histories.
    pub(crate) read: usize,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.acked += other.acked;
        self.duplicates += other.duplicates;
        self.applied += other.applied;
        self.read += other.read;
    }
}

/// Compares the ledgers of a dialog's clients with its histories.
pub(crate) fn check(evidence: &Evidence) -> (Counts, Vec<Violation>) {
    let mut counts = Counts::default();
    let mut violations = Vec::new();
    let histories = |stream, source| {
        let of = move |history: &&History| history.stream == stream && history.source == source;
        evidence.histories.iter().find(of)
    };
    let ledgers: Vec<Sheet<'_>> = evidence
        .ledgers
        .iter()
        .map(|ledger| Sheet::of(ledger, &evidence.restores))
        .collect();
    let sent: HashSet<&str> = ledgers
        .iter()
        .flat_map(|sheet| sheet.sent.iter())
        .map(|(_, text)| *text)
        .collect();

    for stream in [Stream::Public, Stream::Staff] {
        match histories(stream, Source::Rest) {
            Some(told) => {
                counts.read += told.items.len();
                history::numbers(told, &mut violations);
                let stored = histories(stream, Source::Database);
                history::authors(told, &sent, stored.is_some(), &mut violations);
                if let Some(stored) = stored {
                    history::stored(told, stored, &mut violations);
                }
            }
            None => violations.push(Violation::NoHistory { stream }),
        }
    }
    if let Some(stored) = histories(Stream::Staff, Source::Database) {
        history::generations(stored, &mut violations);
    }
    for sheet in &ledgers {
        counts.sent += sheet.sent.len();
        counts.acked += sheet
            .acks
            .iter()
            .map(|ack| ack.client_id)
            .collect::<HashSet<_>>()
            .len();
        counts.applied += sheet.applied.len();
        counts.duplicates += sheet.acks.iter().filter(|ack| ack.duplicate).count();
        let items: &[Item] = histories(sheet.stream, Source::Rest).map_or(&[], |told| &told.items);
        sheet.check_acks(items, &mut violations);
        sheet.check_list(items, &mut violations);
        sheet.check_codes(evidence.documented.as_ref(), &mut violations);
    }
    (counts, violations)
}

#[cfg(test)]
mod tests;
