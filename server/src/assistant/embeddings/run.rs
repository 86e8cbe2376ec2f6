//! Giving an assistant's passages their vectors, a batch at a time.

use std::sync::Arc;
use std::time::Duration;

use super::Embedder;
use super::pay::Missed;
use crate::assistant::jobs::{Halt, Lease};
use crate::domain::{AssistantId, EmbeddingFault, Embeddings, Timestamp};
use crate::store::{Error, Saved, Unembedded};

/// How long a batch may take.
const WITHIN: Duration = Duration::from_mins(1);

/// Texts of a request.
const BATCH: usize = 64;

/// Batches in a row; then others have their turn.
const BATCHES: usize = 16;

/// Characters of a text: a passage is hardly ever longer.
const LONGEST: usize = 4_000;

/// When an assistant is looked at that nothing has happened to.
const EVERY: Duration = Duration::from_hours(24);

/// How often to see whether there is something to spend again.
const BUDGET_EVERY: Duration = Duration::from_mins(10);

/// Waits after failures: the first, doubling up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_mins(10);

/// A run under a lease.
pub(super) struct Run {
    pub(super) embedder: Embedder,
    pub(super) lease: Arc<Lease>,
}

/// What came of a batch.
enum Step {
    Made,
    /// It may go better with so many texts.
    Fewer(usize),
    /// The job has been given back.
    Over,
}

impl Run {
    pub(super) async fn go(&self) -> Result<(), Halt> {
        let mut texts = BATCH;
        for _ in 0..BATCHES {
            match self.batch(texts).await? {
                Step::Made => {}
                Step::Fewer(few) => texts = few,
                Step::Over => return Ok(()),
            }
        }
        self.rest_until(self.lease.now()).await
    }

    async fn batch(&self, texts: usize) -> Result<Step, Halt> {
        let Some(of) = self.embeddings().await? else {
            self.lease.finish().await?;
            return Ok(Step::Over);
        };
        if of.fault.is_some_and(EmbeddingFault::is_lasting) {
            self.rest_until(self.lease.now().plus(EVERY)).await?;
            return Ok(Step::Over);
        }
        if let Some(at) = of.retry_at.filter(|at| self.lease.now() < *at) {
            self.rest_until(at).await?;
            return Ok(Step::Over);
        }
        let passages = self.unembedded(&of, texts).await?;
        if passages.is_empty() {
            return self.end(of).await;
        }
        let words: Vec<String> = passages.iter().map(words).collect();
        match self.embedder.vectors(&of, &words, WITHIN).await {
            Ok(vectors) => self.save(&of, &passages, vectors).await,
            // Some servers take fewer texts at once, or fewer characters together.
            Err(Missed::Fault(EmbeddingFault::Rejected, _)) if passages.len() > 1 => {
                Ok(Step::Fewer(passages.len() / 2))
            }
            Err(Missed::Fault(fault, wait)) => self.fail(&of, fault, wait).await,
            Err(Missed::Store(error)) => Err(error.into()),
        }
    }

    /// Says that somebody is at it, and reads for whom.
    async fn embeddings(&self) -> Result<Option<Embeddings>, Halt> {
        let id: Option<AssistantId> =
            serde_json::from_value(self.lease.job.payload["assistant"].clone()).ok();
        let Some(id) = id else { return Ok(None) };
        let tenant = self.lease.job.tenant;
        self.lease
            .write(move |tx| Box::pin(async move { tx.embeddings(tenant, id).await }))
            .await
    }

    async fn unembedded(&self, of: &Embeddings, texts: usize) -> Result<Vec<Unembedded>, Error> {
        let mut conn = self.embedder.store.read_aside().await?;
        let (_, embedded) = conn.embedded_count(of.tenant, of.assistant).await?;
        let room = (of.most() - embedded).clamp(0, i64::try_from(texts).unwrap_or(i64::MAX));
        conn.unembedded(of.tenant, of.assistant, room).await
    }

    async fn save(
        &self,
        of: &Embeddings,
        passages: &[Unembedded],
        vectors: Vec<Vec<f32>>,
    ) -> Result<Step, Halt> {
        let (tenant, assistant, settings) = (of.tenant, of.assistant, of.settings.clone());
        let vectors: Vec<_> = passages.iter().map(|passage| passage.id).zip(vectors).collect();
        let saved = self.lease.write(move |tx| {
            Box::pin(async move { tx.save_vectors(tenant, assistant, &settings, &vectors).await })
        });
        match saved.await? {
            Saved::Kept | Saved::Unwanted => Ok(Step::Made),
            Saved::WrongDimensions => self.fail(of, EmbeddingFault::WrongDimensions, None).await,
        }
    }

    /// Notes what failed, and gives the job back until it may go better.
    async fn fail(
        &self,
        of: &Embeddings,
        fault: EmbeddingFault,
        wait: Option<Duration>,
    ) -> Result<Step, Halt> {
        let now = self.lease.now();
        let retry_at = match fault {
            fault if fault.is_lasting() => None,
            EmbeddingFault::BudgetSpent => Some(now.plus(BUDGET_EVERY).min(now.end_of_day())),
            _ => Some(now.plus(wait.unwrap_or_else(|| self.wait_after(of.failures)))),
        };
        tracing::warn!(assistant.id = %of.assistant, fault = ?fault, "passages could not be embedded");
        let of = of.clone();
        let noted = self.lease.give_back(move |tx| {
            Box::pin(async move {
                let noted = tx.note_embedding(&of, Some(fault), retry_at).await?;
                Ok(noted.then(|| retry_at.unwrap_or(now.plus(EVERY))))
            })
        });
        Ok(if noted.await? { Step::Over } else { Step::Made })
    }

    /// A half or more of a bound that doubles: who failed together does not come back together.
    fn wait_after(&self, failures: i64) -> Duration {
        let doublings = u32::try_from(failures.clamp(0, 20)).unwrap_or(0);
        let bound = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
        let [random] = self.embedder.entropy.bytes();
        bound / 2 + (bound / 2).mul_f64(f64::from(random) / 255.0)
    }

    /// All have their vectors.
    async fn end(&self, of: Embeddings) -> Result<Step, Halt> {
        let next = self.lease.now().plus(EVERY);
        let ended = self
            .lease
            .give_back(move |tx| Box::pin(async move { Ok(tx.end_embedding(&of).await?.then_some(next)) }));
        Ok(if ended.await? { Step::Over } else { Step::Made })
    }

    async fn rest_until(&self, at: Timestamp) -> Result<(), Halt> {
        self.lease
            .give_back(move |_| Box::pin(async move { Ok(Some(at)) }))
            .await?;
        Ok(())
    }
}

/// A passage as it is embedded: under its title and heading, for alone it often does not say what it is about.
fn words(passage: &Unembedded) -> String {
    let above = if passage.heading.is_empty() {
        passage.title.clone()
    } else {
        format!("{} › {}", passage.title, passage.heading)
    };
    format!("{above}\n\n{}", passage.text)
        .chars()
        .take(LONGEST)
        .collect()
}
