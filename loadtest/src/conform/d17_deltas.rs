//! D17: a proxy loses, doubles and swaps deltas: the message wins.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;

use super::course::Course;
use super::drawing::Drawing;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::Receipt;
use crate::ledger::{Entry, Stream};
use crate::proxy::{Direction, Effect, Proxy, Rule};
use crate::stage::{import_articles, questions};
use crate::wire::{Api, Kind, Socket};

const AT_ONCE: usize = 8;
/// In thousandths, each of three effects.
const CHANCE: u64 = 150;
const ANSWERED: Duration = Duration::from_secs(30);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let streams = course.count(1_000, 100);
    let scene = Scene::open(course, "D17", &[("TANDEM_ANSWER_PACE_MS", 1)]).await?;
    let owner = scene.holder.party(&scene.api).await?;
    import_articles(&scene.api, &owner, &scene.assistant).await?;
    let questions = questions()?;
    let mut dice = course.dice("D17");
    let proxy = Proxy::http(scene.api.address(), dice.roll()).await?;
    let harm = [Effect::Drop, Effect::Double, Effect::Swap].map(|effect| {
        let deltas = Rule::new(effect)
            .going(Direction::ToClient)
            .frame("generation_delta");
        proxy.add(deltas.chance(CHANCE))
    });
    let mut outcome = Outcome::default();
    let mut rooms = Vec::new();
    let (mut begun, mut disturbed) = (0, 0);
    let mut rounds = JoinSet::new();
    loop {
        while rounds.len() < AT_ONCE && begun < streams {
            let question = questions[begun % questions.len()].clone();
            begun += 1;
            let room = scene.room().await?;
            let mut ledger = scene.ledger(room.dialog, "visitor", Stream::Public)?;
            let client_id = dice.uuid();
            let (api, address) = (scene.api.clone(), proxy.address());
            rounds.spawn(async move {
                ledger.write(&Entry::Sent {
                    client_id: client_id.clone(),
                    text: question.clone(),
                })?;
                let stream = listen(&api, address, &room, &client_id, &question);
                let stream = tokio::time::timeout(ANSWERED, stream)
                    .await
                    .with_context(|| format!("dialog {} was not answered", room.dialog))??;
                ledger.write(&stream.receipt.acked(&client_id))?;
                anyhow::Ok((room, stream))
            });
        }
        let Some(done) = rounds.join_next().await else {
            break;
        };
        let (room, stream) = done??;
        disturbed += usize::from(stream.drawing.text != stream.message);
        outcome.expect(stream.shown == [stream.message.clone()], || {
            format!(
                "dialog {}: {:?} is shown, {:?} is the answer",
                room.dialog, stream.shown, stream.message
            )
        });
        rooms.push(room);
    }
    let harmed: usize = harm.map(|rule| proxy.applied(rule)).iter().sum();
    outcome.count = format!(
        "{} streams, {} deltas harmed, {} drawings were wrong until the message came",
        grouped(streams),
        grouped(harmed),
        grouped(disturbed)
    );
    outcome.expect(disturbed > 0, || "no drawing was disturbed".to_owned());
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

struct Told {
    receipt: Receipt,
    drawing: Drawing,
    /// What the screen shows of the assistant in the end: the message in place of the drawing.
    shown: Vec<String>,
    /// The answer by REST.
    message: String,
}

async fn listen(
    api: &Api,
    proxy: std::net::SocketAddr,
    room: &Room,
    client_id: &str,
    question: &str,
) -> Result<Told> {
    let (mut socket, _) = Socket::join(proxy, &room.party(), room.dialog, Some(0)).await?;
    let receipt = api
        .post_message(&room.party(), room.dialog, client_id, question)
        .await?
        .read()?;
    let mut drawing = Drawing::default();
    let mut shown = Vec::new();
    loop {
        let frame = socket.next().await?;
        drawing.draw(&frame);
        match frame.kind {
            Kind::Message if frame.sender.as_deref() == Some("assistant") => {
                shown.push(frame.text.context("a message without a text")?);
            }
            Kind::GenerationCompleted => break,
            Kind::GenerationFailed | Kind::Error => bail!("instead of an answer came {frame:?}"),
            _ => {}
        }
    }
    let (history, _) = api.history(&room.party(), room.dialog).await?;
    let answer = history
        .into_iter()
        .find(|frame| frame.sender.as_deref() == Some("assistant"));
    let message = answer
        .and_then(|frame| frame.text)
        .context("the answer is not in the history")?;
    Ok(Told {
        receipt,
        drawing,
        shown,
        message,
    })
}
