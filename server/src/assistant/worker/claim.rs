use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use super::attempt::Attempt;
use super::backoff::MOST_TRIES;
use crate::conversation::{self, REPLY_JOB, Task};
use crate::domain::{FailureCode, Generation, Timestamp};
use crate::store::{Error, Job, Tx};

impl Shared {
    /// Takes the next reply that is wanted; nothing when there is none.
    pub(super) async fn claim(self: &Arc<Self>) -> Result<Option<Attempt>, conversation::Error> {
        loop {
            // A look costs no transaction, and most looks find nothing.
            let due = self.store.read().await?.next_due(REPLY_JOB).await?;
            let now = self.clock.now();
            if due.is_none_or(|due| due > now) {
                return Ok(None);
            }
            let owner = format!(
                "{}/{}",
                self.settings.node,
                self.leases.fetch_add(1, Ordering::Relaxed)
            );
            let (lease, name) = (now.plus(self.settings.lease), owner.clone());
            let taken = self.store.write(move |tx| {
                Box::pin(async move {
                    let Some(job) = tx.claim_job(REPLY_JOB, &name, lease, now).await? else {
                        return Ok(None);
                    };
                    let begun = begin(tx, &job, now).await?;
                    if begun.is_none() {
                        tx.finish_job(job.id, &name).await?;
                    }
                    Ok::<_, Error>(Some((job, begun)))
                })
            });
            let Some((job, begun)) = taken.await? else {
                return Ok(None);
            };
            let Some(generation) = begun else {
                continue;
            };
            let task = Task {
                generation,
                job: job.id,
                owner,
            };
            if job.attempts > MOST_TRIES {
                // Each time somebody died over it, or could not save the end.
                self.conversation
                    .fail_reply(task, FailureCode::EngineFailed)
                    .await?;
                continue;
            }
            return Ok(Some(Attempt {
                shared: Arc::clone(self),
                task,
                number: i32::try_from(job.attempts).unwrap_or(i32::MAX),
            }));
        }
    }
}

/// Begins the next attempt of the job's generation; nothing if no reply is wanted any more.
async fn begin(tx: &mut Tx, job: &Job, now: Timestamp) -> Result<Option<Generation>, Error> {
    let Some(id) = job.generation else {
        return Ok(None);
    };
    let Some(generation) = tx.generation(job.tenant, id).await? else {
        return Ok(None);
    };
    let attempt = i32::try_from(job.attempts).unwrap_or(i32::MAX);
    let begun = tx.begin_attempt(job.tenant, id, attempt, now).await?;
    Ok(begun.then_some(generation))
}
