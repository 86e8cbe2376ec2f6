//! A question to an engine that belongs to no reply: tried, drafted, summed up, played again.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::time::timeout;

use super::engine::{Answer, Answering, Asking, Engine, EngineError, Piece, Request};
use super::engines::Engines;
use crate::domain::{Assistant, Clock, FailureCode, Spent, Usage};
use crate::store::{self, Store};

/// How long an operator waits.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Bytes of an answer.
const LONGEST: usize = 32_000;

/// Asks engines outside of any dialog, and books what that costs. Cheap to clone.
#[derive(Clone)]
pub struct Ask {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    /// Those that keep no pace.
    pub engines: Engines,
}

/// An answer in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub text: String,
    pub answer: Answer,
    pub latency_ms: i64,
}

impl Ask {
    /// The whole answer, or why there is none. An engine that answers elsewhere cannot be asked so.
    pub async fn ask(&self, request: Request) -> Result<Asked, EngineError> {
        let assistant = request.assistant.clone();
        self.whole(&assistant, self.engines.answer(request)).await
    }

    /// What the assistant's model writes to `order` about `text`; nothing if its engine is no model.
    pub async fn compose(
        &self,
        assistant: &Assistant,
        order: String,
        text: String,
    ) -> Option<Result<Asked, EngineError>> {
        if !assistant.engine.is_billed() {
            return None;
        }
        let pieces = self.engines.llm.compose(assistant.clone(), order, text);
        Some(self.whole(assistant, pieces).await)
    }

    async fn whole(&self, assistant: &Assistant, pieces: Answering) -> Result<Asked, EngineError> {
        let began = self.clock.now();
        let mut asked = None;
        let collected = timeout(PATIENCE, self.collect(assistant, pieces, &mut asked)).await;
        let collected = collected.unwrap_or_else(|_| {
            Err(EngineError::silent(
                "the engine took longer than an operator waits",
            ))
        });
        let usage = match &collected {
            Ok((_, answer)) => answer.usage,
            // What was sent is paid for even if nothing came back.
            Err(_) => asked.map(|most: Usage| Usage {
                output_tokens: 0,
                ..most
            }),
        };
        if let Some(usage) = usage {
            self.spend(assistant, usage).await?;
        }
        let (text, answer) = collected?;
        Ok(Asked {
            text,
            answer,
            latency_ms: i64::try_from(self.clock.now().since(began).as_millis()).unwrap_or(i64::MAX),
        })
    }

    async fn collect(
        &self,
        assistant: &Assistant,
        mut pieces: Answering,
        asked: &mut Option<Usage>,
    ) -> Result<(String, Answer), EngineError> {
        let mut text = String::new();
        while let Some(piece) = pieces.next().await {
            match piece? {
                Piece::Asking(asking) => {
                    self.check_budget(assistant, &asking).await?;
                    *asked = Some(asking.most);
                }
                Piece::Delta(more) => text.push_str(&more),
                Piece::Thinking | Piece::Unsure => {}
                Piece::Done(_) if text.trim().is_empty() => {
                    return Err(EngineError::passing(FailureCode::Empty, "the answer is empty"));
                }
                Piece::Done(answer) => return Ok((text, *answer)),
                Piece::Elsewhere => {
                    return Err(EngineError::own("a workflow answers dialogs only").for_good());
                }
            }
            if text.len() > LONGEST {
                return Err(EngineError::too_long("the answer has no end"));
            }
        }
        Err(EngineError::passing(
            FailureCode::CutOff,
            "the answer was cut off",
        ))
    }

    async fn check_budget(&self, assistant: &Assistant, asking: &Asking) -> Result<(), EngineError> {
        let reading = async {
            let mut conn = self.store.read().await?;
            let budget = conn.budget(assistant.tenant).await?;
            Ok::<_, store::Error>((budget, conn.spent(assistant.tenant, self.clock.now()).await?))
        };
        let (budget, spent) = reading.await.map_err(|error| unreadable(&error))?;
        let fits = |most: Option<i64>, spent: i64, more: i64| {
            most.is_none_or(|most| spent.saturating_add(more) <= most)
        };
        let cost = assistant.engine_settings.cost(asking.most);
        if fits(budget.daily_tokens, spent.usage.tokens(), asking.most.tokens())
            && fits(budget.daily_cost_micros, spent.cost_micros, cost)
        {
            Ok(())
        } else {
            Err(EngineError::budget_spent())
        }
    }

    async fn spend(&self, assistant: &Assistant, usage: Usage) -> Result<(), EngineError> {
        let (tenant, now) = (assistant.tenant, self.clock.now());
        let spent = Spent {
            replies: 0,
            usage,
            cost_micros: assistant.engine_settings.cost(usage),
        };
        let written: Result<(), store::Error> = self
            .store
            .write(move |tx| Box::pin(async move { tx.spend(tenant, None, spent, now).await }))
            .await;
        written.map_err(|error| unreadable(&error))
    }
}

fn unreadable(error: &store::Error) -> EngineError {
    EngineError::own(format!("the budget could not be read: {error}"))
}
