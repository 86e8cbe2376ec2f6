//! The check: a pure function from what is known of a dialog to what is wrong with it.

use std::collections::{HashMap, HashSet};

use super::entry::{Entry, Item, Stream};
use super::folder::{Evidence, History};
use super::violation::Violation;

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
    let ledgers: Vec<Sheet<'_>> = evidence.ledgers.iter().map(|ledger| Sheet::of(ledger)).collect();
    let sent: HashSet<&str> = ledgers
        .iter()
        .flat_map(|sheet| sheet.sent.iter())
        .map(|(_, text)| *text)
        .collect();

    for stream in [Stream::Public, Stream::Staff] {
        match evidence.histories.iter().find(|history| history.stream == stream) {
            Some(history) => {
                counts.read += history.items.len();
                numbers(history, &mut violations);
                authors(history, &sent, &mut violations);
            }
            None => violations.push(Violation::NoHistory { stream }),
        }
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
        let items = evidence
            .histories
            .iter()
            .find(|history| history.stream == sheet.stream)
            .map_or(&[][..], |history| &history.items);
        sheet.check_acks(items, &mut violations);
        sheet.check_list(items, &mut violations);
    }
    (counts, violations)
}

/// I3: 1, 2, 3 … to the last number given out.
fn numbers(history: &History, violations: &mut Vec<Violation>) {
    let stream = history.stream;
    let mut expected = 1;
    for item in &history.items {
        if item.seq != expected {
            violations.push(Violation::Hole {
                stream,
                expected,
                found: item.seq,
            });
        }
        expected = item.seq + 1;
    }
    if history.last_seq != expected - 1 {
        violations.push(Violation::WrongEnd {
            stream,
            last_seq: history.last_seq,
            found: expected - 1,
        });
    }
}

/// I2, and no text twice: each text is sent under one `client_id` only.
fn authors(history: &History, sent: &HashSet<&str>, violations: &mut Vec<Violation>) {
    let stream = history.stream;
    let mut times: HashMap<&str, usize> = HashMap::new();
    for item in history.items.iter().filter(|item| item.sender != "system") {
        *times.entry(&item.text).or_default() += 1;
        if !sent.contains(item.text.as_str()) {
            violations.push(Violation::FromNobody {
                stream,
                seq: item.seq,
            });
        }
    }
    for (text, times) in times.into_iter().filter(|(_, times)| *times > 1) {
        violations.push(Violation::Doubled {
            stream,
            text: text.to_owned(),
            times,
        });
    }
}

struct Ack<'a> {
    client_id: &'a str,
    id: i64,
    seq: i64,
    duplicate: bool,
}

/// A ledger, sorted by what its entries are about.
struct Sheet<'a> {
    client: &'a str,
    stream: Stream,
    /// `client_id` and text, in the order of sending.
    sent: Vec<(&'a str, &'a str)>,
    acks: Vec<Ack<'a>>,
    applied: Vec<&'a Item>,
    found: Vec<Violation>,
}

impl<'a> Sheet<'a> {
    fn of(ledger: &'a [Entry]) -> Self {
        let mut sheet = Self {
            client: "a client without a name",
            stream: Stream::Public,
            sent: Vec::new(),
            acks: Vec::new(),
            applied: Vec::new(),
            found: Vec::new(),
        };
        for entry in ledger {
            sheet.take(entry);
        }
        sheet
    }

    fn take(&mut self, entry: &'a Entry) {
        let client = self.client.to_owned();
        match entry {
            Entry::Opened { client, stream } => {
                self.client = client;
                self.stream = *stream;
            }
            Entry::Sent { client_id, text } => self.sent.push((client_id, text)),
            Entry::Acked {
                client_id,
                id,
                seq,
                duplicate,
                mismatch,
            } => {
                self.acks.push(Ack {
                    client_id,
                    id: *id,
                    seq: *seq,
                    duplicate: *duplicate,
                });
                if *mismatch {
                    let client_id = client_id.clone();
                    self.found.push(Violation::FalseMismatch { client, client_id });
                }
            }
            Entry::Refused { client_id, code } => self.found.push(Violation::Refused {
                client,
                client_id: client_id.clone(),
                code: code.clone(),
            }),
            Entry::Applied(item) => self.applied.push(item),
            Entry::Echoed { seq } => self.found.push(Violation::Echoed { client, seq: *seq }),
            Entry::Reset => self.found.push(Violation::Reset { client }),
        }
    }

    /// I1, I6, and the order of one sender's messages.
    fn check_acks(&self, items: &[Item], violations: &mut Vec<Violation>) {
        violations.extend(self.found.iter().cloned());
        let client = || self.client.to_owned();
        let mut first_acks: HashMap<&str, &Ack<'_>> = HashMap::new();
        for ack in &self.acks {
            let first = *first_acks.entry(ack.client_id).or_insert(ack);
            let repeated = !std::ptr::eq(first, ack);
            if repeated && (first.id, first.seq, true) != (ack.id, ack.seq, ack.duplicate) {
                let client_id = ack.client_id.to_owned();
                violations.push(Violation::AnswersDiffer {
                    client: client(),
                    client_id,
                });
            }
        }
        let by_text: HashMap<&str, &Item> = items.iter().map(|item| (item.text.as_str(), item)).collect();
        let mut highest = 0;
        for (client_id, text) in &self.sent {
            let Some(ack) = first_acks.get(client_id) else {
                violations.push(Violation::NeverAcked {
                    client: client(),
                    client_id: (*client_id).to_owned(),
                });
                continue;
            };
            let Some(item) = by_text.get(text) else {
                violations.push(Violation::Lost {
                    client: client(),
                    client_id: (*client_id).to_owned(),
                });
                continue;
            };
            for (what, same) in [("id", item.id == ack.id), ("number", item.seq == ack.seq)] {
                if !same {
                    let client_id = (*client_id).to_owned();
                    violations.push(Violation::Changed {
                        client: client(),
                        client_id,
                        what,
                    });
                }
            }
            if item.seq < highest {
                violations.push(Violation::OutOfOrder {
                    client: client(),
                    text: (*text).to_owned(),
                });
            }
            highest = highest.max(item.seq);
        }
    }

    /// I4: what a reader took, entry by entry, is what the history says. A writer's own messages come
    /// to it as acks, so only a reader's list, which begins with 1, is complete.
    fn check_list(&self, items: &[Item], violations: &mut Vec<Violation>) {
        let by_seq: HashMap<i64, &Item> = items.iter().map(|item| (item.seq, item)).collect();
        let mut differs = |seq| {
            violations.push(Violation::ListDiffers {
                client: self.client.to_owned(),
                seq,
            });
        };
        for item in &self.applied {
            if by_seq.get(&item.seq) != Some(item) {
                differs(item.seq);
            }
        }
        for (earlier, later) in self.applied.iter().zip(self.applied.iter().skip(1)) {
            if later.seq <= earlier.seq {
                differs(later.seq);
            }
        }
        if self.sent.is_empty() && self.applied.len() != items.len() {
            differs(self.applied.last().map_or(0, |item| item.seq));
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
