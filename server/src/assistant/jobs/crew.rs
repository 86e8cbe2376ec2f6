use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::lease::{Halt, LEASE, Lease};
use crate::domain::Clock;
use crate::store::{Error, Store};

/// Jobs of a kind that a node is at together.
const AT_ONCE: usize = 2;

/// How often to look for jobs that became due without a word.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Work that writes nothing for so long says that it is still there.
const RENEW_EVERY: Duration = Duration::from_mins(1);

/// Those of this node who take jobs of one kind.
pub(in crate::assistant) struct Crew {
    pub(in crate::assistant) kind: &'static str,
    pub(in crate::assistant) store: Store,
    pub(in crate::assistant) clock: Arc<dyn Clock>,
    /// Names this node in leases: unlike that of any other node of the same database.
    pub(in crate::assistant) node: String,
    /// Notified when there is one to take.
    pub(in crate::assistant) wanted: Arc<Notify>,
}

impl Crew {
    /// Works until `stop`. Work that is not at its end by then is given up: the next server goes on with it.
    pub(in crate::assistant) async fn run<W>(self, stop: CancellationToken, work: impl Fn(Arc<Lease>) -> W)
    where
        W: Future<Output = Result<(), Halt>> + Send + 'static,
    {
        let mut running = JoinSet::new();
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Tells one lease of this node from another.
        let leases = AtomicU64::new(0);
        while !stop.is_cancelled() {
            while running.len() < AT_ONCE {
                match self.claim(leases.fetch_add(1, Ordering::Relaxed)).await {
                    Ok(Some(lease)) => {
                        let lease = Arc::new(lease);
                        running.spawn(insist(self.kind, work(Arc::clone(&lease)), lease));
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(error = %error, job.kind = self.kind, "no job could be taken");
                        break;
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.wanted.notified() => {}
                _ = look.tick() => {}
                Some(ended) = running.join_next() => {
                    if let Err(error) = ended && error.is_panic() {
                        // Its lease runs out, and it is taken again.
                        tracing::error!(error = %error, job.kind = self.kind, "a job panicked");
                    }
                }
            }
        }
        running.shutdown().await;
    }

    async fn claim(&self, number: u64) -> Result<Option<Lease>, Error> {
        // A look costs no transaction, and most looks find nothing.
        let due = self.store.read().await?.next_due(self.kind).await?;
        let now = self.clock.now();
        if due.is_none_or(|due| due > now) {
            return Ok(None);
        }
        let owner = format!("{}-{}-{number}", self.node, self.kind);
        let (kind, name) = (self.kind, owner.clone());
        let claimed = self.store.write(move |tx| {
            Box::pin(async move { tx.claim_job(kind, &name, now.plus(LEASE), now, &[]).await })
        });
        Ok(claimed.await?.map(|job| Lease {
            store: self.store.clone(),
            clock: Arc::clone(&self.clock),
            job,
            owner,
        }))
    }
}

async fn insist(kind: &'static str, work: impl Future<Output = Result<(), Halt>>, lease: Arc<Lease>) {
    let ended = tokio::select! {
        ended = work => ended,
        halt = renew(&lease) => Err(halt),
    };
    match ended {
        Ok(()) | Err(Halt::Lost) => {}
        Err(Halt::Store(error)) => {
            tracing::warn!(error = %error, job.kind = kind, "interrupted: it goes on when its lease has run out");
        }
    }
}

/// Holds the lease while the work waits for others. Ends when it is lost.
async fn renew(lease: &Lease) -> Halt {
    loop {
        sleep(RENEW_EVERY).await;
        match lease.renew().await {
            Ok(()) => {}
            Err(Halt::Store(error)) if error.is_retryable() => {}
            Err(halt) => return halt,
        }
    }
}
