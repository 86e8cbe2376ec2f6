//! D12: a visitor's two tabs: one's own message stands once on each, by `ack` here and `advance` there.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::{Receipt, Writer};
use crate::dice::Dice;
use crate::ledger::{Entry, Item, Ledger, Stream};
use crate::wire::{Api, Frame, Kind, Party, Socket};

/// A message that is not on both tabs by then is on none.
const TOLD: Duration = Duration::from_secs(10);
/// The operator answers every so often.
const ANSWER_EVERY: usize = 4;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let rounds = course.count(1_000, 100);
    let scene = Scene::open(course, "D12", &[]).await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D12");
    let mut tabs = [
        Tab::open(&scene, &room, "tab 1", dice.part(1)).await?,
        Tab::open(&scene, &room, "tab 2", dice.part(2)).await?,
    ];
    let mut operator = Writer::holder(&scene, &room, "operator", false, dice.part(3)).await?;
    // The takeover was before the tabs.
    let (mut written, mut sent) = (1, 0);
    let mut turn = dice.part(4);
    for round in 0..rounds {
        // One tab, the other, or both at once.
        let who = turn.below(3);
        for (index, tab) in tabs.iter_mut().enumerate() {
            if who == 2 || who == index as u64 {
                tab.say().await?;
                written += 1;
                sent += 1;
            }
        }
        if round % ANSWER_EVERY == 0 {
            operator.write().await?;
            written += 1;
        }
        for tab in &mut tabs {
            tokio::time::timeout(TOLD, tab.listen(written))
                .await
                .with_context(|| format!("{} shows {} of {written} after {TOLD:?}", tab.name, tab.last))??;
        }
    }
    let mut outcome = Outcome::new(format!("{} messages of two tabs", grouped(sent)));
    let (history, _) = scene.api.history(&room.party(), room.dialog).await?;
    let history: Option<Vec<Item>> = history.iter().map(Item::of).collect();
    for tab in &mut tabs {
        outcome.extend(std::mem::take(&mut tab.wrong));
        outcome.expect(Some(&tab.shown) == history.as_ref(), || {
            format!("what {} shows is not the history", tab.name)
        });
        let own = tab
            .shown
            .iter()
            .filter(|item| item.text.starts_with(&tab.name))
            .count();
        outcome.expect(own == tab.said, || {
            format!("{} said {} messages and shows {own} of them", tab.name, tab.said)
        });
    }
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// A tab that writes and shows.
struct Tab {
    name: String,
    api: Api,
    party: Party,
    dialog: i64,
    socket: Socket,
    ledger: Ledger,
    dice: Dice,
    said: usize,
    /// Said and not acknowledged: `client_id` and text.
    open: Vec<(String, String)>,
    shown: Vec<Item>,
    last: i64,
    wrong: Vec<String>,
}

impl Tab {
    async fn open(scene: &Scene, room: &Room, name: &str, dice: Dice) -> Result<Self> {
        let party = room.party();
        let (socket, _) = Socket::join(scene.api.address(), &party, room.dialog, Some(0)).await?;
        Ok(Self {
            name: name.to_owned(),
            api: scene.api.clone(),
            party,
            dialog: room.dialog,
            socket,
            ledger: scene.ledger(room.dialog, name, Stream::Public)?,
            dice,
            said: 0,
            open: Vec::new(),
            shown: Vec::new(),
            last: 0,
            wrong: Vec::new(),
        })
    }

    async fn say(&mut self) -> Result<()> {
        self.said += 1;
        let (client_id, text) = (self.dice.uuid(), format!("{} says {}", self.name, self.said));
        self.ledger.write(&Entry::Sent {
            client_id: client_id.clone(),
            text: text.clone(),
        })?;
        let frame = json!({ "type": "message", "client_id": client_id, "text": text });
        self.open.push((client_id, text));
        Ok(self.socket.send(&frame).await?)
    }

    /// Until it shows everything up to `upto`.
    async fn listen(&mut self, upto: i64) -> Result<()> {
        while self.last < upto || !self.open.is_empty() {
            let frame = self.socket.next().await?;
            match frame.kind {
                Kind::Message => {
                    let item = Item::of(&frame).context("a `message` frame lacks what each has")?;
                    if item.sender == "user" {
                        self.ledger.write(&Entry::Echoed { seq: item.seq })?;
                    }
                    self.show(item)?;
                }
                Kind::Ack => self.acked(&frame)?,
                Kind::Advance => self.fetch(frame.seq.context("`advance` without `seq`")?).await?,
                Kind::Error => bail!("a tab's message was refused with {:?}", frame.code),
                _ => {}
            }
        }
        Ok(())
    }

    fn acked(&mut self, frame: &Frame) -> Result<()> {
        let client_id = frame.client_id.clone().context("an ack without `client_id`")?;
        let receipt = Receipt::of(frame)?;
        self.ledger.write(&receipt.acked(&client_id))?;
        let index = self
            .open
            .iter()
            .position(|(open, _)| *open == client_id)
            .context("an ack for what another tab said")?;
        let (_, text) = self.open.remove(index);
        self.show(Item {
            id: receipt.id,
            seq: receipt.seq,
            sender: "user".to_owned(),
            text,
            code: None,
        })
    }

    async fn fetch(&mut self, upto: i64) -> Result<()> {
        let page = self.api.raw_page(&self.party, self.dialog, self.last, 0).await?;
        for heard in page.items {
            let item = Item::of(&heard.frame).context("an entry lacks what each has")?;
            if item.seq <= upto {
                self.show(item)?;
            }
        }
        Ok(())
    }

    /// Each number once, and each at its place.
    fn show(&mut self, item: Item) -> Result<()> {
        if item.seq != self.last + 1 {
            let (name, last) = (&self.name, self.last);
            self.wrong
                .push(format!("on {name}, {} came after {last}", item.seq));
        }
        self.last = item.seq;
        self.shown.push(item.clone());
        self.ledger.write(&Entry::Applied(item))
    }
}
