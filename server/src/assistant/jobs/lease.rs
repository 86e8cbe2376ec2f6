use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::domain::{Clock, Timestamp};
use crate::store::{Error, Job, Store, Tx};

/// How long a lease lasts that is not renewed: longer than any step of the work takes.
pub(in crate::assistant) const LEASE: Duration = Duration::from_mins(3);

/// Why the work does not go on.
pub(in crate::assistant) enum Halt {
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

/// The right to be at a job. Whatever is written under it is written behind it: who has lost it changes nothing.
pub(in crate::assistant) struct Lease {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(in crate::assistant) job: Job,
    pub(super) owner: String,
}

impl Lease {
    pub(in crate::assistant) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Writes and renews the lease, or does neither.
    pub(in crate::assistant) async fn write<T: Send + 'static>(
        &self,
        unit: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Error>> + Send + 'static,
    ) -> Result<T, Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        let until = self.now().plus(LEASE);
        let written = self.store.write(move |tx| {
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

    /// Says that somebody is still at it.
    pub(in crate::assistant) async fn renew(&self) -> Result<(), Halt> {
        self.write(|_| Box::pin(async { Ok(()) })).await
    }

    /// Writes and gives the job back, to be taken again at the time that `unit` says, or does neither. Without a time it is kept.
    pub(in crate::assistant) async fn give_back(
        &self,
        unit: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<Option<Timestamp>, Error>> + Send + 'static,
    ) -> Result<bool, Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        self.write(move |tx| {
            Box::pin(async move {
                let Some(at) = unit(tx).await? else {
                    return Ok(false);
                };
                tx.retry_job(job, &owner, at).await
            })
        })
        .await
    }

    /// There is nothing to do for it any more.
    pub(in crate::assistant) async fn finish(&self) -> Result<(), Halt> {
        let (job, owner) = (self.job.id, self.owner.clone());
        self.write(move |tx| Box::pin(async move { tx.finish_job(job, &owner).await }))
            .await?;
        Ok(())
    }
}
