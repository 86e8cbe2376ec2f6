//! D16: the page is loaded anew at each index of an answer that is being written.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;

use super::course::Course;
use super::drawing::Drawing;
use super::outcome::Outcome;
use super::scene::{Room, Scene};
use crate::dice::Dice;
use crate::ledger::{Entry, Stream};
use crate::stage::{import_articles, questions};
use crate::wire::{Api, Frame, Kind, Party, Socket};

const AT_ONCE: usize = 6;
/// Milliseconds between two deltas: time enough to come back in between.
const PACE: u64 = 15;
const ANSWERED: Duration = Duration::from_secs(30);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let wanted = course.count(200, 30);
    let scene = Scene::open(course, "D16", &[("TANDEM_ANSWER_PACE_MS", PACE)]).await?;
    let owner = scene.holder.party(&scene.api).await?;
    import_articles(&scene.api, &owner, &scene.assistant).await?;
    let questions = questions()?;
    let mut outcome = Outcome::default();
    let mut rooms = Vec::new();
    let (mut exact, mut midway, mut refreshes) = (0, 0, 0);
    let mut plans = plans(&questions);
    let mut rounds = JoinSet::new();
    while refreshes < wanted {
        while rounds.len() < AT_ONCE {
            let (question, index) = plans.next().context("too few questions")?;
            let (room, staff) = (scene.room().await?, scene.watcher.party(&scene.api).await?);
            let mut ledger = scene.ledger(room.dialog, "visitor", Stream::Public)?;
            let client_id = Dice::fresh().uuid();
            ledger.write(&Entry::Sent {
                client_id: client_id.clone(),
                text: question.clone(),
            })?;
            let api = scene.api.clone();
            // Whoever looks on, visitor or operator, is the one whose page is loaded anew.
            let looks = if index % 2 == 0 { room.party() } else { staff };
            rounds.spawn(async move {
                let round = refresh(&api, &room, &looks, client_id.clone(), question, index);
                let round = tokio::time::timeout(ANSWERED, round)
                    .await
                    .with_context(|| format!("dialog {} was not answered", room.dialog))??;
                anyhow::Ok((room, ledger, client_id, index, round))
            });
        }
        let (room, mut ledger, client_id, index, round) =
            rounds.join_next().await.context("no round is under way")???;
        ledger.write(&round.ack.acked(&client_id))?;
        rooms.push(room);
        // The answer was shorter than the index: nothing was refreshed.
        let Some(seen) = round.seen else { continue };
        refreshes += 1;
        midway += usize::from(seen.midway);
        let clean = seen.drawing.repeated == 0 && seen.drawing.ahead == 0;
        if clean && (!seen.midway || seen.drawing.text == seen.text) {
            exact += 1;
        } else {
            outcome.wrong(format!(
                "refreshed at {index}: {:?} was drawn, {:?} is the answer",
                seen.drawing, seen.text
            ));
        }
    }
    outcome.count =
        format!("{exact} of {refreshes} refreshes exact, {midway} of them with text still to come");
    outcome.expect(midway * 2 >= refreshes, || {
        format!("only {midway} refreshes fell into an answer")
    });
    rounds.shutdown().await;
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// Each question with each index, as long as answers are.
fn plans(questions: &[String]) -> impl Iterator<Item = (String, i64)> + use<> {
    const LONGEST: i64 = 24;
    let questions = questions.to_owned();
    (0..).flat_map(move |turn: usize| {
        let question = questions[turn % questions.len()].clone();
        (0..LONGEST).map(move |index| (question.clone(), index))
    })
}

struct Round {
    ack: super::writer::Receipt,
    /// `None` if the answer ended before the index.
    seen: Option<Seen>,
}

struct Seen {
    drawing: Drawing,
    /// Something was still to come when the new page was there.
    midway: bool,
    /// The answer, as the message says it.
    text: String,
}

async fn refresh(
    api: &Api,
    room: &Room,
    looks: &Party,
    client_id: String,
    question: String,
    index: i64,
) -> Result<Round> {
    let (mut socket, _) = Socket::join(api.address(), looks, room.dialog, Some(0)).await?;
    let receipt = api
        .post_message(&room.party(), room.dialog, &client_id, &question)
        .await?
        .read()?;
    let mut seen_before = 0;
    loop {
        let frame = socket.next().await?;
        seen_before = frame.seq.unwrap_or(0).max(seen_before);
        match frame.kind {
            Kind::GenerationStarted if index == 0 => break,
            Kind::GenerationDelta if frame.index == Some(index - 1) => break,
            Kind::GenerationFailed | Kind::Error => bail!("instead of an answer came {frame:?}"),
            _ if is_answer(&frame) => {
                return Ok(Round {
                    ack: receipt,
                    seen: None,
                });
            }
            _ => {}
        }
    }
    drop(socket);
    let (mut socket, _) = Socket::join(api.address(), looks, room.dialog, Some(seen_before)).await?;
    let mut drawing = Drawing::default();
    let mut midway = false;
    loop {
        let frame = socket.next().await?;
        midway |= matches!(frame.kind, Kind::GenerationDelta);
        drawing.draw(&frame);
        if is_answer(&frame) {
            let text = frame.text.unwrap_or_default();
            let seen = Some(Seen {
                drawing,
                midway,
                text,
            });
            return Ok(Round { ack: receipt, seen });
        }
    }
}

fn is_answer(frame: &Frame) -> bool {
    frame.kind == Kind::Message && frame.sender.as_deref() == Some("assistant")
}
