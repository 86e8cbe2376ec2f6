//! Replies of workflows that did not answer in time.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use crate::conversation::{self, DEADLINE_JOB, Task};
use crate::domain::FailureCode;
use crate::store;

impl Shared {
    /// Gives up every reply whose workflow has had its time.
    pub(super) async fn end_overdue(self: &Arc<Self>) {
        loop {
            match self.end_next_overdue().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(error = %error, "overdue replies could not be ended");
                    return;
                }
            }
        }
    }

    /// Whether there was one.
    async fn end_next_overdue(&self) -> Result<bool, conversation::Error> {
        let now = self.clock.now();
        let due = self.store.read().await?.next_due(DEADLINE_JOB).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(false);
        }
        let owner = format!(
            "{}/{}",
            self.settings.node,
            self.leases.fetch_add(1, Ordering::Relaxed)
        );
        let (lease, name) = (now.plus(self.settings.lease), owner.clone());
        let taken: Result<_, store::Error> = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let Some(job) = tx.claim_job(DEADLINE_JOB, &name, lease, now, &[]).await? else {
                        return Ok(None);
                    };
                    let generation = match job.generation {
                        Some(id) => tx.generation(job.tenant, id).await?,
                        None => None,
                    };
                    if generation.is_none() {
                        tx.finish_job(job.id, &name).await?;
                    }
                    Ok(Some((job, generation)))
                })
            })
            .await;
        let Some((job, generation)) = taken? else {
            return Ok(false);
        };
        if let Some(generation) = generation {
            let task = Task {
                generation,
                job: job.id,
                owner,
            };
            self.conversation
                .fail_reply(task, FailureCode::DeadlineMissed)
                .await?;
        }
        Ok(true)
    }
}
