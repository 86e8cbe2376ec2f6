use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::calibration::Answer;
use super::judge::Outcome;
use super::observer::Observer;
use crate::dice::Dice;
use crate::stage::{Shop, Visitor};
use crate::wire::{Api, Kind, Socket};

/// A first word that does not come by then does not come.
const FIRST_WORD: Duration = Duration::from_secs(30);
/// A takeover that is not told by then is a fault.
const TOLD: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Stage {
    pub(super) api: Api,
    pub(super) shop: Shop,
    /// How long to listen after a takeover.
    pub(super) listen: Duration,
}

/// What is done in one round.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    number: u32,
    question: String,
    /// The operator claims after so many parts of the answer …
    after_deltas: usize,
    /// … and this much later, so that the claim meets every stage of the next part.
    later: Duration,
    over_socket: bool,
}

impl Plan {
    pub(super) fn roll(number: u32, answers: &[Answer], dice: &mut Dice) -> Self {
        let answer = &answers[dice.below(answers.len() as u64) as usize];
        Self {
            number,
            question: answer.question.clone(),
            after_deltas: 1 + dice.below(answer.deltas as u64 - 1) as usize,
            later: dice.between(Duration::ZERO, Duration::from_millis(20)),
            over_socket: dice.below(2) == 0,
        }
    }
}

pub(super) async fn play(stage: Arc<Stage>, plan: Plan) -> Result<Outcome> {
    let api = &stage.api;
    let operator = stage.shop.operator(plan.number as usize);
    let party = operator.party(api).await?;
    let mut secrets = Dice::fresh();
    let visitor = Visitor::new(&stage.shop.assistant, &mut secrets);
    let dialog = visitor.open_dialog(api, &mut secrets).await?;
    let (socket, _) = Socket::join(api.address(), &visitor.party(), dialog, None).await?;
    let mut client = Observer::new(socket);
    let (socket, _) = Socket::join(api.address(), &party, dialog, None).await?;
    let mut admin = Observer::new(socket);

    client
        .socket
        .send(&json!({ "type": "message", "client_id": secrets.uuid(), "text": plan.question }))
        .await?;
    tokio::time::timeout(FIRST_WORD, hear_deltas(&mut client, plan.after_deltas))
        .await
        .with_context(|| format!("“{}” was not answered", plan.question))??;
    tokio::time::sleep(plan.later).await;
    if plan.over_socket {
        admin.socket.send(&json!({ "type": "claim" })).await?;
    } else {
        let answer = api.claim(&party, dialog).await?;
        if !answer.is_done() {
            bail!("a claim that nobody else made was refused with {}", answer.status);
        }
    }
    let (to_client, to_admin) = tokio::join!(
        client.listen_out(TOLD, stage.listen),
        admin.listen_out(TOLD, stage.listen)
    );
    to_client?;
    to_admin?;
    let (history, _) = api.history(&party, dialog).await?;
    let (seen_by_client, _) = api.history(&visitor.party(), dialog).await?;
    Ok(Outcome {
        dialog,
        client: client.notes,
        admin: admin.notes,
        histories: [history, seen_by_client],
    })
}

/// Reads until so many parts have come, or the answer is complete.
async fn hear_deltas(client: &mut Observer, deltas: usize) -> Result<()> {
    while client.notes.deltas < deltas && !client.notes.completed_before {
        let frame = client.socket.next().await?;
        if matches!(frame.kind, Kind::Error | Kind::GenerationFailed) {
            bail!("instead of an answer the server sent {frame:?}");
        }
        client.notes.note(&frame);
    }
    Ok(())
}
