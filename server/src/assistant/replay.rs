//! Past questions, asked once more of a changed assistant.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::time::Instant;

use super::ask::{self, Ask, Asked};
use super::engine::{EngineError, Request};
use super::past::Past;
use crate::domain::Assistant;
use crate::store::{Error, SaidReply};

/// Replies that are looked at for each that is asked again: some were to no question.
const LOOKED_AT: i64 = 4;

/// Questions that are asked at the same time.
const AT_ONCE: usize = 4;

/// No question is asked after that: who waits is shown what there is by then.
const BEGUN_WITHIN: Duration = Duration::from_mins(2);

/// How long a replay takes at most.
pub const PATIENCE: Duration = BEGUN_WITHIN.saturating_add(ask::PATIENCE);

/// A past question, what was said then, and what would be now.
#[derive(Clone, Debug)]
pub struct Replayed {
    pub question: String,
    pub before: SaidReply,
    pub after: Result<Asked, EngineError>,
}

impl Replayed {
    /// Whether text, knowing or sources are not the same.
    pub fn is_changed(&self) -> bool {
        self.after.as_ref().map_or(true, |after| {
            let sources = |citations: &[crate::domain::Citation]| -> Vec<_> {
                citations.iter().map(|citation| citation.article_id).collect()
            };
            after.text.trim() != self.before.text.trim()
                || after.answer.answered != self.before.answered
                || sources(&after.answer.citations) != sources(&self.before.citations)
        })
    }
}

impl Ask {
    /// Asks `assistant`, as it is given, what its latest `many` replies were asked; nothing of it is said or kept, but
    /// what it costs is spent.
    pub async fn replay(&self, assistant: &Assistant, many: i64) -> Result<Vec<Replayed>, Error> {
        let questions = self.past_questions(assistant, many).await?;
        let end = Instant::now() + BEGUN_WITHIN;
        let asking = questions.into_iter().map(|(before, past)| async move {
            let request = Request {
                assistant: assistant.clone(),
                question: past.question.clone(),
                history: past.history,
                away: None,
                asked_by: None,
            };
            Ok(Replayed {
                question: past.question,
                before,
                after: if Instant::now() < end {
                    self.ask(request).await
                } else {
                    Err(EngineError::silent("the questions before it took too long"))
                },
            })
        });
        let replayed: Vec<Result<Replayed, Error>> = stream::iter(asking).buffered(AT_ONCE).collect().await;
        replayed.into_iter().collect()
    }

    /// What the latest replies were asked. Politeness and wishes for a person are left out: no change answers them.
    async fn past_questions(
        &self,
        assistant: &Assistant,
        many: i64,
    ) -> Result<Vec<(SaidReply, Past)>, Error> {
        let looked_at = many.saturating_mul(LOOKED_AT);
        let replies = {
            let mut conn = self.store.read_aside().await?;
            conn.said_replies(assistant.tenant, assistant.id, looked_at)
                .await?
        };
        let many = usize::try_from(many).unwrap_or(0);
        let mut questions = Vec::new();
        for before in replies {
            if questions.len() == many {
                break;
            }
            let past = Past::read(&self.store, assistant.tenant, before.dialog, before.reply_to + 1).await?;
            if past.asks_something() {
                questions.push((before, past));
            }
        }
        Ok(questions)
    }
}
