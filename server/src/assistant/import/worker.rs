//! The importers of this node: they take sources whose time has come.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::task::JoinSet;
use tokio::time::{Duration, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::run::{Halt, LEASE, Run};
use super::{Importing, JOB};
use crate::store::Error;

/// Sources that are run at the same time.
const AT_ONCE: usize = 2;

/// How often to look for sources that became due without a word.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A run that writes nothing for so long says that it is still there.
const RENEW_EVERY: Duration = Duration::from_mins(1);

/// The importers of this node.
pub struct Importers {
    importing: Importing,
    /// Names this node in leases.
    node: String,
    /// Tells one lease of this node from another.
    leases: AtomicU64,
}

impl Importers {
    /// `node` is unlike that of any other node of the same database.
    pub fn new(importing: Importing, node: String) -> Self {
        Self {
            importing,
            node,
            leases: AtomicU64::new(0),
        }
    }

    /// Runs sources until `stop`. A run that is not at its end by then is given up: the next server goes on with it.
    pub async fn run(self, stop: CancellationToken) {
        let mut running = JoinSet::new();
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            while running.len() < AT_ONCE {
                match self.claim().await {
                    Ok(Some(run)) => {
                        running.spawn(insist(run));
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(error = %error, "no import could be taken");
                        break;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.importing.wanted.notified() => {}
                _ = look.tick() => {}
                Some(ended) = running.join_next() => {
                    if let Err(error) = ended && error.is_panic() {
                        // Its lease runs out, and it is taken again.
                        tracing::error!(error = %error, "an import panicked");
                    }
                }
            }
        }
        running.shutdown().await;
    }

    async fn claim(&self) -> Result<Option<Run>, Error> {
        let number = self.leases.fetch_add(1, Ordering::Relaxed);
        let owner = format!("{}-import-{number}", self.node);
        let now = self.importing.clock.now();
        let name = owner.clone();
        let claimed = self.importing.store.write(move |tx| {
            Box::pin(async move { tx.claim_job(JOB, &name, now.plus(LEASE), now, &[]).await })
        });
        let job = claimed.await?;
        Ok(job.map(|job| Run {
            importing: self.importing.clone(),
            job,
            owner,
        }))
    }
}

async fn insist(run: Run) {
    let ended = tokio::select! {
        ended = run.go() => ended,
        halt = renew(&run) => Err(halt),
    };
    match ended {
        Ok(()) | Err(Halt::Lost) => {}
        Err(Halt::Store(error)) => {
            tracing::warn!(error = %error, "an import was interrupted: it goes on when its lease has run out");
        }
    }
}

/// Holds the lease while a run waits for pages. Ends when it is lost.
async fn renew(run: &Run) -> Halt {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match run.hold().await {
            Ok(()) => {}
            Err(Halt::Store(error)) if error.is_retryable() => {}
            Err(halt) => return halt,
        }
    }
}
