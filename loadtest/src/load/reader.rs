use std::collections::VecDeque;

use anyhow::{Context, Result};

use super::phase::Orders;
use super::seat::Seat;
use crate::ledger::{Entry, Item, Ledger};
use crate::wire::{Ended, Frame, Kind, Socket};

/// A reload shows so many of the newest entries anew.
const SHOWN: usize = 50;

/// An operator with a dialog open, who has all of it.
#[derive(Debug)]
pub(super) struct Reader {
    pub(super) seat: Seat,
    pub(super) ledger: Ledger,
    pub(super) orders: Orders,
    /// The list is 1 to this.
    last: i64,
    newest: VecDeque<Item>,
}

impl Reader {
    pub(super) fn new(seat: Seat, ledger: Ledger, orders: Orders) -> Self {
        Self {
            seat,
            ledger,
            orders,
            last: 0,
            newest: VecDeque::new(),
        }
    }

    /// Reads until the load is over and nothing is missing.
    pub(super) async fn run(mut self) -> Result<()> {
        let mut orders = self.orders.clone();
        let mut after = 0;
        while !orders.may_go(self.seat.dialog, self.last) {
            let mut socket = tokio::select! {
                socket = self.seat.sit(after) => socket,
                () = orders.changed() => continue,
            };
            if let Some(history_epoch) = self.seat.take_anew() {
                self.begin_anew(history_epoch).await?;
            }
            if let Some(ended) = self.listen(&mut socket).await? {
                self.seat.left(&ended);
                after = self.last;
            } else {
                self.seat.reload();
                after = (self.last - SHOWN as i64).max(0);
            }
        }
        Ok(())
    }

    /// Until the connection ends, or there is nothing left to read, or the page is loaded anew (`None`).
    async fn listen(&mut self, socket: &mut Socket) -> Result<Option<Ended>> {
        let mut orders = self.orders.clone();
        let stay = tokio::time::sleep(self.seat.stay());
        tokio::pin!(stay);
        while !orders.may_go(self.seat.dialog, self.last) {
            tokio::select! {
                frame = socket.next() => match frame {
                    Ok(frame) => self.hear(&frame).await?,
                    Err(ended) => return Ok(Some(ended)),
                },
                () = &mut stay => return Ok(None),
                () = orders.changed() => {}
            }
        }
        Ok(None)
    }

    async fn hear(&mut self, frame: &Frame) -> Result<()> {
        self.seat.hear(frame);
        match frame.kind {
            Kind::Message => {
                let item = Item::of(frame).context("a `message` frame lacks what each has")?;
                if item.seq > self.last + 1 {
                    self.fetch(item.seq).await?;
                } else {
                    self.take(item)?;
                }
            }
            Kind::More => self.fetch(frame.upto.unwrap_or(0)).await?,
            Kind::Reset if self.seat.take_reset() => {}
            Kind::Reset => self.ledger.write(&Entry::Reset)?,
            _ => {}
        }
        Ok(())
    }

    /// The history is another one: the list is emptied and read anew.
    async fn begin_anew(&mut self, history_epoch: String) -> Result<()> {
        self.ledger.write(&Entry::BeganAnew { history_epoch })?;
        (self.last, self.newest) = (0, VecDeque::new());
        for frame in &self.seat.read_whole().await {
            self.take(Item::of(frame).context("an entry lacks what each has")?)?;
        }
        Ok(())
    }

    /// Puts an entry into the list. One that was there before has to be the same: if it is not, it goes
    /// into the ledger a second time, where the check finds it.
    fn take(&mut self, item: Item) -> Result<()> {
        if item.seq <= self.last {
            let known = self.newest.iter().find(|known| known.seq == item.seq);
            if known.is_some_and(|known| *known != item) {
                self.ledger.write(&Entry::Applied(item))?;
            }
            return Ok(());
        }
        self.last = item.seq;
        // Who reloads has a reason of its own to see something late.
        if !self.seat.restless {
            self.seat.pulse.shown(self.seat.place(), item.seq);
        }
        self.ledger.write(&Entry::Applied(item.clone()))?;
        self.newest.push_back(item);
        if self.newest.len() > 2 * SHOWN {
            self.newest.pop_front();
        }
        Ok(())
    }

    /// Reads what is missing over REST. If that fails, the next frame tries again.
    async fn fetch(&mut self, upto: i64) -> Result<()> {
        while self.last < upto {
            let Ok(party) = self.seat.pen.party(&self.seat.api).await else {
                return Ok(());
            };
            let Ok(page) = self.seat.api.page(&party, self.seat.dialog, self.last).await else {
                return Ok(());
            };
            let before = self.last;
            for frame in &page.items {
                self.take(Item::of(frame).context("an entry lacks what each has")?)?;
            }
            if self.last == before {
                return Ok(());
            }
        }
        Ok(())
    }
}
