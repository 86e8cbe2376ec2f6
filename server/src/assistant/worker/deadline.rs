//! Replies that nothing comes of: of workflows that did not answer in time, and those that were forgotten.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Shared;
use super::backoff::LONGEST_PATIENCE;
use crate::conversation::{self, DEADLINE_JOB, REPLY_JOB, Task};
use crate::domain::{EngineSettings, FailureCode};
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

    /// Gives up what no job leads to, and calls back what waits for a time that was only on a wrong clock.
    pub(super) async fn sweep(&self) {
        if let Err(error) = self.recall().await {
            tracing::warn!(error = %error, "jobs could not be looked through");
        }
        match self.conversation.give_up_forgotten().await {
            Ok(0) => {}
            Ok(found) => tracing::error!(found, "replies were forgotten; people have their dialogs now"),
            Err(error) => tracing::warn!(error = %error, "forgotten replies could not be looked for"),
        }
    }

    async fn recall(&self) -> Result<(), store::Error> {
        let now = self.clock.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    for (kind, furthest) in [
                        (REPLY_JOB, 2 * LONGEST_PATIENCE),
                        (DEADLINE_JOB, 2 * EngineSettings::LONGEST_DEADLINE),
                    ] {
                        let recalled = tx.recall_jobs(kind, now.plus(furthest), now).await?;
                        if recalled > 0 {
                            tracing::warn!(kind, recalled, "the clock was put back: jobs run now");
                        }
                    }
                    Ok(())
                })
            })
            .await
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
