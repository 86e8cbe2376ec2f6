//! The passages that mean what a question means.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Embedder;
use super::memory::Vectors;
use super::pay::Missed;
use crate::domain::{Assistant, AssistantId, EmbeddingFault, Embeddings, PassageId, Timestamp};
use crate::store::Error;

/// How long a question's vector is waited for: a visitor waits, too.
const WITHIN: Duration = Duration::from_millis(1_500);

/// Whoever gave no vector is not asked again for so long, and no answer waits for them meanwhile.
const REST: Duration = Duration::from_mins(1);

/// Rests that are remembered; beyond it those that are over are forgotten.
const MOST_RESTS: usize = 10_000;

/// Characters of a question that count.
const LONGEST: usize = 2_000;

/// Until when questions to an assistant are looked up by their words alone.
#[derive(Default)]
pub(super) struct Rests(Mutex<HashMap<AssistantId, Timestamp>>);

impl Rests {
    fn is_over(&self, assistant: AssistantId, now: Timestamp) -> bool {
        let rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rests.get(&assistant).is_none_or(|until| *until <= now)
    }

    fn begin(&self, assistant: AssistantId, now: Timestamp, wait: Duration) {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if rests.len() >= MOST_RESTS {
            rests.retain(|_, until| now < *until);
        }
        rests.insert(assistant, now.plus(wait));
    }
}

impl Embedder {
    /// The assistant's passages that lie nearest to `question`, nearest first, at most `limit`. None if it has no vectors, or
    /// if the question's does not come in time: then there is still the search by words, and nobody is told but the log.
    pub async fn near(&self, assistant: &Assistant, question: &str, limit: usize) -> Vec<PassageId> {
        let question: String = question.chars().take(LONGEST).collect();
        if !question.chars().any(char::is_alphanumeric) {
            return Vec::new();
        }
        match self.look(assistant, question, limit).await {
            Ok(near) => near,
            Err(Missed::Fault(fault, wait)) => {
                self.give_up(assistant, fault, wait);
                Vec::new()
            }
            Err(Missed::Store(error)) => {
                tracing::warn!(assistant.id = %assistant.id, error = %error, "vectors could not be read");
                self.rests.begin(assistant.id, self.clock.now(), REST);
                Vec::new()
            }
        }
    }

    async fn look(
        &self,
        assistant: &Assistant,
        question: String,
        limit: usize,
    ) -> Result<Vec<PassageId>, Missed> {
        let Some(of) = self.ready(assistant).await? else {
            return Ok(Vec::new());
        };
        let texts = [question];
        let (vectors, asked) = tokio::join!(
            self.memory.vectors(&self.store, &of),
            self.vectors(&of, &texts, WITHIN)
        );
        let (vectors, asked) = (vectors?, asked?);
        let Some(asked) = asked.into_iter().next() else {
            return Ok(Vec::new());
        };
        if of.dimensions != Some(asked.len()) {
            return Err(Missed::Fault(EmbeddingFault::WrongDimensions, None));
        }
        Ok(nearest(vectors, asked, limit).await)
    }

    /// Who makes the assistant's vectors, if there are any and they may be asked now.
    async fn ready(&self, assistant: &Assistant) -> Result<Option<Embeddings>, Error> {
        let mut conn = self.store.read().await?;
        let found = conn.embeddings(assistant.tenant, assistant.id).await?;
        Ok(found.filter(|of| {
            of.dimensions.is_some()
                && !of.fault.is_some_and(EmbeddingFault::is_lasting)
                && self.rests.is_over(assistant.id, self.clock.now())
        }))
    }

    fn give_up(&self, assistant: &Assistant, fault: EmbeddingFault, wait: Option<Duration>) {
        let wait = wait.map_or(REST, |wait| wait.max(REST));
        self.rests.begin(assistant.id, self.clock.now(), wait);
        tracing::warn!(
            assistant.id = %assistant.id, fault = ?fault, seconds = wait.as_secs(),
            "a question got no vector: for a while questions are looked up by their words alone"
        );
    }
}

/// Compares on a thread that nobody waits for: of many vectors it takes some milliseconds.
async fn nearest(vectors: Arc<Vectors>, asked: Vec<f32>, limit: usize) -> Vec<PassageId> {
    if vectors.is_empty() {
        return Vec::new();
    }
    let comparing = tokio::task::spawn_blocking(move || vectors.nearest(&asked, limit));
    comparing.await.unwrap_or_default()
}
