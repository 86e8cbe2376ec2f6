use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::scene::{Room, Scene};
use crate::dice::Dice;
use crate::ledger::{CANARY, Entry, Ledger, Stream};
use crate::stage::Pen;
use crate::wire::{Api, Ended, Frame, Kind, Socket};

/// Longest time for one message until it is acknowledged, with all repeats.
const PATIENCE: Duration = Duration::from_secs(30);
const BACK_OFF: Duration = Duration::from_millis(50);

/// The close code of a connection that does not take what waits for it.
const TOO_SLOW: u16 = 4008;

/// How a writer's messages travel.
#[derive(Debug)]
enum Path {
    Socket(Box<Socket>),
    Post,
}

/// Somebody who writes into one dialog, a message at a time.
#[derive(Debug)]
pub(super) struct Writer {
    api: Api,
    pen: Pen,
    dialog: i64,
    path: Path,
    ledger: Ledger,
    dice: Dice,
    name: String,
    written: usize,
}

/// The server's word that a message is durable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Receipt {
    pub(super) id: i64,
    pub(super) seq: i64,
    pub(super) timestamp: String,
    pub(super) duplicate: bool,
    #[serde(default)]
    pub(super) mismatch: bool,
}

impl Receipt {
    pub(super) fn acked(&self, client_id: &str) -> Entry {
        Entry::Acked {
            client_id: client_id.to_owned(),
            id: self.id,
            seq: self.seq,
            duplicate: self.duplicate,
            mismatch: self.mismatch,
        }
    }

    /// Out of an `ack` frame.
    pub(super) fn of(frame: &Frame) -> Result<Self> {
        Ok(Self {
            id: frame.id.context("an ack without `id`")?,
            seq: frame.seq.context("an ack without `seq`")?,
            timestamp: frame.timestamp.clone().context("an ack without `timestamp`")?,
            duplicate: frame.duplicate,
            mismatch: frame.mismatch.unwrap_or(false),
        })
    }
}

impl Writer {
    /// The contact of `room`; over a socket, or by `POST`.
    pub(super) async fn visitor(
        scene: &Scene,
        room: &Room,
        name: &str,
        over_socket: bool,
        dice: Dice,
    ) -> Result<Self> {
        let pen = Pen::Visitor(room.party());
        Self::open(scene, room, name, pen, Stream::Public, over_socket, dice).await
    }

    /// The operator who holds `room`.
    pub(super) async fn holder(
        scene: &Scene,
        room: &Room,
        name: &str,
        over_socket: bool,
        dice: Dice,
    ) -> Result<Self> {
        Self::open(
            scene,
            room,
            name,
            scene.held_by(),
            Stream::Staff,
            over_socket,
            dice,
        )
        .await
    }

    async fn open(
        scene: &Scene,
        room: &Room,
        name: &str,
        pen: Pen,
        stream: Stream,
        over_socket: bool,
        dice: Dice,
    ) -> Result<Self> {
        let api = scene.way(room.node);
        let path = if over_socket {
            let party = pen.party(api).await?;
            let (socket, _) = Socket::join(api.address(), &party, room.dialog, None).await?;
            Path::Socket(Box::new(socket))
        } else {
            Path::Post
        };
        let ledger = scene.writer_ledger(room.dialog, name, stream)?;
        Ok(Self {
            api: api.clone(),
            pen,
            dialog: room.dialog,
            path,
            ledger,
            dice,
            name: name.to_owned(),
            written: 0,
        })
    }

    /// Writes a message and waits until it is acknowledged.
    pub(super) async fn write(&mut self) -> Result<Receipt> {
        let (client_id, text) = self.compose("")?;
        let receipt = tokio::time::timeout(PATIENCE, self.send(&client_id, &text))
            .await
            .with_context(|| format!("{} got no answer", self.name))??;
        self.ledger.write(&receipt.acked(&client_id))?;
        Ok(receipt)
    }

    /// Writes a private note, which no contact may see.
    pub(super) async fn note(&mut self) -> Result<Receipt> {
        let (client_id, text) = self.compose(CANARY)?;
        let party = self.pen.party(&self.api).await?;
        let body = json!({ "client_id": client_id, "text": text });
        let path = format!("/dialogs/{}/notes", self.dialog);
        let receipt: Receipt = self.api.post(&party, &path, &body).await?.read()?;
        self.ledger.write(&receipt.acked(&client_id))?;
        Ok(receipt)
    }

    fn compose(&mut self, mark: &str) -> Result<(String, String)> {
        self.written += 1;
        let client_id = self.dice.uuid();
        let text = format!("{mark}{} says {}", self.name, self.written);
        self.ledger.write(&Entry::Sent {
            client_id: client_id.clone(),
            text: text.clone(),
        })?;
        Ok((client_id, text))
    }

    async fn send(&mut self, client_id: &str, text: &str) -> Result<Receipt> {
        loop {
            let receipt = match &mut self.path {
                Path::Socket(socket) => match over_socket(socket, client_id, text).await {
                    // Who hears of everybody's messages may be too slow for them; then it comes again and repeats.
                    Err(error) if was_too_slow(&error) => {
                        let party = self.pen.party(&self.api).await?;
                        (**socket, _) = Socket::join(self.api.address(), &party, self.dialog, None).await?;
                        None
                    }
                    answered => answered?,
                },
                Path::Post => {
                    let party = self.pen.party(&self.api).await?;
                    by_post(&self.api, &party, self.dialog, client_id, text).await?
                }
            };
            if let Some(receipt) = receipt {
                return Ok(receipt);
            }
            tokio::time::sleep(BACK_OFF).await;
        }
    }
}

fn was_too_slow(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Ended::Closed { code, .. }) if *code == TOO_SLOW)
}

/// `None` if it may be tried again.
async fn over_socket(socket: &mut Socket, client_id: &str, text: &str) -> Result<Option<Receipt>> {
    socket
        .send(&json!({ "type": "message", "client_id": client_id, "text": text }))
        .await?;
    let answer = socket
        .until(|frame| {
            matches!(frame.kind, Kind::Ack | Kind::Error) && frame.client_id.as_deref() == Some(client_id)
        })
        .await?;
    if answer.kind == Kind::Ack {
        return Ok(Some(Receipt::of(&answer)?));
    }
    if !answer.retryable {
        bail!("a message was refused with {:?}", answer.code);
    }
    Ok(None)
}

async fn by_post(
    api: &Api,
    party: &crate::wire::Party,
    dialog: i64,
    client_id: &str,
    text: &str,
) -> Result<Option<Receipt>> {
    let answer = api.post_message(party, dialog, client_id, text).await?;
    if answer.problem().is_some_and(|problem| problem.retryable) {
        return Ok(None);
    }
    Ok(Some(answer.read()?))
}
