use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::sync::watch;

use super::scene::{Room, Scene};
use crate::ledger::{CANARY, Entry, Item, Ledger, Stream};
use crate::stage::Pen;
use crate::wire::{Api, Carrier, Ended, Feed, Heard, Kind};

/// How long to hold back after a refusal.
const BACK_OFF: Duration = Duration::from_millis(50);
/// So many connections in a row that bring nothing are a failure.
const FRUITLESS: usize = 200;

/// Somebody who follows a dialog by the rules of the protocol, and writes down what the screen shows.
#[derive(Debug)]
pub(super) struct Reader {
    api: Api,
    pen: Pen,
    dialog: i64,
    stream: Stream,
    ledger: Ledger,
    /// The screen shows 1 to this number.
    pub(super) last: i64,
    /// The same for others to wait for.
    shown: watch::Sender<i64>,
    /// Connections that brought something.
    pub(super) resumes: usize,
    /// Connections since then that brought nothing.
    fruitless: usize,
    /// End with a reset instead of a close.
    pub(super) harsh: bool,
}

impl Reader {
    /// The contact of `room`, on another tab.
    pub(super) fn tab(scene: &Scene, room: &Room, name: &str) -> Result<Self> {
        Self::new(scene, room, name, Pen::Visitor(room.party()), Stream::Public)
    }

    /// An operator who looks at `room`.
    pub(super) fn operator(scene: &Scene, room: &Room, name: &str) -> Result<Self> {
        Self::new(scene, room, name, scene.watched_by(), Stream::Staff)
    }

    fn new(scene: &Scene, room: &Room, name: &str, pen: Pen, stream: Stream) -> Result<Self> {
        Ok(Self {
            api: scene.way(room.node).clone(),
            pen,
            dialog: room.dialog,
            stream,
            ledger: scene.ledger(room.dialog, name, stream)?,
            last: 0,
            shown: watch::Sender::new(0),
            resumes: 0,
            fruitless: 0,
            harsh: false,
        })
    }

    /// The last number on the screen, as it changes.
    pub(super) fn shown(&self) -> watch::Receiver<i64> {
        self.shown.subscribe()
    }

    /// One connection: until the screen shows `upto`, or it ends. May be dropped at any moment, which
    /// cuts the connection, and called again, which resumes.
    pub(super) async fn follow(&mut self, carrier: Carrier, upto: i64) -> Result<()> {
        let party = self.pen.party(&self.api).await?;
        let mut feed = match Feed::open(carrier, &self.api, &party, self.dialog, self.last).await {
            Ok(feed) => feed,
            Err(ended) => return self.ended(&ended).await,
        };
        if self.harsh {
            feed.reset_in_the_end();
        }
        // What this connection has brought, numbered and without a word too many.
        let mut brought = self.last;
        let mut heard_any = false;
        while self.last < upto {
            let heard = match feed.next().await {
                Ok(heard) => heard,
                Err(ended) => return self.ended(&ended).await,
            };
            if !heard_any {
                heard_any = true;
                self.resumes += 1;
                self.fruitless = 0;
            }
            self.watch_numbers(&heard, &mut brought)?;
            self.hear(&heard).await?;
        }
        Ok(())
    }

    /// Follows with any number of connections until the screen shows `upto`.
    pub(super) async fn catch_up(&mut self, carrier: Carrier, upto: i64) -> Result<()> {
        while self.last < upto {
            self.follow(carrier, upto).await?;
        }
        Ok(())
    }

    async fn ended(&mut self, ended: &Ended) -> Result<()> {
        self.fruitless += 1;
        if self.fruitless > FRUITLESS {
            bail!("{FRUITLESS} connections in a row brought nothing; the last one: {ended}");
        }
        let code = match ended {
            Ended::Closed { code, .. } => Some(code.to_string()),
            Ended::Refused { code, .. } => Some(code.clone()),
            Ended::Broken(_) => None,
        };
        if let Some(code) = code {
            self.ledger.write(&Entry::Told { code })?;
        }
        tokio::time::sleep(BACK_OFF).await;
        Ok(())
    }

    /// A connection goes from number to number; what it leaves out it has to name.
    fn watch_numbers(&mut self, heard: &Heard, brought: &mut i64) -> Result<()> {
        let frame = &heard.frame;
        match (frame.kind, frame.seq, frame.upto) {
            (Kind::Message | Kind::MessageUpdated | Kind::MessageDeleted | Kind::Advance, Some(seq), _) => {
                if seq <= *brought {
                    self.ledger.write(&Entry::Again { seq })?;
                } else if seq > *brought + 1 {
                    let expected = *brought + 1;
                    self.ledger.write(&Entry::Skipped { expected, found: seq })?;
                }
                *brought = seq.max(*brought);
            }
            (Kind::More, _, Some(upto)) => *brought = upto,
            _ => {}
        }
        Ok(())
    }

    async fn hear(&mut self, heard: &Heard) -> Result<()> {
        if self.stream == Stream::Public && heard.text.contains(CANARY) {
            let text = heard.text.clone();
            self.ledger.write(&Entry::Leaked { text })?;
        }
        let frame = &heard.frame;
        match frame.kind {
            Kind::Message => {
                let item = Item::of(frame).context("a `message` frame lacks what each has")?;
                self.show(item).await?;
            }
            Kind::Advance => self.fetch(frame.seq.context("`advance` without `seq`")?).await?,
            Kind::More => self.fetch(frame.upto.context("`more` without `upto`")?).await?,
            Kind::Reset => self.ledger.write(&Entry::Reset)?,
            Kind::Error => {
                let code = frame.code.clone().unwrap_or_default();
                self.ledger.write(&Entry::Told { code })?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Protocol §4.5: the next one is shown, an old one dropped, a hole fetched.
    async fn show(&mut self, item: Item) -> Result<()> {
        if item.seq == self.last + 1 {
            self.put(item)
        } else if item.seq > self.last {
            self.fetch(item.seq).await
        } else {
            Ok(())
        }
    }

    fn put(&mut self, item: Item) -> Result<()> {
        self.last = item.seq;
        self.shown.send_replace(item.seq);
        self.ledger.write(&Entry::Applied(item))
    }

    /// Reads over REST up to the number `upto`.
    async fn fetch(&mut self, upto: i64) -> Result<()> {
        while self.last < upto {
            let party = self.pen.party(&self.api).await?;
            let page = self.api.raw_page(&party, self.dialog, self.last, 0).await?;
            let before = self.last;
            for heard in &page.items {
                if self.stream == Stream::Public && heard.text.contains(CANARY) {
                    let text = heard.text.clone();
                    self.ledger.write(&Entry::Leaked { text })?;
                }
                let item = Item::of(&heard.frame).context("an entry lacks what each has")?;
                if item.seq == self.last + 1 {
                    self.put(item)?;
                }
            }
            // Promised and not there: the check will say so.
            if self.last == before {
                return Ok(());
            }
        }
        Ok(())
    }
}
