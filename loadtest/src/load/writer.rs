use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::future::BoxFuture;
use serde_json::json;
use tokio::time::sleep_until;

use super::outbox::Outbox;
use super::phase::Orders;
use super::seat::Seat;
use crate::kills::{Position, Receipt};
use crate::ledger::{Entry, Item};
use crate::wire::{Ended, Frame, History, Kind, Socket};

/// Longest time to hold back after a refusal, whatever the server says.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// A visitor with a page open, who writes over its socket.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) seat: Seat,
    pub(super) outbox: Outbox,
    pub(super) position: Position,
    pub(super) orders: Orders,
    pub(super) longest_pause: Duration,
    /// How far the dialog goes on elsewhere.
    pub(super) wanted: i64,
    /// After a refusal nothing leaves before then; what comes is heard all the same.
    pub(super) not_before: Instant,
}

/// A page that is read beside the socket, so that an answer is heard when it comes.
type Reading = BoxFuture<'static, Result<History>>;

/// The page that is being read; waits for ever if there is none.
async fn read(reading: &mut Option<Reading>) -> Result<History> {
    let Some(page) = reading else {
        return std::future::pending().await;
    };
    let page = page.await;
    *reading = None;
    page
}

impl Writer {
    /// Writes until it is told to settle and all is acknowledged.
    pub(super) async fn run(mut self) -> Result<()> {
        while let Some(mut socket) = self.come_in().await? {
            if let Some(epoch) = self.seat.take_anew() {
                self.begin_anew(epoch).await?;
            }
            if let Some(ended) = self.talk(&mut socket).await? {
                self.seat.left(&ended);
            } else {
                self.seat.reload();
            }
            self.outbox.doubt();
        }
        Ok(())
    }

    fn pause(&mut self) -> Duration {
        self.seat.dice.between(Duration::ZERO, self.longest_pause)
    }

    fn is_done(&self) -> bool {
        self.orders.is_settling() && self.outbox.letters.is_empty() && self.position.last() >= self.wanted
    }

    /// A person goes on writing while the page cannot connect. `None` if there is nothing left to do.
    async fn come_in(&mut self) -> Result<Option<Socket>> {
        let mut pause = self.pause();
        let after = self.position.last();
        let mut orders = self.orders.clone();
        let longest = self.longest_pause;
        let mut dice = self.seat.dice.clone();
        let sit = self.seat.sit(after);
        tokio::pin!(sit);
        loop {
            if orders.is_settling() && self.outbox.letters.is_empty() {
                return Ok(None);
            }
            tokio::select! {
                socket = &mut sit => return Ok(Some(socket)),
                () = tokio::time::sleep(pause), if !orders.is_settling() && !self.outbox.is_full() => {
                    self.outbox.compose()?;
                    pause = dice.between(Duration::ZERO, longest);
                }
                () = orders.changed() => {}
            }
        }
    }

    /// Until the connection ends, or nothing is left to do, or the page is loaded anew (`None`).
    async fn talk(&mut self, socket: &mut Socket) -> Result<Option<Ended>> {
        let mut orders = self.orders.clone();
        let stay = tokio::time::sleep(self.seat.stay());
        let pause = tokio::time::sleep(self.pause());
        tokio::pin!(stay, pause);
        let mut reading = None;
        self.wanted = 0;
        loop {
            if reading.is_none() && self.position.last() < self.wanted {
                reading = Some(self.read_page());
            }
            if let Err(ended) = self.send_oldest(socket).await {
                return Ok(Some(ended));
            }
            if self.is_done() {
                return Ok(None);
            }
            tokio::select! {
                frame = socket.next() => match frame {
                    Ok(frame) => self.hear(&frame)?,
                    Err(ended) => return Ok(Some(ended)),
                },
                page = read(&mut reading) => self.was_read(page)?,
                () = &mut pause, if !orders.is_settling() && !self.outbox.is_full() => {
                    self.outbox.compose()?;
                    pause.set(tokio::time::sleep(self.pause()));
                }
                () = sleep_until(self.not_before.into()), if self.is_held_back() => {}
                () = &mut stay => return Ok(None),
                () = orders.changed() => {}
            }
        }
    }

    fn is_held_back(&self) -> bool {
        Instant::now() < self.not_before
    }

    /// One at a time, as the project's own clients do it: a refusal then changes no order.
    async fn send_oldest(&mut self, socket: &mut Socket) -> Result<(), Ended> {
        let held_back = self.is_held_back();
        match self.outbox.letters.front_mut() {
            Some(letter) if letter.sent.is_none() && !held_back => {
                let frame = json!({ "type": "message", "client_id": letter.client_id, "text": letter.text });
                letter.sent = Some(Instant::now());
                socket.send(&frame).await
            }
            _ => Ok(()),
        }
    }

    fn wants(&mut self, upto: Option<i64>) {
        self.wanted = self.wanted.max(upto.unwrap_or(0));
    }

    fn hear(&mut self, frame: &Frame) -> Result<()> {
        self.seat.hear(frame);
        match (frame.kind, &frame.client_id) {
            (Kind::Ack, Some(client_id)) => {
                let receipt = Receipt::of(frame).context("an ack lacks what each has")?;
                self.position.take(receipt.seq);
                self.outbox.acked(client_id, &receipt)?;
            }
            (Kind::Message, _) => self.heard(frame)?,
            (Kind::Advance, _) => self.wants(frame.seq),
            (Kind::More, _) => self.wants(frame.upto),
            (Kind::Reset, _) if self.seat.take_reset() => {}
            (Kind::Reset, _) => self.outbox.ledger.write(&Entry::Reset)?,
            (Kind::Error, Some(client_id)) if frame.retryable => {
                let code = frame.code.as_deref().unwrap_or("without a code");
                self.outbox.refused_for_now(client_id, code);
                let told = frame.retry_after_ms.map(Duration::from_millis);
                let pause = told
                    .unwrap_or(SHORTEST_PAUSE)
                    .clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
                self.not_before = Instant::now() + self.seat.dice.between(pause, pause * 2);
            }
            (Kind::Error, client_id) => {
                let code = frame.code.as_deref().unwrap_or("without a code");
                let client_id = client_id.clone().unwrap_or_default();
                self.outbox.refused(&client_id, code)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The history is another one: the page is emptied and read anew, and what is lost goes again.
    async fn begin_anew(&mut self, epoch: String) -> Result<()> {
        let whole = self.seat.read_whole().await;
        self.outbox.begin_anew(epoch, &whole)?;
        self.position = Position::default();
        for frame in &whole {
            self.take(frame)?;
        }
        Ok(())
    }

    /// The next page of what the visitor wrote elsewhere, or of a long backlog.
    fn read_page(&self) -> Reading {
        let (api, pen) = (self.seat.api.clone(), self.seat.pen.clone());
        let (dialog, after) = (self.seat.dialog, self.position.last());
        Box::pin(async move {
            let party = pen.party(&api).await?;
            api.page(&party, dialog, after).await
        })
    }

    /// If it failed or brought nothing, the next frame tries again.
    fn was_read(&mut self, page: Result<History>) -> Result<()> {
        let items = page.map(|page| page.items).unwrap_or_default();
        if items.is_empty() {
            self.wanted = 0;
        }
        items.iter().try_for_each(|frame| self.take(frame))
    }

    fn heard(&mut self, frame: &Frame) -> Result<()> {
        if frame.sender.as_deref() == Some("user") {
            let seq = frame.seq.unwrap_or(0);
            return self.outbox.ledger.write(&Entry::Echoed { seq });
        }
        self.take(frame)
    }

    fn take(&mut self, frame: &Frame) -> Result<()> {
        let item = Item::of(frame).context("an entry lacks what each has")?;
        // The visitor's own words, from here or elsewhere, are no news; and an ack may come late.
        if self.position.take(item.seq) && item.sender != "user" {
            self.outbox.ledger.write(&Entry::Applied(item))?;
        }
        Ok(())
    }
}
