use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::round::Stage;
use crate::dice::Dice;
use crate::stage::{Visitor, questions};
use crate::wire::{Kind, Socket};

/// How many of the demo's questions are used.
const QUESTIONS: usize = 12;
/// An answer that comes in fewer parts has no middle.
const FEWEST_DELTAS: usize = 3;
const ANSWER_LIMIT: Duration = Duration::from_secs(30);

/// A question, and in how many parts it is answered when nobody interrupts.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) question: String,
    pub(super) deltas: usize,
}

/// Asks some of the demo's questions to the end.
pub(super) async fn answers(stage: &Stage) -> Result<Vec<Answer>> {
    let questions = questions()?;
    let step = (questions.len() / QUESTIONS).max(1);
    let mut answers = Vec::new();
    for question in questions.into_iter().step_by(step).take(QUESTIONS) {
        let deltas = tokio::time::timeout(ANSWER_LIMIT, listen(stage, &question))
            .await
            .with_context(|| format!("“{question}” was not answered"))??;
        if deltas >= FEWEST_DELTAS {
            answers.push(Answer { question, deltas });
        }
    }
    Ok(answers)
}

/// Counts the parts of an undisturbed answer.
async fn listen(stage: &Stage, question: &str) -> Result<usize> {
    let mut secrets = Dice::fresh();
    let visitor = Visitor::new(&stage.shop.assistant, &mut secrets);
    let dialog = visitor.open_dialog(&stage.api, &mut secrets).await?;
    let (mut socket, _) = Socket::join(stage.api.address(), &visitor.party(), dialog, None).await?;
    socket
        .send(&json!({ "type": "message", "client_id": secrets.uuid(), "text": question }))
        .await?;
    let mut deltas = 0;
    let mut answered = false;
    loop {
        let frame = socket.next().await?;
        match frame.kind {
            Kind::GenerationDelta => deltas += 1,
            Kind::Message if frame.sender.as_deref() == Some("assistant") => {
                answered = frame.meta.and_then(|meta| meta.answered).unwrap_or(true);
            }
            // An answer that only says that it does not know is not what is to be interrupted.
            Kind::GenerationCompleted => return Ok(if answered { deltas } else { 0 }),
            Kind::GenerationFailed | Kind::GenerationCancelled | Kind::Error => {
                bail!("asked “{question}”, the server sent {frame:?}")
            }
            _ => {}
        }
    }
}
