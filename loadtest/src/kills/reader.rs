use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;
use tokio::sync::oneshot;

use super::collect::dialog_folder;
use super::orders::Link;
use crate::ledger::{Entry, Item, Ledger, Stream};
use crate::stage::Operator;
use crate::wire::{Api, Frame, Kind, Socket};

/// How long the reader may need at the end to have everything (trust.md F01).
const CATCH_UP: Duration = Duration::from_secs(10);

/// Each dialog's last number.
pub(crate) type Ends = HashMap<i64, i64>;

/// An operator who follows all dialogs over one socket, and resumes each where it was after a kill.
#[derive(Debug)]
pub(super) struct Reader {
    api: Api,
    operator: Arc<Operator>,
    link: Link,
    lists: HashMap<i64, List>,
    history_epoch: Option<String>,
    /// Pages that were fetched because the socket said so, or left a hole.
    fetched: usize,
}

/// What the reader has of a dialog: 1 to `last`.
#[derive(Debug)]
struct List {
    ledger: Ledger,
    last: i64,
}

impl List {
    fn apply(&mut self, item: Item) -> Result<()> {
        self.last = item.seq;
        self.ledger.write(&Entry::Applied(item))
    }
}

impl Reader {
    pub(super) fn new(
        api: Api,
        operator: Arc<Operator>,
        link: Link,
        ledgers: &Path,
        dialogs: &[i64],
    ) -> Result<Self> {
        let mut lists = HashMap::new();
        for dialog in dialogs {
            let ledger = Ledger::open(&dialog_folder(ledgers, *dialog), "reader", Stream::Staff)?;
            lists.insert(*dialog, List { ledger, last: 0 });
        }
        Ok(Self {
            api,
            operator,
            link,
            lists,
            history_epoch: None,
            fetched: 0,
        })
    }

    /// Follows until it has all that `ends` names. Returns how many pages had to be fetched.
    pub(super) async fn run(mut self, mut ends: oneshot::Receiver<Ends>) -> Result<usize> {
        let ends = loop {
            tokio::select! {
                ends = &mut ends => break ends.context("the reader was forgotten")?,
                followed = self.follow(None) => {
                    followed?;
                    self.link.wait_for_power().await;
                }
            }
        };
        // A list that stays short is for the check to judge.
        if let Ok(followed) = tokio::time::timeout(CATCH_UP, self.follow(Some(&ends))).await {
            followed?;
        }
        Ok(self.fetched)
    }

    fn has(&self, ends: Option<&Ends>) -> bool {
        ends.is_some_and(|ends| {
            ends.iter()
                .all(|(dialog, end)| self.lists.get(dialog).is_some_and(|list| list.last >= *end))
        })
    }

    /// One connection: to its end, or until the reader has all that `ends` names.
    async fn follow(&mut self, ends: Option<&Ends>) -> Result<()> {
        let Ok(mut socket) = self.open().await else {
            return Ok(());
        };
        while !self.has(ends) {
            let Ok(frame) = socket.next().await else {
                return Ok(());
            };
            self.hear(&frame).await?;
        }
        Ok(())
    }

    async fn open(&self) -> Result<Socket> {
        let party = self.operator.party(&self.api).await?;
        let mut socket = Socket::open(self.api.address(), "/ws/inbox", party.bearer()).await?;
        for (dialog, list) in &self.lists {
            let mut subscribe = json!({ "type": "subscribe", "dialog_id": dialog, "after": list.last });
            if let Some(epoch) = &self.history_epoch {
                subscribe["history_epoch"] = json!(epoch);
            }
            socket.send(&subscribe).await?;
        }
        Ok(socket)
    }

    async fn hear(&mut self, frame: &Frame) -> Result<()> {
        if frame.kind == Kind::Hello
            && let Some(epoch) = &frame.history_epoch
        {
            self.history_epoch = Some(epoch.clone());
        }
        let Some(dialog) = frame.dialog_id else {
            return Ok(());
        };
        let Some(list) = self.lists.get_mut(&dialog) else {
            return Ok(());
        };
        match frame.kind {
            Kind::Message => {
                let item = Item::of(frame).context("a `message` frame lacks what each has")?;
                if item.seq == list.last + 1 {
                    list.apply(item)?;
                } else if item.seq > list.last {
                    self.fetch(dialog, item.seq).await?;
                }
            }
            Kind::More => self.fetch(dialog, frame.upto.unwrap_or(0)).await?,
            Kind::Reset => list.ledger.write(&Entry::Reset)?,
            _ => {}
        }
        Ok(())
    }

    /// Reads a dialog over REST up to the number `upto`. Stops early if the server is killed meanwhile:
    /// the next connection goes on from there.
    async fn fetch(&mut self, dialog: i64, upto: i64) -> Result<()> {
        while let Some(list) = self.lists.get_mut(&dialog)
            && list.last < upto
        {
            let Ok(party) = self.operator.party(&self.api).await else {
                return Ok(());
            };
            let Ok(page) = self.api.page(&party, dialog, list.last).await else {
                return Ok(());
            };
            self.fetched += 1;
            let before = list.last;
            for frame in &page.items {
                list.apply(Item::of(frame).context("an entry lacks what each has")?)?;
            }
            if list.last == before {
                // Promised and not there: the check compares with the whole history.
                return Ok(());
            }
        }
        Ok(())
    }
}
