//! What a workflow sends back: its answer, a piece of it, or that it could not.

use super::{End, Outcome, Reply};
use crate::conversation::{Conversation, Error};
use crate::domain::{EventKind, FailureCode, Generation, GenerationStatus, Pool};
use crate::store;

/// Characters of an answer in pieces, together.
const LONGEST: i64 = 32_000;

/// What a workflow says.
#[derive(Clone, Debug)]
pub enum WorkflowSays {
    Answer(Box<Reply>),
    Piece(String),
    /// It could not answer, for good.
    Failed,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    Accepted,
    /// The reply was finished before: nothing changed.
    Duplicate,
    /// A person has taken over, or the visitor has asked something else: nothing was said.
    Overtaken,
    /// There is nothing to answer, or not any more.
    Unknown,
    /// The pieces together are longer than an answer may be.
    TooLong,
}

impl Conversation {
    /// Takes what a workflow says about `generation`. Its token has been checked.
    pub async fn workflow_says(
        &self,
        generation: &Generation,
        said: WorkflowSays,
    ) -> Result<Returned, Error> {
        let (conversation, generation) = (self.clone(), generation.clone());
        let row = (generation.tenant, generation.dialog);
        self.store
            .write_dialogs(vec![row], move |tx| {
                Box::pin(async move {
                    let locked = tx.lock_dialogs(&[row]).await?;
                    let Some(dialog) = locked.into_values().next() else {
                        return Ok(Returned::Unknown);
                    };
                    let Some(current) = tx.generation(generation.tenant, generation.id).await? else {
                        return Ok(Returned::Unknown);
                    };
                    let overdue = current
                        .deadline
                        .is_none_or(|deadline| deadline < conversation.clock.now());
                    match (current.status, current.code) {
                        (GenerationStatus::Completed, _) => return Ok(Returned::Duplicate),
                        (GenerationStatus::Cancelled, code) => {
                            if let (WorkflowSays::Answer(reply), Some(FailureCode::TakenOver)) = (&said, code)
                            {
                                tx.keep_suggestion(generation.tenant, generation.id, &reply.text)
                                    .await?;
                            }
                            return Ok(Returned::Overtaken);
                        }
                        (GenerationStatus::Error | GenerationStatus::Queued, _) => {
                            return Ok(Returned::Unknown);
                        }
                        (GenerationStatus::Generating, _) if overdue => return Ok(Returned::Unknown),
                        (GenerationStatus::Generating, _) => {}
                    }
                    let end = match said {
                        WorkflowSays::Piece(text) => {
                            return conversation.draw_piece(tx, &current, text).await;
                        }
                        WorkflowSays::Answer(mut reply) => {
                            reply.begun_at = Some(current.created_at);
                            reply.latency_ms =
                                i64::try_from(conversation.clock.now().since(current.created_at).as_millis())
                                    .unwrap_or(i64::MAX);
                            if !reply.answered {
                                reply.question = question(tx, &current).await?;
                            }
                            End::Reply(reply)
                        }
                        WorkflowSays::Failed => End::Failure(FailureCode::EngineFailed),
                    };
                    tx.drop_jobs_of(current.id).await?;
                    Ok(
                        match conversation.finish_locked(tx, dialog, &current, end).await? {
                            Outcome::Posted => Returned::Accepted,
                            Outcome::Overtaken | Outcome::LeaseLost => Returned::Overtaken,
                        },
                    )
                })
            })
            .await
    }

    async fn draw_piece(
        &self,
        tx: &mut store::Tx,
        generation: &Generation,
        text: String,
    ) -> Result<Returned, Error> {
        let (tenant, dialog) = (generation.tenant, generation.dialog);
        let appended = tx.append_progress(tenant, generation.id, &text, LONGEST).await?;
        let Some(index) = appended else {
            return Ok(Returned::TooLong);
        };
        let conversation = self.clone();
        let kind = EventKind::GenerationDelta {
            generation: generation.id,
            attempt: generation.attempt,
            index,
            text: text.into(),
        };
        tx.after_commit(move || conversation.publish(tenant, dialog, kind));
        Ok(Returned::Accepted)
    }
}

/// The contact's message that the reply is to.
async fn question(tx: &mut store::Tx, of: &Generation) -> Result<String, store::Error> {
    let last = tx
        .entries_before(of.tenant, of.dialog, Pool::Client, of.reply_to_public + 1, 1)
        .await?;
    Ok(last
        .into_iter()
        .next()
        .map_or_else(String::new, |message| message.text))
}
