use std::collections::VecDeque;
use std::time::Duration;

use anyhow::Result;

use super::orders::Link;
use super::position::Position;
use crate::dice::Dice;
use crate::ledger::{Entry, Item, Ledger};
use crate::stage::Pen;
use crate::wire::{Api, Frame};

/// So many of the newest acks are doubted after a cut.
const DOUBTED: usize = 2;

/// A message on its way: kept, and sent again, until the server has acknowledged it.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) client_id: String,
    pub(super) text: String,
}

/// Somebody who writes into one dialog, and the ledger of it.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) api: Api,
    pub(super) dialog: i64,
    pub(super) pen: Pen,
    pub(super) link: Link,
    pub(super) position: Position,
    /// Oldest first.
    pub(super) unacked: VecDeque<Letter>,
    /// Acknowledged last, oldest first.
    acked: VecDeque<Letter>,
    name: String,
    ledger: Ledger,
    dice: Dice,
    longest_pause: Duration,
    written: u64,
}

impl Writer {
    #[expect(
        clippy::too_many_arguments,
        reason = "called at one place, where each has its name"
    )]
    pub(super) fn new(
        name: &str,
        api: Api,
        dialog: i64,
        pen: Pen,
        link: Link,
        ledger: Ledger,
        dice: Dice,
        longest_pause: Duration,
    ) -> Self {
        Self {
            api,
            dialog,
            pen,
            link,
            position: Position::default(),
            unacked: VecDeque::new(),
            acked: VecDeque::new(),
            name: name.to_owned(),
            ledger,
            dice,
            longest_pause,
            written: 0,
        }
    }

    pub(super) fn pause(&mut self) -> Duration {
        self.dice.between(Duration::ZERO, self.longest_pause)
    }

    /// Writes a new message into the ledger; nothing has been sent yet.
    pub(super) fn compose(&mut self) -> Result<Letter> {
        self.written += 1;
        let letter = Letter {
            client_id: self.dice.uuid(),
            text: format!("{} says {}", self.name, self.written),
        };
        self.ledger.write(&Entry::Sent {
            client_id: letter.client_id.clone(),
            text: letter.text.clone(),
        })?;
        self.unacked.push_back(letter.clone());
        Ok(letter)
    }

    pub(super) fn acked(&mut self, client_id: &str, receipt: &Receipt) -> Result<()> {
        self.ledger.write(&Entry::Acked {
            client_id: client_id.to_owned(),
            id: receipt.id,
            seq: receipt.seq,
            duplicate: receipt.duplicate,
            mismatch: receipt.mismatch.unwrap_or(false),
        })?;
        self.position.take(receipt.seq);
        if let Some(index) = self
            .unacked
            .iter()
            .position(|letter| letter.client_id == client_id)
        {
            self.acked.extend(self.unacked.remove(index));
            self.acked.drain(..self.acked.len().saturating_sub(DOUBTED));
        }
        self.link.acked();
        Ok(())
    }

    /// After a cut: the last acks might as well have been swallowed with it, which happens too seldom
    /// by itself. Their messages are sent once more, before all others.
    pub(super) fn doubt(&mut self) {
        while let Some(letter) = self.acked.pop_back() {
            self.unacked.push_front(letter);
        }
    }

    /// Refused for good: it is not sent again.
    pub(super) fn refused(&mut self, client_id: &str, code: &str) -> Result<()> {
        self.unacked.retain(|letter| letter.client_id != client_id);
        self.ledger.write(&Entry::Refused {
            client_id: client_id.to_owned(),
            code: code.to_owned(),
        })
    }

    /// Takes in what the others wrote.
    pub(super) fn heard(&mut self, frame: &Frame) -> Result<()> {
        let Some(item) = Item::of(frame) else {
            anyhow::bail!("a `message` frame lacks what each has");
        };
        if item.sender == "user" {
            return self.ledger.write(&Entry::Echoed { seq: item.seq });
        }
        if self.position.take(item.seq) {
            self.ledger.write(&Entry::Applied(item))?;
        }
        Ok(())
    }

    pub(super) fn was_reset(&mut self) -> Result<()> {
        self.ledger.write(&Entry::Reset)
    }
}

/// The server's word that a message is durable.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Receipt {
    pub(crate) id: i64,
    pub(crate) seq: i64,
    pub(crate) duplicate: bool,
    #[serde(default)]
    pub(crate) mismatch: Option<bool>,
}

impl Receipt {
    /// What an `ack` says; `None` if it lacks what each has.
    pub(crate) fn of(frame: &Frame) -> Option<Self> {
        Some(Self {
            id: frame.id?,
            seq: frame.seq?,
            duplicate: frame.duplicate,
            mismatch: frame.mismatch,
        })
    }
}
