//! What would never come by itself: replies that no job leads to, and jobs of a time that was only on a wrong clock.

use std::time::Duration;

use super::Shared;
use super::backoff::LONGEST_PATIENCE;
use crate::assistant::import::IMPORT_JOB;
use crate::assistant::jobs::LEASE;
use crate::conversation::{DEADLINE_JOB, REPLY_JOB};
use crate::domain::EngineSettings;
use crate::store::{EMBED_JOB, Error};

/// Work that comes again each day.
const DAILY: Duration = Duration::from_hours(24);

/// How far a job's time is ahead, and the end of its lease, if the clock is right: twice what was ever written.
struct Reach {
    kind: &'static str,
    run: Duration,
    lease: Duration,
}

impl Shared {
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

    fn reaches(&self) -> [Reach; 4] {
        let reach = |kind, run: Duration, lease: Duration| Reach {
            kind,
            run: 2 * run,
            lease: 2 * lease,
        };
        let lease = self.settings.lease;
        [
            reach(REPLY_JOB, LONGEST_PATIENCE, lease),
            reach(DEADLINE_JOB, EngineSettings::LONGEST_DEADLINE, lease),
            reach(IMPORT_JOB, DAILY, LEASE),
            reach(EMBED_JOB, DAILY, LEASE),
        ]
    }

    async fn recall(&self) -> Result<(), Error> {
        let (now, reaches) = (self.clock.now(), self.reaches());
        let recalled = self.store.write(move |tx| {
            Box::pin(async move {
                for Reach { kind, run, lease } in reaches {
                    let recalled = tx.recall_jobs(kind, now.plus(run), now.plus(lease), now).await?;
                    if recalled > 0 {
                        tracing::warn!(job.kind = kind, recalled, "the clock was put back: jobs run now");
                    }
                }
                Ok(())
            })
        });
        recalled.await
    }
}
