//! What assistants answer from.

use serde_json::{Value, json};

use super::engine::{batch, execute, fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{Article, ArticleId, AssistantId, Mutant, TenantId, Timestamp, planted};

#[derive(Clone, Debug)]
pub struct NewArticle {
    pub assistant: AssistantId,
    pub title: String,
    pub body: String,
    pub url: Option<String>,
    pub locale: Option<String>,
    pub at: Timestamp,
}

/// An article's new contents, all of them at once.
#[derive(Clone, Debug)]
pub struct ArticleChange {
    pub title: String,
    pub body: String,
    pub url: Option<String>,
    pub locale: Option<String>,
    pub at: Timestamp,
}

/// A piece of an article that a search can find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub heading: String,
    pub text: String,
}

row! {
    struct ArticleRow {
        id: i64,
        assistant_id: i64,
        title: String,
        body: String,
        url: Option<String>,
        locale: Option<String>,
        updated_at: i64,
    }
}

impl From<ArticleRow> for Article {
    fn from(row: ArticleRow) -> Self {
        Self {
            id: ArticleId(row.id),
            assistant: AssistantId(row.assistant_id),
            title: row.title,
            body: row.body,
            url: row.url,
            locale: row.locale,
            updated_at: Timestamp(row.updated_at),
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, assistant_id, title, body, url, locale, updated_at from articles where ",
            $rest
        )
    };
}

impl Conn {
    /// All of an assistant's, by title.
    pub async fn articles(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<Vec<Article>, Error> {
        let rows = fetch_all!(
            self,
            ArticleRow,
            select!("tenant_id = $1 and assistant_id = $2 order by lower(title), id"),
            tenant.0,
            assistant.0,
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    pub async fn article(&mut self, tenant: TenantId, article: ArticleId) -> Result<Option<Article>, Error> {
        let sql = if planted(Mutant::M11) {
            select!("$1 > 0 and id = $2")
        } else {
            select!("tenant_id = $1 and id = $2")
        };
        let row = fetch_optional!(self, ArticleRow, sql, tenant.0, article.0)?;
        Ok(row.map(Into::into))
    }
}

impl Tx {
    /// Writes an article and its passages. The caller has checked that the assistant is the tenant's.
    pub async fn create_article(
        &mut self,
        tenant: TenantId,
        new: &NewArticle,
        passages: &[Passage],
    ) -> Result<ArticleId, Error> {
        self.passages_change(tenant, new.assistant, Some(new.at)).await?;
        let id = fetch_scalar!(
            self,
            i64,
            "insert into articles
                (tenant_id, assistant_id, title, body, url, locale, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7) returning id",
            tenant.0,
            new.assistant.0,
            &new.title,
            &new.body,
            new.url.as_deref(),
            new.locale.as_deref(),
            new.at.0,
        )?;
        self.insert_passages(tenant, new.assistant, ArticleId(id), &new.title, passages)
            .await?;
        Ok(ArticleId(id))
    }

    /// Replaces an article and its passages. False if the tenant has no such article.
    pub async fn update_article(
        &mut self,
        tenant: TenantId,
        article: ArticleId,
        change: &ArticleChange,
        passages: &[Passage],
    ) -> Result<bool, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "update articles set title = $3, body = $4, url = $5, locale = $6, updated_at = $7
             where tenant_id = $1 and id = $2 returning assistant_id",
            tenant.0,
            article.0,
            &change.title,
            &change.body,
            change.url.as_deref(),
            change.locale.as_deref(),
            change.at.0,
        )?;
        let Some((assistant,)) = row else { return Ok(false) };
        self.passages_change(tenant, AssistantId(assistant), Some(change.at))
            .await?;
        self.delete_passages(tenant, article).await?;
        self.insert_passages(tenant, AssistantId(assistant), article, &change.title, passages)
            .await?;
        Ok(true)
    }

    /// False if the tenant has no such article.
    pub async fn delete_article(&mut self, tenant: TenantId, article: ArticleId) -> Result<bool, Error> {
        let Some(found) = self.article(tenant, article).await? else {
            return Ok(false);
        };
        self.passages_change(tenant, found.assistant, None).await?;
        self.delete_passages(tenant, article).await?;
        let deleted = execute!(
            self,
            "delete from articles where tenant_id = $1 and id = $2",
            tenant.0,
            article.0
        )?;
        Ok(deleted == 1)
    }

    async fn delete_passages(&mut self, tenant: TenantId, article: ArticleId) -> Result<(), Error> {
        execute!(
            self,
            "delete from passages where +tenant_id = $1 and article_id = $2",
            tenant.0,
            article.0
        )?;
        Ok(())
    }

    async fn insert_passages(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        article: ArticleId,
        title: &str,
        passages: &[Passage],
    ) -> Result<(), Error> {
        let rows: Vec<Value> = passages
            .iter()
            .enumerate()
            .map(|(ordinal, passage)| {
                json!({ "ordinal": ordinal, "heading": passage.heading, "text": passage.text })
            })
            .collect();
        let sql = batch!(
            self,
            "insert into passages (tenant_id, assistant_id, article_id, title, ordinal, heading, text)
             select cast($2 as bigint), cast($3 as bigint), cast($4 as bigint), cast($5 as text),
                cast(value ->> 'ordinal' as bigint), value ->> 'heading', value ->> 'text'",
            ""
        );
        execute!(
            self,
            sql,
            Value::from(rows).to_string(),
            tenant.0,
            assistant.0,
            article.0,
            title
        )?;
        Ok(())
    }
}
