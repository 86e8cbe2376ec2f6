//! What becomes of a page's articles, in one transaction.

use sha2::{Digest, Sha256};

use super::reading::{Document, MOST_CHARACTERS, Unreadable, split};
use crate::assistant::knowledge::passages_of;
use crate::domain::{Article, ContentHash, ImportReason, PageState, Source, SourcePage, Timestamp};
use crate::store::{ArticleChange, Error, NewArticle, Passage, Tx};

/// Articles of an assistant: as many as may be written by hand.
const MOST_ARTICLES: i64 = 2_000;

/// A page that is missed so often in a row loses its article.
const MISSES: i64 = 2;

/// What came of looking at a page.
pub(super) enum Became {
    Read(Content),
    Gone(u16),
    Failed(ImportReason, Option<u16>),
}

/// A page's text, ready to be written.
pub(super) struct Content {
    parts: Vec<Part>,
    /// Where people can read it.
    link: Option<String>,
    locale: Option<String>,
}

struct Part {
    title: String,
    body: String,
    hash: ContentHash,
    passages: Vec<Passage>,
}

impl Content {
    pub(super) fn of(document: Document, link: Option<String>) -> Result<Self, Unreadable> {
        let parts = split(&document.title, &document.body)?;
        let part = |(title, body): (String, String)| {
            let body: String = body.chars().take(MOST_CHARACTERS).collect();
            Part {
                hash: hash(&title, &body),
                passages: passages_of(&title, &body),
                title,
                body,
            }
        };
        Ok(Self {
            parts: parts.into_iter().map(part).collect(),
            link,
            locale: document.locale,
        })
    }
}

fn hash(title: &str, body: &str) -> ContentHash {
    let mut sum = Sha256::new();
    sum.update(title);
    // No title holds it, so no two articles look like one.
    sum.update([0]);
    sum.update(body);
    ContentHash(format!("{:x}", sum.finalize()))
}

/// Writes what became of a page of `source`.
pub(super) async fn settle(
    tx: &mut Tx,
    source: &Source,
    url: &str,
    became: &Became,
    now: Timestamp,
) -> Result<(), Error> {
    let known = tx.parts_of_page(source.tenant, source.id, url).await?;
    match became {
        Became::Read(content) => read(tx, source, url, content, known, now).await,
        Became::Gone(status) => {
            for page in or_first(known, url) {
                gone(tx, source, page, *status, now).await?;
            }
            Ok(())
        }
        Became::Failed(reason, status) => {
            for page in or_first(known, url) {
                let failed = SourcePage {
                    state: PageState::Failed,
                    reason: Some(*reason),
                    status: *status,
                    checked_at: Some(now),
                    ..page
                };
                tx.save_page(source.tenant, source.id, &failed).await?;
            }
            Ok(())
        }
    }
}

async fn read(
    tx: &mut Tx,
    source: &Source,
    url: &str,
    content: &Content,
    mut known: Vec<SourcePage>,
    now: Timestamp,
) -> Result<(), Error> {
    for (number, part) in (1..).zip(&content.parts) {
        let place = known.iter().position(|page| page.part == number);
        let page = place.map_or_else(|| unseen(url, number), |place| known.swap_remove(place));
        let page = SourcePage {
            reason: None,
            status: None,
            misses: 0,
            checked_at: Some(now),
            ..page
        };
        let next = one(tx, source, content, part, page, now).await?;
        tx.save_page(source.tenant, source.id, &next).await?;
    }
    // Parts that the page had when it was longer.
    for page in known {
        if let Some(article) = article_of(tx, source, &page).await?
            && !is_edited(&article, &page)
        {
            tx.delete_article(source.tenant, article.id).await?;
        }
        tx.delete_page(source.tenant, source.id, url, page.part).await?;
    }
    Ok(())
}

/// What a part becomes, whose `page` says what it was.
async fn one(
    tx: &mut Tx,
    source: &Source,
    content: &Content,
    part: &Part,
    page: SourcePage,
    now: Timestamp,
) -> Result<SourcePage, Error> {
    let tenant = source.tenant;
    let of_state = |state, page| SourcePage { state, ..page };
    let Some(article) = article_of(tx, source, &page).await? else {
        if page.hash.is_some() {
            return Ok(of_state(PageState::Deleted, page));
        }
        let refused = if tx.count_articles(tenant, source.assistant).await? >= MOST_ARTICLES {
            Some(ImportReason::LimitReached)
        } else if tx.is_repeated(tenant, source.id, &page.url, &part.hash).await? {
            Some(ImportReason::Duplicate)
        } else {
            None
        };
        if refused.is_some() {
            return Ok(SourcePage {
                reason: refused,
                ..of_state(PageState::Failed, page)
            });
        }
        let new = NewArticle {
            assistant: source.assistant,
            title: part.title.clone(),
            body: part.body.clone(),
            url: content.link.clone(),
            locale: content.locale.clone(),
            at: now,
        };
        let article = tx.create_article(tenant, &new, &part.passages).await?;
        return Ok(SourcePage {
            article: Some(article),
            hash: Some(part.hash.clone()),
            imported_at: Some(now),
            ..of_state(PageState::Imported, page)
        });
    };
    if is_edited(&article, &page) {
        return Ok(of_state(PageState::Edited, page));
    }
    if page.hash.as_ref() == Some(&part.hash) {
        return Ok(of_state(PageState::Imported, page));
    }
    let change = ArticleChange {
        title: part.title.clone(),
        body: part.body.clone(),
        url: content.link.clone(),
        locale: content.locale.clone(),
        at: now,
    };
    tx.update_article(tenant, article.id, &change, &part.passages)
        .await?;
    Ok(SourcePage {
        hash: Some(part.hash.clone()),
        imported_at: Some(now),
        ..of_state(PageState::Imported, page)
    })
}

async fn gone(
    tx: &mut Tx,
    source: &Source,
    page: SourcePage,
    status: u16,
    now: Timestamp,
) -> Result<(), Error> {
    let mut next = SourcePage {
        state: PageState::Gone,
        reason: None,
        status: Some(status),
        misses: page.misses + 1,
        checked_at: Some(now),
        ..page
    };
    if next.misses >= MISSES {
        match article_of(tx, source, &next).await? {
            // Somebody's own words: they stay.
            Some(article) if is_edited(&article, &next) => {}
            Some(article) => {
                tx.delete_article(source.tenant, article.id).await?;
                next.article = None;
                next.hash = None;
            }
            None => next.hash = None,
        }
    }
    tx.save_page(source.tenant, source.id, &next).await
}

async fn article_of(tx: &mut Tx, source: &Source, page: &SourcePage) -> Result<Option<Article>, Error> {
    match page.article {
        Some(id) => tx.article(source.tenant, id).await,
        None => Ok(None),
    }
}

/// Whether somebody changed it by hand since it was imported.
fn is_edited(article: &Article, page: &SourcePage) -> bool {
    page.hash.as_ref() != Some(&hash(&article.title, &article.body))
}

fn or_first(known: Vec<SourcePage>, url: &str) -> Vec<SourcePage> {
    if known.is_empty() {
        vec![unseen(url, 1)]
    } else {
        known
    }
}

fn unseen(url: &str, part: i64) -> SourcePage {
    SourcePage {
        url: url.to_owned(),
        part,
        state: PageState::Pending,
        reason: None,
        status: None,
        article: None,
        hash: None,
        misses: 0,
        checked_at: None,
        imported_at: None,
    }
}
