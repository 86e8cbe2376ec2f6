//! Giving an assistant's passages their vectors, a batch at a time.

use std::time::Duration;

use futures_util::future::BoxFuture;

use super::Embedder;
use super::pay::Missed;
use crate::domain::{AssistantId, EmbeddingFault, Embeddings, Timestamp};
use crate::store::{Error, Job, Saved, Tx, Unembedded};

/// How long a batch may take.
const WITHIN: Duration = Duration::from_mins(1);

/// How long a lease lasts: longer than any batch takes.
pub(super) const LEASE: Duration = Duration::from_mins(3);

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

/// Why a run does not go on.
pub(super) enum Halt {
    /// Another node has the job, or nobody wants it any more.
    Lost,
    /// The job is taken again when its lease runs out.
    Store(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// A run under a lease.
pub(super) struct Run {
    pub(super) embedder: Embedder,
    pub(super) job: Job,
    pub(super) owner: String,
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
        self.rest_until(self.now()).await
    }

    async fn batch(&self, texts: usize) -> Result<Step, Halt> {
        let Some(of) = self.embeddings().await? else {
            self.forget().await?;
            return Ok(Step::Over);
        };
        if of.fault.is_some_and(EmbeddingFault::is_lasting) {
            self.rest_until(self.now().plus(EVERY)).await?;
            return Ok(Step::Over);
        }
        if let Some(at) = of.retry_at.filter(|at| self.now() < *at) {
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
        let id: Option<AssistantId> = serde_json::from_value(self.job.payload["assistant"].clone()).ok();
        let Some(id) = id else { return Ok(None) };
        let tenant = self.job.tenant;
        self.write(move |tx| Box::pin(async move { tx.embeddings(tenant, id).await }))
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
        let saved = self.write(move |tx| {
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
        let now = self.now();
        let retry_at = match fault {
            fault if fault.is_lasting() => None,
            EmbeddingFault::BudgetSpent => Some(now.plus(BUDGET_EVERY).min(now.end_of_day())),
            _ => Some(now.plus(wait.unwrap_or_else(|| self.wait_after(of.failures)))),
        };
        tracing::warn!(assistant.id = %of.assistant, fault = ?fault, "passages could not be embedded");
        let (of, job, owner) = (of.clone(), self.job.id, self.owner.clone());
        let noted = self.write(move |tx| {
            Box::pin(async move {
                let noted = tx.note_embedding(&of, Some(fault), retry_at).await?;
                if noted {
                    tx.retry_job(job, &owner, retry_at.unwrap_or(now.plus(EVERY)))
                        .await?;
                }
                Ok(noted)
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
        let (job, owner, next) = (self.job.id, self.owner.clone(), self.now().plus(EVERY));
        let ended =
            self.write(move |tx| Box::pin(async move { tx.end_embedding(&of, job, &owner, next).await }));
        Ok(if ended.await? { Step::Over } else { Step::Made })
    }

    async fn rest_until(&self, at: Timestamp) -> Result<(), Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        self.write(move |tx| Box::pin(async move { tx.retry_job(job, &owner, at).await }))
            .await?;
        Ok(())
    }

    /// Nobody makes vectors for that assistant any more.
    async fn forget(&self) -> Result<(), Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        self.write(move |tx| Box::pin(async move { tx.finish_job(job, &owner).await }))
            .await?;
        Ok(())
    }

    /// Writes behind the lease: who has lost it changes nothing any more.
    async fn write<T: Send + 'static>(
        &self,
        unit: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Error>> + Send + 'static,
    ) -> Result<T, Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        let until = self.now().plus(LEASE);
        let written = self.embedder.store.write(move |tx| {
            Box::pin(async move {
                if tx.extend_lease(job, &owner, until).await? {
                    unit(tx).await.map(Some)
                } else {
                    Ok(None)
                }
            })
        });
        written.await?.ok_or(Halt::Lost)
    }

    fn now(&self) -> Timestamp {
        self.embedder.clock.now()
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
