use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;

use super::arrivals::Place;
use super::crowd::Plan;
use super::pulse::Pulse;
use crate::dice::Dice;
use crate::kills::Receipt;
use crate::ledger::{Entry, Ledger};
use crate::wire::Frame;

/// More than a person would write while nothing goes through.
const LONGEST: usize = 16;

/// A message that is kept, and sent again, until it is acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) client_id: String,
    pub(super) text: String,
    composed: Instant,
    pub(super) sent: Option<Instant>,
}

/// What somebody has written and nobody has acknowledged, oldest first.
#[derive(Debug)]
pub(super) struct Outbox {
    pub(super) letters: VecDeque<Letter>,
    /// What was acknowledged, in order, if it may have to go again.
    done: Option<Vec<Letter>>,
    pub(super) ledger: Ledger,
    name: Arc<str>,
    dice: Dice,
    pulse: Arc<Pulse>,
    place: Place,
    written: u64,
    /// Characters after the words, for a load that weighs more.
    padding: usize,
}

impl Outbox {
    pub(super) fn new(
        name: &str,
        ledger: Ledger,
        dice: Dice,
        pulse: Arc<Pulse>,
        plan: &Plan,
        place: Place,
    ) -> Self {
        Self {
            letters: VecDeque::new(),
            done: plan.restores.then(Vec::new),
            ledger,
            name: name.into(),
            dice,
            pulse,
            place,
            written: 0,
            padding: plan.padding,
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.letters.len() >= LONGEST
    }

    /// Writes a new message into the ledger; nothing has been sent yet.
    pub(super) fn compose(&mut self) -> Result<()> {
        self.written += 1;
        let letter = Letter {
            client_id: self.dice.uuid(),
            text: format!("{} says {}{}", self.name, self.written, ".".repeat(self.padding)),
            composed: Instant::now(),
            sent: None,
        };
        self.ledger.write(&Entry::Sent {
            client_id: letter.client_id.clone(),
            text: letter.text.clone(),
        })?;
        self.letters.push_back(letter);
        Ok(())
    }

    fn find(&mut self, client_id: &str) -> Option<&mut Letter> {
        self.letters
            .iter_mut()
            .find(|letter| letter.client_id == client_id)
    }

    /// A message that left at `sent` is waited for no longer.
    pub(super) fn answered(&self, sent: Instant, heard: &'static str) {
        self.pulse.answered(sent, &self.name, heard);
    }

    pub(super) fn acked(&mut self, client_id: &str, receipt: &Receipt) -> Result<()> {
        self.ledger.write(&Entry::Acked {
            client_id: client_id.to_owned(),
            id: receipt.id,
            seq: receipt.seq,
            duplicate: receipt.duplicate,
            mismatch: receipt.mismatch.unwrap_or(false),
        })?;
        if let Some(index) = self
            .letters
            .iter()
            .position(|letter| letter.client_id == client_id)
            && let Some(letter) = self.letters.remove(index)
        {
            if let Some(sent) = letter.sent {
                self.answered(sent, "ack");
            }
            self.pulse.acked(letter.composed, self.place, receipt.seq);
            if let Some(done) = &mut self.done {
                done.push(letter);
            }
        }
        Ok(())
    }

    /// Refused for now: it is to be sent again.
    pub(super) fn refused_for_now(&mut self, client_id: &str, code: &str) {
        self.pulse.refused(code);
        if let Some(sent) = self.find(client_id).and_then(|letter| letter.sent.take()) {
            self.answered(sent, "refused");
        }
    }

    /// Refused for good, though nothing is wrong with it: the check will tell.
    pub(super) fn refused(&mut self, client_id: &str, code: &str) -> Result<()> {
        self.letters.retain(|letter| letter.client_id != client_id);
        self.ledger.write(&Entry::Refused {
            client_id: client_id.to_owned(),
            code: code.to_owned(),
        })
    }

    /// The history is another one, which has these entries: what was acknowledged and is not among them goes again,
    /// before what is newer.
    pub(super) fn begin_anew(&mut self, history_epoch: String, there: &[Frame]) -> Result<()> {
        self.ledger.write(&Entry::BeganAnew { history_epoch })?;
        self.doubt();
        let Some(done) = &mut self.done else {
            return Ok(());
        };
        let there: HashSet<&str> = there.iter().filter_map(|frame| frame.text.as_deref()).collect();
        let (kept, lost): (Vec<_>, Vec<_>) = done.drain(..).partition(|letter| there.contains(&*letter.text));
        *done = kept;
        self.pulse.goes_again(lost.len());
        for letter in lost.into_iter().rev() {
            self.letters.push_front(Letter { sent: None, ..letter });
        }
        Ok(())
    }

    /// The connection is gone: all goes again over the next one.
    pub(super) fn doubt(&mut self) {
        for letter in &mut self.letters {
            letter.sent = None;
        }
    }
}
