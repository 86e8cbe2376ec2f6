//! What a client's ledger shows against the history.

use std::collections::{HashMap, HashSet};

use super::Violation;
use crate::ledger::entry::{Entry, Item, Stream};

pub(super) struct Ack<'a> {
    pub(super) client_id: &'a str,
    id: i64,
    seq: i64,
    pub(super) duplicate: bool,
    /// How many restores the client knew of.
    history: usize,
}

/// A ledger, sorted by what its entries are about.
pub(super) struct Sheet<'a> {
    client: &'a str,
    pub(super) stream: Stream,
    /// `client_id` and text, in the order of sending.
    pub(super) sent: Vec<(&'a str, &'a str)>,
    /// It writes, even if it has not yet.
    writes: bool,
    pub(super) acks: Vec<Ack<'a>>,
    /// Restores so far.
    history: usize,
    /// What its list shows now.
    pub(super) applied: Vec<&'a Item>,
    codes: Vec<&'a str>,
    found: Vec<Violation>,
}

impl<'a> Sheet<'a> {
    /// `restores` are the names that a history may get without a fault.
    pub(super) fn of(ledger: &'a [Entry], restores: &HashSet<String>) -> Self {
        let mut sheet = Self {
            client: "a client without a name",
            stream: Stream::Public,
            sent: Vec::new(),
            writes: false,
            acks: Vec::new(),
            history: 0,
            applied: Vec::new(),
            codes: Vec::new(),
            found: Vec::new(),
        };
        for entry in ledger {
            match entry {
                Entry::BeganAnew { history_epoch } if restores.contains(history_epoch) => sheet.begin_anew(),
                _ => sheet.take(entry),
            }
        }
        sheet
    }

    /// After a restore the screen is empty, and what was acknowledged may be gone until it was sent again.
    fn begin_anew(&mut self) {
        self.history += 1;
        self.applied.clear();
    }

    fn take(&mut self, entry: &'a Entry) {
        let client = self.client.to_owned();
        match entry {
            Entry::Opened { client, stream } => {
                self.client = client;
                self.stream = *stream;
            }
            Entry::Writes => self.writes = true,
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
                    history: self.history,
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
            Entry::Skipped { expected, found } => self.found.push(Violation::Skipped {
                client,
                expected: *expected,
                found: *found,
            }),
            Entry::Again { seq } => self.found.push(Violation::Again { client, seq: *seq }),
            Entry::Leaked { text } => self.found.push(Violation::Leaked {
                client,
                text: text.clone(),
            }),
            Entry::Told { code } => self.codes.push(code),
            Entry::Reset | Entry::BeganAnew { .. } => self.found.push(Violation::Reset { client }),
        }
    }

    /// I1, I6, and the order of one sender's messages.
    pub(super) fn check_acks(&self, items: &[Item], violations: &mut Vec<Violation>) {
        violations.extend(self.found.iter().cloned());
        let client = || self.client.to_owned();
        // The first of the last history in which there was one.
        let mut first_acks: HashMap<&str, &Ack<'_>> = HashMap::new();
        for ack in &self.acks {
            let first = first_acks.entry(ack.client_id).or_insert(ack);
            if first.history < ack.history {
                *first = ack;
            }
            let first = *first;
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

    /// I4, I5: what a reader took, entry by entry, is what the history says. A writer's own messages come
    /// to it as acks, so only a reader's list, which begins with 1, is complete.
    pub(super) fn check_list(&self, items: &[Item], violations: &mut Vec<Violation>) {
        for (earlier, later) in self.applied.iter().zip(self.applied.iter().skip(1)) {
            if later.seq <= earlier.seq {
                violations.push(Violation::Moved {
                    client: self.client.to_owned(),
                    seq: later.seq,
                });
            }
        }
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
        if self.sent.is_empty() && !self.writes && self.applied.len() != items.len() {
            differs(self.applied.last().map_or(0, |item| item.seq));
        }
    }

    /// I10: all that the server refused with has a name in its description.
    pub(super) fn check_codes(&self, documented: Option<&HashSet<String>>, violations: &mut Vec<Violation>) {
        let Some(documented) = documented else { return };
        for code in self.codes.iter().filter(|code| !documented.contains(**code)) {
            violations.push(Violation::Undocumented {
                client: self.client.to_owned(),
                code: (*code).to_owned(),
            });
        }
    }
}
