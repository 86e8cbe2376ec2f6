//! The engine's pieces become deltas, and the whole becomes a reply.

use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::attempt::{Attempt, Stop};
use super::draft::{Delta, Draft};
use super::{Shared, request};
use crate::assistant::engine::{Answer, EngineError, Piece};
use crate::conversation::Reply;
use crate::domain::EventKind;
use crate::store;

impl Attempt {
    /// Lets the engine write, and draws what it writes as it comes.
    pub(super) async fn write(&self) -> Result<Reply, Stop> {
        let Shared { settings, engine, .. } = &*self.shared;
        let request = request::of(&self.shared.store, &self.task.generation).await?;
        let began = Instant::now();
        let end = began + settings.whole_answer;
        let mut pieces = engine.answer(request);
        let mut draft = Draft::new(settings.delta_every);
        let mut saved: Option<Instant> = None;
        let mut patience = began + settings.first_piece;
        loop {
            let due = draft.due();
            let piece = tokio::select! {
                biased;
                () = sleep_until(due.unwrap_or(patience)), if due.is_some() => {
                    self.draw(&mut draft, &mut saved).await?;
                    continue;
                }
                piece = timeout_at(patience.min(end), pieces.next()) => piece,
            };
            match piece {
                Err(_) => return Err(silent(draft.text()).into()),
                Ok(None) => return Err(EngineError::passing("the answer was cut off").into()),
                Ok(Some(Err(error))) => return Err(error.into()),
                Ok(Some(Ok(Piece::Delta(text)))) => draft.push(&text),
                Ok(Some(Ok(Piece::Done(answer)))) => {
                    self.draw(&mut draft, &mut saved).await?;
                    return self.reply(draft.into_text(), answer);
                }
            }
            if draft.text().len() > settings.longest_answer {
                return Err(EngineError::lasting("the answer has no end").into());
            }
            patience = Instant::now() + settings.idle;
        }
    }

    /// Gives out what waits. It is saved first now and then, which also tells whether it is still wanted.
    async fn draw(&self, draft: &mut Draft, saved: &mut Option<Instant>) -> Result<(), Stop> {
        let Some(Delta { index, text }) = draft.take() else {
            return Ok(());
        };
        let due = saved.is_none_or(|at| at.elapsed() >= self.shared.settings.save_every);
        if due {
            match self.save(index, draft.text()).await {
                Ok(true) => {}
                Ok(false) => return Err(Stop::Overtaken),
                Err(error) => {
                    // Progress is a comfort; the end of the answer is what must be saved.
                    tracing::warn!(generation.id = %self.task.generation.id, error = %error, "progress was not saved");
                }
            }
            *saved = Some(Instant::now());
        }
        self.publish(EventKind::GenerationDelta {
            generation: self.task.generation.id,
            attempt: self.number,
            index,
            text,
        });
        Ok(())
    }

    async fn save(&self, index: i64, text: &str) -> Result<bool, store::Error> {
        let (tenant, id) = (self.task.generation.tenant, self.task.generation.id);
        let (attempt, text) = (self.number, text.to_owned());
        self.shared
            .store
            .write(move |tx| {
                Box::pin(async move { tx.save_progress(tenant, id, attempt, index, &text).await })
            })
            .await
    }

    fn reply(&self, text: String, answer: Answer) -> Result<Reply, Stop> {
        if text.trim().is_empty() {
            return Err(EngineError::passing("the answer is empty").into());
        }
        let latency = self.shared.clock.now().since(self.task.generation.created_at);
        Ok(Reply {
            text,
            citations: answer.citations,
            answered: answer.answered,
            wants_person: answer.wants_person,
            usage: answer.usage.and_then(|usage| serde_json::to_value(usage).ok()),
            latency_ms: i64::try_from(latency.as_millis()).unwrap_or(i64::MAX),
        })
    }
}

/// A visitor has waited long enough by then: no other try follows.
fn silent(text: &str) -> EngineError {
    EngineError::lasting(if text.is_empty() {
        "the engine gave nothing in time"
    } else {
        "the engine fell silent"
    })
}
