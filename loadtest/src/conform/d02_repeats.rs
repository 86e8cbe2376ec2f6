//! D02: one `client_id`, 2 to 10 times at once, over sockets and REST, and on two nodes where there are two:
//! one row, equal answers.

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use serde_json::json;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::Receipt;
use crate::dice::Dice;
use crate::ledger::{Entry, Ledger, Stream};
use crate::stage::Pen;
use crate::wire::{Api, Kind, Party, Socket};

/// Dialogs in which this goes on side by side; the operator writes in every second one.
const DIALOGS: usize = 16;
/// Every second one, and every second `POST`, goes to the other node.
const SOCKETS: usize = 4;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let ids = course.count(10_000, 1_000);
    let scene = Scene::open_nodes(course, "D02").await?;
    let dice = course.dice("D02");
    let mut rooms = Vec::new();
    let mut writers = JoinSet::new();
    for index in 0..DIALOGS {
        let room = scene.held_room().await?;
        let mut crowd = Crowd::gather(&scene, &room, index % 2 == 1, dice.part(index as u64)).await?;
        let share = ids / DIALOGS + usize::from(index < ids % DIALOGS);
        rooms.push(room);
        writers.spawn(async move {
            for _ in 0..share {
                crowd.repeat().await?;
            }
            anyhow::Ok(crowd)
        });
    }
    let mut outcome = Outcome::default();
    let mut answers = 0;
    while let Some(crowd) = writers.join_next().await {
        let crowd = crowd??;
        answers += crowd.answers;
        outcome.extend(crowd.wrong);
    }
    outcome.count = format!(
        "{} ids, {} answers, {}",
        grouped(ids),
        grouped(answers),
        scene.size()
    );
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// Connections of one person, who all say the same.
struct Crowd {
    /// Every node.
    ways: Vec<Api>,
    party: Party,
    dialog: i64,
    sockets: Vec<Socket>,
    ledger: Ledger,
    dice: Dice,
    name: String,
    said: usize,
    answers: usize,
    wrong: Vec<String>,
}

impl Crowd {
    async fn gather(scene: &Scene, room: &Room, is_operator: bool, dice: Dice) -> Result<Self> {
        let (pen, stream, name) = if is_operator {
            (scene.held_by(), Stream::Staff, "operator")
        } else {
            (Pen::Visitor(room.party()), Stream::Public, "visitor")
        };
        let party = pen.party(&scene.api).await?;
        let mut sockets = Vec::new();
        for node in 0..SOCKETS {
            let address = scene.way(node).address();
            sockets.push(Socket::join(address, &party, room.dialog, None).await?.0);
        }
        Ok(Self {
            ways: scene.ways(),
            party,
            dialog: room.dialog,
            sockets,
            ledger: scene.ledger(room.dialog, name, stream)?,
            dice,
            name: name.to_owned(),
            said: 0,
            answers: 0,
            wrong: Vec::new(),
        })
    }

    /// One message, 2 to 10 times at once, each over a connection that chance picks.
    async fn repeat(&mut self) -> Result<()> {
        self.said += 1;
        let client_id = self.dice.uuid();
        let text = format!("{} says {}", self.name, self.said);
        self.ledger.write(&Entry::Sent {
            client_id: client_id.clone(),
            text: text.clone(),
        })?;
        let mut over_socket = [0; SOCKETS];
        let mut by_post = 0;
        for _ in 0..2 + self.dice.below(9) {
            match over_socket.get_mut(self.dice.below(2 * SOCKETS as u64) as usize) {
                Some(copies) => *copies += 1,
                None => by_post += 1,
            }
        }
        let said = self
            .sockets
            .iter_mut()
            .zip(over_socket)
            .map(|(socket, copies)| say(socket, copies, &client_id, &text));
        let apis = self.ways.iter().cycle().take(by_post);
        let posted = apis.map(|api| post(api, &self.party, self.dialog, &client_id, &text));
        let (said, posted) = tokio::join!(try_join_all(said), try_join_all(posted));
        let mut receipts: Vec<Receipt> = said?.into_iter().flatten().chain(posted?).collect();
        self.judge(&client_id, &receipts);
        // The ledger wants the first answer first; which was first over several connections, nobody knows.
        receipts.sort_by_key(|receipt| receipt.duplicate);
        for receipt in &receipts {
            self.ledger.write(&receipt.acked(&client_id))?;
        }
        self.answers += receipts.len();
        Ok(())
    }

    fn judge(&mut self, client_id: &str, receipts: &[Receipt]) {
        let firsts = receipts.iter().filter(|receipt| !receipt.duplicate).count();
        if firsts != 1 {
            self.wrong
                .push(format!("{client_id} was taken as new {firsts} times"));
        }
        let same = |receipt: &Receipt| {
            (
                receipt.id,
                receipt.seq,
                receipt.timestamp.clone(),
                receipt.mismatch,
            )
        };
        if receipts.windows(2).any(|two| same(&two[0]) != same(&two[1])) {
            self.wrong
                .push(format!("{client_id} got different answers: {receipts:?}"));
        }
    }
}

/// Sends a message some times over one socket, and reads as many acks.
async fn say(socket: &mut Socket, copies: usize, client_id: &str, text: &str) -> Result<Vec<Receipt>> {
    let frame = json!({ "type": "message", "client_id": client_id, "text": text });
    for _ in 0..copies {
        socket.send(&frame).await?;
    }
    let mut receipts = Vec::new();
    while receipts.len() < copies {
        let frame = socket
            .until(|frame| matches!(frame.kind, Kind::Ack | Kind::Error))
            .await?;
        ensure!(
            frame.kind == Kind::Ack,
            "a repeat was refused with {:?}",
            frame.code
        );
        ensure!(
            frame.client_id.as_deref() == Some(client_id),
            "an ack for another message"
        );
        receipts.push(Receipt::of(&frame)?);
    }
    Ok(receipts)
}

async fn post(api: &Api, party: &Party, dialog: i64, client_id: &str, text: &str) -> Result<Receipt> {
    api.post_message(party, dialog, client_id, text)
        .await?
        .read()
        .context("a repeat by POST was refused")
}
