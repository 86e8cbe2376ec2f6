//! One try to write a reply: under its lease, and with what follows when it goes wrong.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Shared;
use super::backoff::{MOST_TRIES, wait_after};
use crate::assistant::engine::EngineError;
use crate::conversation::{self, Reply, Task};
use crate::domain::{Event, EventKind, FailureCode};
use crate::store;

/// How long a database that could not save the end of an attempt is left alone.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// How long what an attempt came to is kept for a database that cannot save it.
const KEPT_FOR: Duration = Duration::from_mins(1);

/// Why an attempt ended without a reply.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody wants the reply any more, or another worker has it.
    Overtaken,
    Failed(EngineError),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Self::Failed(error)
    }
}

/// A try of one task.
pub(super) struct Attempt {
    pub(super) shared: Arc<Shared>,
    pub(super) task: Task,
    /// 1 for the first.
    pub(super) number: i32,
}

impl Attempt {
    /// Writes the reply, or sees to it that another try or an honest word follows.
    pub(super) async fn run(self) {
        let registration = self.shared.cancellations.register(self.task.generation.id);
        let written = tokio::select! {
            biased;
            () = registration.cancelled() => Err(Stop::Overtaken),
            () = self.lose_lease() => Err(Stop::Overtaken),
            written = self.write() => written,
        };
        if let Err(Stop::Failed(error)) = &written {
            tracing::warn!(
                generation.id = %self.task.generation.id, attempt = self.number, error = %error,
                "an attempt at a reply failed"
            );
        }
        if let Err(error) = self.insist(&written).await {
            // The lease runs out, and the job is taken again.
            tracing::warn!(generation.id = %self.task.generation.id, error = %error, "a reply could not be saved");
        }
    }

    /// Saves how it ended. A database that is away for a while is asked again: what is written need not be written
    /// once more. (The job, if it is somebody else's by then, stands in the way of saying it twice.)
    async fn insist(&self, written: &Result<Reply, Stop>) -> Result<(), conversation::Error> {
        let until = Instant::now() + KEPT_FOR;
        loop {
            let ended = match written {
                Ok(reply) => self.complete(reply.clone()).await,
                Err(Stop::Overtaken) => self.put_away().await,
                Err(Stop::Failed(error)) => self.retry_or_fail(error).await,
            };
            match ended {
                Err(conversation::Error::Store(error)) if error.is_retryable() && Instant::now() < until => {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                ended => return ended,
            }
        }
    }

    async fn complete(&self, reply: Reply) -> Result<(), conversation::Error> {
        self.shared
            .conversation
            .complete_reply(self.task.clone(), reply)
            .await?;
        Ok(())
    }

    /// Takes an unwanted job out of the queue now, not when its lease runs out. One that is still wanted stays:
    /// whoever has its lease by then goes on with it.
    async fn put_away(&self) -> Result<(), conversation::Error> {
        let Task {
            generation,
            job,
            owner,
        } = self.task.clone();
        let put_away: Result<(), store::Error> = self
            .shared
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let current = tx.generation(generation.tenant, generation.id).await?;
                    if !current.is_some_and(|generation| generation.status.is_active()) {
                        tx.finish_job(job, &owner).await?;
                    }
                    Ok(())
                })
            })
            .await;
        Ok(put_away?)
    }

    async fn retry_or_fail(&self, error: &EngineError) -> Result<(), conversation::Error> {
        let number = i64::from(self.number);
        if !error.retryable || number >= MOST_TRIES {
            let task = self.task.clone();
            self.shared
                .conversation
                .fail_reply(task, FailureCode::EngineFailed)
                .await?;
            return Ok(());
        }
        let run_at = self
            .shared
            .clock
            .now()
            .plus(wait_after(number, &*self.shared.entropy));
        let Task { job, owner, .. } = self.task.clone();
        let given_back: Result<bool, store::Error> = self
            .shared
            .store
            .write(move |tx| Box::pin(async move { tx.retry_job(job, &owner, run_at).await }))
            .await;
        given_back?;
        Ok(())
    }

    /// Keeps the lease, and ends once it is lost.
    async fn lose_lease(&self) {
        let Shared {
            settings,
            clock,
            store,
            ..
        } = &*self.shared;
        let mut until = clock.now().plus(settings.lease);
        loop {
            tokio::time::sleep(settings.renew_every).await;
            let Task { job, owner, .. } = self.task.clone();
            let next = clock.now().plus(settings.lease);
            let held: Result<bool, store::Error> = store
                .write(move |tx| Box::pin(async move { tx.extend_lease(job, &owner, next).await }))
                .await;
            match held {
                Ok(true) => until = next,
                // The database is away for a moment: the lease may still be ours.
                Err(_) if clock.now() < until => {}
                Ok(false) | Err(_) => return,
            }
        }
    }

    pub(super) fn publish(&self, kind: EventKind) {
        let (tenant, dialog) = (self.task.generation.tenant, self.task.generation.dialog);
        self.shared.bus.publish(Arc::new(Event { tenant, dialog, kind }));
    }
}
