//! D03: the same `client_id` with another body: the first wins, and the second is told so.

use anyhow::{Result, ensure};
use serde_json::json;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::Scene;
use super::writer::Receipt;
use crate::dice::Dice;
use crate::ledger::{Entry, Ledger, Stream};
use crate::wire::{Api, Kind, Party, Socket};

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let rounds = course.count(1_000, 100);
    let scene = Scene::open(course, "D03", &[]).await?;
    let room = scene.held_room().await?;
    let party = room.party();
    let mut one = Said {
        socket: Socket::join(scene.api.address(), &party, room.dialog, None)
            .await?
            .0,
        api: scene.api.clone(),
        party,
        dialog: room.dialog,
        ledger: scene.ledger(room.dialog, "visitor", Stream::Public)?,
        dice: course.dice("D03"),
    };
    let mut outcome = Outcome::new(format!("{} ids, two bodies each", grouped(rounds)));
    for round in 0..rounds {
        let wrong = one.say_twice(round).await?;
        outcome.extend(wrong);
    }
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

struct Said {
    socket: Socket,
    api: Api,
    party: Party,
    dialog: i64,
    ledger: Ledger,
    dice: Dice,
}

impl Said {
    /// Every third time both at once; else one after the other, over one way and then the other.
    async fn say_twice(&mut self, round: usize) -> Result<Vec<String>> {
        let client_id = self.dice.uuid();
        let texts = [format!("first {round}"), format!("second {round}")];
        let (by_socket, by_post) = match round % 3 {
            0 => {
                let (api, party, dialog) = (&self.api, &self.party, self.dialog);
                let said = say(&mut self.socket, &client_id, &texts[0]);
                let posted = post(api, party, dialog, &client_id, &texts[1]);
                tokio::try_join!(said, posted)?
            }
            1 => {
                let said = say(&mut self.socket, &client_id, &texts[0]).await?;
                let posted = post(&self.api, &self.party, self.dialog, &client_id, &texts[1]).await?;
                (said, posted)
            }
            _ => {
                let posted = post(&self.api, &self.party, self.dialog, &client_id, &texts[1]).await?;
                let said = say(&mut self.socket, &client_id, &texts[0]).await?;
                (said, posted)
            }
        };
        let (won, lost, text) = if by_socket.duplicate {
            (by_post, by_socket, &texts[1])
        } else {
            (by_socket, by_post, &texts[0])
        };
        // Whoever lost was never there, for the check either.
        self.ledger.write(&Entry::Sent {
            client_id: client_id.clone(),
            text: text.clone(),
        })?;
        self.ledger.write(&won.acked(&client_id))?;
        Ok(judge(&client_id, &won, &lost))
    }
}

fn judge(client_id: &str, won: &Receipt, lost: &Receipt) -> Vec<String> {
    let mut wrong = Vec::new();
    if won.duplicate || won.mismatch {
        wrong.push(format!("{client_id}: the first was not taken as new: {won:?}"));
    }
    if !lost.duplicate || !lost.mismatch {
        wrong.push(format!("{client_id}: the second was not told: {lost:?}"));
    }
    if (won.id, won.seq, &won.timestamp) != (lost.id, lost.seq, &lost.timestamp) {
        wrong.push(format!(
            "{client_id}: the second got another message: {won:?} and {lost:?}"
        ));
    }
    wrong
}

async fn say(socket: &mut Socket, client_id: &str, text: &str) -> Result<Receipt> {
    socket
        .send(&json!({ "type": "message", "client_id": client_id, "text": text }))
        .await?;
    let answer = socket
        .until(|frame| matches!(frame.kind, Kind::Ack | Kind::Error))
        .await?;
    ensure!(answer.kind == Kind::Ack, "refused with {:?}", answer.code);
    Receipt::of(&answer)
}

async fn post(api: &Api, party: &Party, dialog: i64, client_id: &str, text: &str) -> Result<Receipt> {
    api.post_message(party, dialog, client_id, text).await?.read()
}
