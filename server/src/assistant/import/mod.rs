//! Knowledge that is imported: pages, sitemaps and files become articles, and stay what they are at their source.
//!
//! A source is run by a job with a lease, like a reply: the node that has the lease looks at each page, and what
//! became of it is written at once, so a run that was interrupted goes on where it was. The job is never done; it
//! comes again a day later.

mod fetch;
mod file;
mod find;
mod reader;
pub mod reading;
mod run;
mod settle;
mod sitemap;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

pub use file::{FileRefused, Imported};
pub use reader::{READ_WITHIN, Reader};
pub use worker::Importers;

use crate::domain::{Clock, Source, SourceId, SourceKind, TenantId};
use crate::outbound::Outbound;
use crate::store::{Error, NewJob, NewSource, Store};

/// Pages of a source.
pub const MOST_PAGES: usize = 500;

/// Sources of an assistant.
pub const MOST_SOURCES: usize = 200;

/// Bytes of a file that somebody sends.
pub const MOST_FILE_BYTES: usize = 10 * 1024 * 1024;

/// How often a source is looked at by itself.
const EVERY: Duration = Duration::from_hours(24);

/// The kind of job that runs a source.
pub(super) const IMPORT_JOB: &str = "import";

/// What importing needs.
#[derive(Clone)]
pub struct Importing {
    pub store: Store,
    pub outbound: Outbound,
    pub clock: Arc<dyn Clock>,
    pub reader: Reader,
    /// Notified when there is a source to run.
    pub wanted: Arc<Notify>,
}

impl Importing {
    /// Takes a source in, to be run at once. The caller has checked the addresses, and that the assistant is the
    /// tenant's.
    pub async fn add(&self, tenant: TenantId, new: NewSource) -> Result<SourceId, Error> {
        let added = self.store.write(move |tx| {
            Box::pin(async move {
                let id = tx.create_source(tenant, &new).await?;
                if new.kind == SourceKind::Url {
                    tx.add_pages(tenant, id, &new.urls).await?;
                }
                tx.enqueue_jobs(&[job(tenant, id, new.at)]).await?;
                Ok::<_, Error>(id)
            })
        });
        let id = added.await?;
        self.wanted.notify_one();
        Ok(id)
    }

    /// Has a source looked at now.
    pub async fn refresh(&self, source: &Source) -> Result<(), Error> {
        let (tenant, id, now) = (source.tenant, source.id, self.clock.now());
        let asked = self.store.write(move |tx| {
            Box::pin(async move {
                if tx.await_run(tenant, id).await? {
                    tx.enqueue_jobs(&[job(tenant, id, now)]).await?;
                    tx.hasten_job(&key(id), now).await?;
                }
                Ok::<_, Error>(())
            })
        });
        asked.await?;
        self.wanted.notify_one();
        Ok(())
    }

    /// Takes a source away, with all articles that came from it, or without them. A run that goes on finds that
    /// its job is not its own any more.
    pub async fn remove(&self, source: &Source, with_articles: bool) -> Result<(), Error> {
        let (tenant, id) = (source.tenant, source.id);
        let removed = self.store.write(move |tx| {
            Box::pin(async move {
                tx.drop_job(tenant, &key(id)).await?;
                let pages = tx.source_pages(tenant, id).await?;
                tx.delete_source(tenant, id).await?;
                for article in pages.into_iter().filter_map(|page| page.article) {
                    if with_articles {
                        tx.delete_article(tenant, article).await?;
                    }
                }
                Ok(())
            })
        });
        removed.await
    }
}

fn key(source: SourceId) -> String {
    format!("{IMPORT_JOB}:{source}")
}

fn job(tenant: TenantId, source: SourceId, at: crate::domain::Timestamp) -> NewJob {
    NewJob {
        tenant,
        kind: IMPORT_JOB,
        key: key(source),
        generation: None,
        payload: serde_json::json!({ "source": source }),
        run_at: at,
        at,
    }
}
