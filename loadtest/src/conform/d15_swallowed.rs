//! D15: a proxy swallows the `ack` or the `201`, the client tries again: one row, one dialog.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;

use super::course::Course;
use super::database::Database;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::Receipt;
use crate::dice::Dice;
use crate::ledger::{Entry, Ledger, Stream};
use crate::proxy::{Direction, Effect, Proxy, Rule, RuleId};
use crate::stage::Visitor;
use crate::wire::{Answer, Api, Kind, Socket};

const AT_ONCE: usize = 8;
/// What is not swallowed by then is not on its way.
const SWALLOWED: Duration = Duration::from_secs(10);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let rounds = course.count(1_000, 80);
    let scene = Scene::open(course, "D15", &[]).await?;
    let dice = course.dice("D15");
    let mut clients = JoinSet::new();
    for index in 0..AT_ONCE {
        let room = scene.held_room().await?;
        let dice = dice.part(index as u64);
        let client = Client {
            server: scene.api.address(),
            assistant: scene.assistant.clone(),
            ledger: scene.ledger(room.dialog, "visitor", Stream::Public)?,
            proxy: Proxy::http(scene.api.address(), dice.clone().roll()).await?,
            room,
            dice,
            opened: Vec::new(),
            swallowed: 0,
        };
        let share = rounds / AT_ONCE + usize::from(index < rounds % AT_ONCE);
        clients.spawn(client.live(share));
    }
    let mut outcome = Outcome::default();
    let database = Database::open(&scene.installation).await?;
    let mut rooms = Vec::new();
    let (mut swallowed, mut opened) = (0, 0);
    while let Some(client) = clients.join_next().await {
        let client = client??;
        swallowed += client.swallowed;
        for (client_id, message_id) in &client.opened {
            opened += 1;
            let (dialogs, messages) = (
                database.dialogs_named(client_id).await?,
                database.messages_named(message_id).await?,
            );
            outcome.expect((dialogs, messages) == (1, 1), || {
                format!("{client_id} opened {dialogs} dialogs with {messages} first messages")
            });
        }
        rooms.push(client.room);
    }
    outcome.count = format!(
        "{} answers swallowed, {} of them to the first message of a dialog",
        grouped(swallowed),
        grouped(opened)
    );
    outcome.expect(swallowed == rounds, || {
        format!("{swallowed} instead of {rounds} were swallowed")
    });
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// A visitor behind a proxy of its own.
struct Client {
    server: SocketAddr,
    assistant: String,
    ledger: Ledger,
    proxy: Proxy,
    room: Room,
    dice: Dice,
    /// Names of dialogs and of their first messages.
    opened: Vec<(String, String)>,
    swallowed: usize,
}

#[derive(Debug, Deserialize)]
struct Created {
    dialog: CreatedDialog,
    message: Option<Receipt>,
}

#[derive(Debug, Deserialize)]
struct CreatedDialog {
    id: i64,
}

impl Client {
    async fn live(mut self, rounds: usize) -> Result<Self> {
        for round in 0..rounds {
            match round % 3 {
                0 => self.lose_an_ack(round).await?,
                1 => self.lose_a_201(round).await?,
                _ => self.lose_a_dialog(round).await?,
            }
            self.swallowed += 1;
        }
        Ok(self)
    }

    fn compose(&mut self, round: usize) -> Result<(String, String)> {
        let (client_id, text) = (self.dice.uuid(), format!("visitor says {round}"));
        self.ledger.write(&Entry::Sent {
            client_id: client_id.clone(),
            text: text.clone(),
        })?;
        Ok((client_id, text))
    }

    async fn lose_an_ack(&mut self, round: usize) -> Result<()> {
        let (client_id, text) = self.compose(round)?;
        let rule = Rule::new(Effect::Drop)
            .going(Direction::ToClient)
            .frame("ack")
            .times(1);
        let rule = self.proxy.add(rule);
        let frame = json!({ "type": "message", "client_id": client_id, "text": text });
        let party = self.room.party();
        let (mut socket, _) = Socket::join(self.proxy.address(), &party, self.room.dialog, None).await?;
        socket.send(&frame).await?;
        self.until_swallowed(rule, socket.until(|frame| frame.kind == Kind::Ack))
            .await?;
        drop(socket);
        let (mut socket, _) = Socket::join(self.server, &party, self.room.dialog, None).await?;
        socket.send(&frame).await?;
        let ack = socket.until(|frame| frame.kind == Kind::Ack).await?;
        self.acked(&client_id, &Receipt::of(&ack)?)
    }

    async fn lose_a_201(&mut self, round: usize) -> Result<()> {
        let (client_id, text) = self.compose(round)?;
        let rule = self.proxy.add(Rule::new(Effect::Drop).status(201).times(1));
        let party = self.room.party();
        let api = Api::new(self.proxy.address())?;
        let asked = api.post_message(&party, self.room.dialog, &client_id, &text);
        self.until_swallowed(rule, asked).await?;
        let api = Api::new(self.server)?;
        let answer = api
            .post_message(&party, self.room.dialog, &client_id, &text)
            .await?;
        self.acked(&client_id, &answer.read()?)
    }

    /// The first message that opens a dialog, by a visitor whom nobody knows yet.
    async fn lose_a_dialog(&mut self, round: usize) -> Result<()> {
        let (client_id, message_id) = (self.dice.uuid(), self.dice.uuid());
        let visitor = Visitor::new(&self.assistant, &mut self.dice);
        let body = json!({
            "assistant_id": visitor.assistant,
            "client_id": client_id,
            "visitor_token": visitor.token,
            "message": { "client_id": message_id, "text": format!("hello {round}") },
        });
        let rule = self.proxy.add(Rule::new(Effect::Drop).status(201).times(1));
        let api = Api::new(self.proxy.address())?;
        let path = "/api/v1/widget/dialogs";
        self.until_swallowed(rule, api.ask(Method::POST, path, None, Some(&body)))
            .await?;
        let api = Api::new(self.server)?;
        let mut created = Vec::new();
        for _ in 0..2 {
            let answer: Answer = api.ask(Method::POST, path, None, Some(&body)).await?;
            ensure!(
                answer.status == 200,
                "a repeat is answered with {}",
                answer.status
            );
            created.push(answer.read::<Created>()?);
        }
        let firsts: Vec<_> = created
            .iter()
            .filter_map(|created| created.message.as_ref())
            .collect();
        ensure!(
            created[0].dialog.id == created[1].dialog.id
                && firsts.len() == 2
                && firsts[0] == firsts[1]
                && firsts[0].duplicate,
            "two repeats got {created:?}"
        );
        self.opened.push((client_id, message_id));
        Ok(())
    }

    /// Waits for the answer, which the proxy keeps.
    async fn until_swallowed<T>(&self, rule: RuleId, answer: impl Future<Output = T>) -> Result<()> {
        tokio::select! {
            done = tokio::time::timeout(SWALLOWED, self.proxy.until_applied(rule, 1)) => {
                done.context("the proxy saw no answer to swallow")?;
            }
            _ = answer => anyhow::bail!("an answer came through"),
        }
        self.proxy.remove(rule);
        Ok(())
    }

    fn acked(&mut self, client_id: &str, receipt: &Receipt) -> Result<()> {
        ensure!(receipt.duplicate, "{client_id} was not there: {receipt:?}");
        self.ledger.write(&receipt.acked(client_id))
    }
}
