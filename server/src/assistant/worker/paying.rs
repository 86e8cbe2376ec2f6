//! What is settled before an engine is asked, and what is owed when nothing came of it.

use std::sync::PoisonError;

use super::attempt::{Attempt, Stop};
use crate::assistant::engine::{Asking, EngineError};
use crate::domain::{AnswerRecord, Assistant, EngineKind, Usage};
use crate::store;

impl Attempt {
    /// Keeps what is about to be asked, and as much of the day's budget as it may use.
    pub(super) async fn pay(&self, assistant: &Assistant, asking: &Asking) -> Result<(), Stop> {
        let (tenant, id) = (self.task.generation.tenant, self.task.generation.id);
        let now = self.shared.clock.now();
        let most = asking.most;
        let micros = assistant.engine_settings.cost(most);
        if assistant.engine == EngineKind::Webhook {
            return self.await_workflow(assistant).await;
        }
        if assistant.engine.is_billed() {
            let reserved: Result<bool, store::Error> = self
                .shared
                .store
                .write(move |tx| {
                    Box::pin(async move { tx.reserve(tenant, id, most.tokens(), micros, now).await })
                })
                .await;
            match reserved {
                Ok(true) => {}
                Ok(false) => return Err(EngineError::budget_spent().into()),
                Err(error) => {
                    return Err(EngineError::own(format!("no budget could be reserved: {error}")).into());
                }
            }
        }
        let record = AnswerRecord {
            generation: id,
            dialog: self.task.generation.dialog,
            engine: assistant.engine,
            model: asking.model.clone(),
            made_of: asking.made_of.clone(),
            // What was sent is paid for even if nothing comes back.
            usage: Usage {
                output_tokens: 0,
                ..most
            },
            cost_micros: 0,
            first_piece_ms: None,
            at: now,
        };
        let cost_micros = assistant.engine_settings.cost(record.usage);
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(AnswerRecord {
            cost_micros,
            ..record
        });
        Ok(())
    }

    /// Before a workflow is asked its answer must be welcome: it may come before the request has returned.
    async fn await_workflow(&self, assistant: &Assistant) -> Result<(), Stop> {
        let generation = &self.task.generation;
        let (tenant, id) = (generation.tenant, generation.id);
        let deadline = generation
            .deadline
            .unwrap_or_else(|| generation.created_at.plus(assistant.engine_settings.deadline()));
        let waits: Result<bool, store::Error> = self
            .shared
            .store
            .write(move |tx| Box::pin(async move { tx.await_workflow(tenant, id, deadline).await }))
            .await;
        match waits {
            Ok(true) => Ok(()),
            Ok(false) => Err(Stop::Overtaken),
            Err(error) => Err(EngineError::own(format!("the deadline was not saved: {error}")).into()),
        }
    }

    /// What came of an answer that failed is paid for as well: a token is about four characters. Not if the question was
    /// turned away.
    pub(super) fn note_end(&self, assistant: &Assistant, text: Option<&str>) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(record) = asked.as_mut() else { return };
        match text {
            Some(text) => {
                record.usage.output_tokens = i64::try_from(text.len().div_ceil(4)).unwrap_or(i64::MAX);
            }
            None => record.usage = Usage::default(),
        }
        record.cost_micros = assistant.engine_settings.cost(record.usage);
    }
}
