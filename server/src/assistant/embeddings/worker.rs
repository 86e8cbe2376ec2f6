//! The embedders of this node: they take assistants whose passages lack vectors.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::Embedder;
use super::run::{Halt, LEASE, Run};
use crate::store::{EMBED_JOB, Error};

/// Assistants that are worked for at the same time.
const AT_ONCE: usize = 2;

/// How often to look for some that became due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The embedders of this node.
pub struct Embedders {
    embedder: Embedder,
    /// Names this node in leases.
    node: String,
    /// Tells one lease of this node from another.
    leases: AtomicU64,
}

impl Embedders {
    /// `node` is unlike that of any other node of the same database.
    pub fn new(embedder: Embedder, node: String) -> Self {
        Self {
            embedder,
            node,
            leases: AtomicU64::new(0),
        }
    }

    /// Embeds until `stop`. A batch that is being made by then is given up: the next server makes it anew.
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
                        tracing::warn!(error = %error, "no passages could be taken to be embedded");
                        break;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                _ = look.tick() => {}
                Some(ended) = running.join_next() => {
                    if let Err(error) = ended && error.is_panic() {
                        // Its lease runs out, and it is taken again.
                        tracing::error!(error = %error, "an embedder panicked");
                    }
                }
            }
        }
        running.shutdown().await;
    }

    async fn claim(&self) -> Result<Option<Run>, Error> {
        let number = self.leases.fetch_add(1, Ordering::Relaxed);
        let owner = format!("{}-embed-{number}", self.node);
        let now = self.embedder.clock.now();
        let name = owner.clone();
        let claimed = self.embedder.store.write(move |tx| {
            Box::pin(async move { tx.claim_job(EMBED_JOB, &name, now.plus(LEASE), now, &[]).await })
        });
        let job = claimed.await?;
        Ok(job.map(|job| Run {
            embedder: self.embedder.clone(),
            job,
            owner,
        }))
    }
}

async fn insist(run: Run) {
    match run.go().await {
        Ok(()) | Err(Halt::Lost) => {}
        Err(Halt::Store(error)) => {
            tracing::warn!(error = %error, "embedding was interrupted: it goes on when its lease has run out");
        }
    }
}
