//! Which pages a source has.

use std::collections::{HashSet, VecDeque};

use super::fetch::{Missed, PAGE_WITHIN, fetch};
use super::run::Run;
use super::{MOST_PAGES, sitemap};
use crate::assistant::jobs::Halt;
use crate::domain::{ImportReason, Source, SourceKind};

/// Sitemaps of an index.
const MOST_SITEMAPS: usize = 50;

/// Why no pages were found.
pub(super) enum NotFound {
    Halt(Halt),
    /// As an admin should read it.
    Reason(ImportReason),
}

impl<E: Into<Halt>> From<E> for NotFound {
    fn from(error: E) -> Self {
        Self::Halt(error.into())
    }
}

impl Run {
    /// Finds out which pages there are. Those of a list are known from the beginning.
    pub(super) async fn pages(&self, source: &Source) -> Result<(), NotFound> {
        if source.kind != SourceKind::Sitemap {
            return Ok(());
        }
        let found = self
            .named_by_sitemaps(&source.urls)
            .await
            .map_err(NotFound::Reason)?;
        let known = self.urls(source, |_| true).await?;
        let room = MOST_PAGES.saturating_sub(known.len());
        let known: HashSet<String> = known.into_iter().collect();
        let fresh: Vec<String> = found
            .into_iter()
            .filter(|url| !known.contains(url))
            .take(room)
            .collect();
        let (tenant, id) = (source.tenant, source.id);
        self.lease
            .write(move |tx| Box::pin(async move { tx.add_pages(tenant, id, &fresh).await }))
            .await?;
        Ok(())
    }

    async fn named_by_sitemaps(&self, first: &[String]) -> Result<Vec<String>, ImportReason> {
        let mut todo: VecDeque<String> = first.iter().cloned().collect();
        let mut seen: HashSet<String> = todo.iter().cloned().collect();
        let mut pages = Vec::new();
        let mut named = HashSet::new();
        let mut failed = None;
        let mut read = 0;
        while let Some(url) = todo.pop_front() {
            if read >= MOST_SITEMAPS || pages.len() >= MOST_PAGES {
                break;
            }
            read += 1;
            match self.sitemap(&url).await {
                Ok(found) => {
                    pages.extend(found.pages.into_iter().filter(|page| named.insert(page.clone())));
                    todo.extend(
                        found
                            .sitemaps
                            .into_iter()
                            .filter(|next| seen.insert(next.clone())),
                    );
                }
                Err(reason) => failed = Some(reason),
            }
        }
        pages.truncate(MOST_PAGES);
        // One of several that cannot be read does not spoil the others.
        match failed {
            Some(reason) if pages.is_empty() => Err(reason),
            _ => Ok(pages),
        }
    }

    async fn sitemap(&self, url: &str) -> Result<sitemap::Sitemap, ImportReason> {
        let fetched = fetch(&self.importing.outbound, url, PAGE_WITHIN).await;
        let fetched = fetched.map_err(|missed| match missed {
            Missed::Gone(_) => ImportReason::NotASitemap,
            Missed::Failed(reason, _) => reason,
        })?;
        sitemap::read(&fetched.bytes, MOST_PAGES + MOST_SITEMAPS).ok_or(ImportReason::NotASitemap)
    }
}
