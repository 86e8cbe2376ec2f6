//! What became of each page of a source.

use std::collections::HashMap;

use serde_json::json;

use super::column::At;
use super::engine::{batch, execute, fetch_all, fetch_scalar, row};
use super::sources::{as_word, word};
use super::{Conn, Error, Tx};
use crate::domain::{ArticleId, AssistantId, ContentHash, SourceId, SourcePage, TenantId, Timestamp};

/// Where an article comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleOrigin {
    pub source: SourceId,
    /// The page's address; of a file, its name.
    pub url: String,
    pub imported_at: Timestamp,
}

row! {
    struct PageRow {
        id: i64,
        url: String,
        part: i64,
        state: String,
        reason: Option<String>,
        status: Option<i64>,
        article_id: Option<i64>,
        hash: Option<String>,
        misses: i64,
        checked_at: Option<i64>,
        imported_at: Option<i64>,
    }
}

row! {
    struct OriginRow {
        article_id: i64,
        source_id: i64,
        url: String,
        imported_at: i64,
    }
}

impl TryFrom<PageRow> for SourcePage {
    type Error = Error;

    fn try_from(row: PageRow) -> Result<Self, Error> {
        let at = At("source_pages", row.id);
        Ok(Self {
            url: row.url,
            part: row.part,
            state: word(at, "state", row.state)?,
            reason: row.reason.map(|raw| word(at, "reason", raw)).transpose()?,
            status: row.status.and_then(|status| u16::try_from(status).ok()),
            article: row.article_id.map(ArticleId),
            hash: row.hash.map(ContentHash),
            misses: row.misses,
            checked_at: row.checked_at.map(Timestamp),
            imported_at: row.imported_at.map(Timestamp),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, url, part, state, reason, status, article_id, hash, misses, checked_at, imported_at
             from source_pages where tenant_id = $1 and source_id = $2 ",
            $rest
        )
    };
}

impl Conn {
    /// All of a source's: those that failed first, then by address.
    pub async fn source_pages(
        &mut self,
        tenant: TenantId,
        source: SourceId,
    ) -> Result<Vec<SourcePage>, Error> {
        let rows = fetch_all!(
            self,
            PageRow,
            select!("order by case when state = 'failed' then 0 else 1 end, url, part"),
            tenant.0,
            source.0,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The parts of one page.
    pub async fn parts_of_page(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        url: &str,
    ) -> Result<Vec<SourcePage>, Error> {
        let rows = fetch_all!(
            self,
            PageRow,
            select!("and url = $3 order by part"),
            tenant.0,
            source.0,
            url,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Whether another page of the source has that content.
    pub async fn is_repeated(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        url: &str,
        hash: &ContentHash,
    ) -> Result<bool, Error> {
        let others = fetch_scalar!(
            self,
            i64,
            "select count(*) from source_pages
             where tenant_id = $1 and source_id = $2 and url <> $3 and hash = $4 and article_id is not null",
            tenant.0,
            source.0,
            url,
            hash.0.as_str(),
        )?;
        Ok(others > 0)
    }

    /// Where the imported ones among an assistant's articles come from.
    pub async fn article_origins(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<HashMap<ArticleId, ArticleOrigin>, Error> {
        let rows = fetch_all!(
            self,
            OriginRow,
            "select source_pages.article_id as article_id, source_pages.source_id as source_id,
                source_pages.url as url, source_pages.imported_at as imported_at
             from source_pages join sources on sources.id = source_pages.source_id
             where sources.tenant_id = $1 and sources.assistant_id = $2
                and source_pages.article_id is not null and source_pages.imported_at is not null",
            tenant.0,
            assistant.0,
        )?;
        let origin = |row: OriginRow| {
            let origin = ArticleOrigin {
                source: SourceId(row.source_id),
                url: row.url,
                imported_at: Timestamp(row.imported_at),
            };
            (ArticleId(row.article_id), origin)
        };
        Ok(rows.into_iter().map(origin).collect())
    }

    /// How many articles an assistant has.
    pub async fn count_articles(&mut self, tenant: TenantId, assistant: AssistantId) -> Result<i64, Error> {
        fetch_scalar!(
            self,
            i64,
            "select count(*) from articles where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0
        )
    }
}

impl Tx {
    /// Pages that are not known yet are to be looked at.
    pub async fn add_pages(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        urls: &[String],
    ) -> Result<(), Error> {
        let rows: Vec<_> = urls.iter().map(|url| json!({ "url": url })).collect();
        let sql = batch!(
            self,
            "insert into source_pages (tenant_id, source_id, url, part, state)
             select cast($2 as bigint), cast($3 as bigint), value ->> 'url', 1, 'pending'",
            "where true on conflict (source_id, url, part) do nothing"
        );
        execute!(
            self,
            sql,
            serde_json::Value::from(rows).to_string(),
            tenant.0,
            source.0
        )?;
        Ok(())
    }

    /// Writes what became of a page, or of a part of it.
    pub async fn save_page(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        page: &SourcePage,
    ) -> Result<(), Error> {
        execute!(
            self,
            "insert into source_pages
                (tenant_id, source_id, url, part, state, reason, status, article_id, hash, misses, checked_at,
                imported_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             on conflict (source_id, url, part) do update set state = $5, reason = $6, status = $7,
                article_id = $8, hash = $9, misses = $10, checked_at = $11, imported_at = $12",
            tenant.0,
            source.0,
            page.url.as_str(),
            page.part,
            as_word(&page.state),
            page.reason.as_ref().map(as_word),
            page.status.map(i64::from),
            page.article.map(|article| article.0),
            page.hash.as_ref().map(|hash| hash.0.as_str()),
            page.misses,
            page.checked_at.map(|at| at.0),
            page.imported_at.map(|at| at.0),
        )?;
        Ok(())
    }

    /// Forgets a part that the page does not have any more.
    pub async fn delete_page(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        url: &str,
        part: i64,
    ) -> Result<(), Error> {
        execute!(
            self,
            "delete from source_pages where tenant_id = $1 and source_id = $2 and url = $3 and part = $4",
            tenant.0,
            source.0,
            url,
            part,
        )?;
        Ok(())
    }
}
