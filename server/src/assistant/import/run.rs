//! One run of a source: find its pages, look at each, and say how it went.

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::fetch::{Fetched, Missed, PAGE_WITHIN, fetch};
use super::find::NotFound;
use super::reading::{Format, Unreadable, Wanted};
use super::settle::{Became, Content, settle};
use super::{EVERY, Importing};
use crate::assistant::jobs::{Halt, Lease};
use crate::domain::{ImportReason, PageState, Source, SourceState, Timestamp};
use crate::store::{Error, RunEnd};

/// Pages that are asked for at the same time, all of one source: more would be a burden to a small site.
const AT_ONCE: usize = 4;

/// A run under a lease.
pub(super) struct Run {
    pub(super) importing: Importing,
    pub(super) lease: Arc<Lease>,
}

impl Run {
    pub(super) async fn go(&self) -> Result<(), Halt> {
        let Some(source) = self.begin().await? else {
            // It is gone, and so is its job.
            return self.lease.finish().await;
        };
        let end = match self.pages(&source).await {
            Ok(()) => {
                self.look_at_all(&source).await?;
                self.judge(&source).await?
            }
            Err(NotFound::Halt(halt)) => return Err(halt),
            Err(NotFound::Reason(reason)) => (SourceState::Failed, Some(reason)),
        };
        self.end(&source, end).await
    }

    async fn begin(&self) -> Result<Option<Source>, Halt> {
        let now = self.lease.now();
        let id = serde_json::from_value(self.lease.job.payload["source"].clone()).ok();
        let Some(id) = id else { return Ok(None) };
        let tenant = self.lease.job.tenant;
        self.lease
            .write(move |tx| {
                Box::pin(async move {
                    let begun = tx.begin_run(tenant, id, now).await?;
                    if begun {
                        tx.source(tenant, id).await
                    } else {
                        Ok(None)
                    }
                })
            })
            .await
    }

    /// Looks at every page that this run has not looked at yet.
    async fn look_at_all(&self, source: &Source) -> Result<(), Halt> {
        let began = source.run_at;
        let due = self
            .urls(source, |checked| checked.is_none() || checked < began)
            .await?;
        let mut looking = stream::iter(due)
            .map(|url| async move {
                let became = self.look_at(&url).await;
                (url, became)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((url, became)) = looking.next().await {
            let (source, now) = (source.clone(), self.lease.now());
            self.lease
                .write(move |tx| Box::pin(async move { settle(tx, &source, &url, &became, now).await }))
                .await?;
        }
        Ok(())
    }

    async fn look_at(&self, url: &str) -> Became {
        let fetched = match fetch(&self.importing.outbound, url, PAGE_WITHIN).await {
            Ok(fetched) => fetched,
            Err(Missed::Gone(status)) => return Became::Gone(status),
            Err(Missed::Failed(reason, status)) => return Became::Failed(reason, status),
        };
        match self.content(&fetched).await {
            Ok(content) => Became::Read(content),
            Err(unreadable) => Became::Failed(unreadable.into(), None),
        }
    }

    async fn content(&self, fetched: &Fetched) -> Result<Content, Unreadable> {
        let format = Format::of(fetched.content_type.as_deref(), &fetched.url, &fetched.bytes);
        let wanted = Wanted {
            format: format.ok_or(Unreadable::UnknownType)?,
            content_type: fetched.content_type.clone(),
            url: Some(fetched.url.clone()),
            name: fetched.url.clone(),
        };
        let document = self.importing.reader.read(&wanted, &fetched.bytes).await?;
        let link = self.link(&fetched.url, document.canonical.as_deref());
        Content::of(document, Some(link))
    }

    /// Where people are sent: what the page says is its address, if that is on the same site.
    fn link(&self, url: &str, canonical: Option<&str>) -> String {
        let own = self.importing.outbound.check(url);
        let named = canonical.map(|canonical| self.importing.outbound.check(canonical));
        match (own, named) {
            (Ok(own), Some(Ok(named))) if own.url().host() == named.url().host() => named.as_str().to_owned(),
            _ => url.to_owned(),
        }
    }

    /// How it went: a run that leaves no page standing has failed.
    async fn judge(&self, source: &Source) -> Result<(SourceState, Option<ImportReason>), Halt> {
        let pages = self
            .importing
            .store
            .read()
            .await?
            .source_pages(source.tenant, source.id)
            .await?;
        let all_failed = pages.iter().all(|page| page.state == PageState::Failed);
        Ok(match pages.first() {
            None => (SourceState::Failed, Some(ImportReason::Empty)),
            Some(first) if all_failed => (SourceState::Failed, first.reason),
            Some(_) => (SourceState::Done, None),
        })
    }

    async fn end(&self, source: &Source, end: (SourceState, Option<ImportReason>)) -> Result<(), Halt> {
        let now = self.lease.now();
        let next = now.plus(EVERY);
        let end = RunEnd {
            state: end.0,
            reason: end.1,
            at: now,
            next_at: Some(next),
        };
        let (tenant, id) = (source.tenant, source.id);
        let ended = self.lease.give_back(move |tx| {
            Box::pin(async move {
                tx.end_run(tenant, id, end).await?;
                Ok(Some(next))
            })
        });
        ended.await?;
        Ok(())
    }

    /// The addresses of the source's pages that `wanted` picks by when they were looked at.
    pub(super) async fn urls(
        &self,
        source: &Source,
        wanted: impl Fn(Option<Timestamp>) -> bool,
    ) -> Result<Vec<String>, Error> {
        let pages = self
            .importing
            .store
            .read()
            .await?
            .source_pages(source.tenant, source.id)
            .await?;
        let wanted = pages.into_iter().filter(|page| wanted(page.checked_at));
        let mut urls: Vec<String> = wanted.map(|page| page.url).collect();
        // Parts of one page.
        urls.sort();
        urls.dedup();
        Ok(urls)
    }
}
