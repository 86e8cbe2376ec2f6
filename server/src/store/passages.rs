//! Full-text search over passages. Both engines rank by how often and where the words stand; the numbers
//! of one engine do not compare with the other's.

use serde_json::Value;

use super::column::json;
use super::engine::{Link, fetch_all, fetch_scalar, row};
use super::{Conn, Error};
use crate::domain::{ArticleId, AssistantId, PassageId, TenantId};

/// A passage that a search has found.
#[derive(Clone, Debug, PartialEq)]
pub struct PassageHit {
    pub id: PassageId,
    pub article: ArticleId,
    pub title: String,
    pub url: Option<String>,
    pub heading: String,
    pub text: String,
    /// Higher is better; 0 if it was not found by its words.
    pub rank: f64,
}

row! {
    struct HitRow {
        id: i64,
        article_id: i64,
        title: String,
        url: Option<String>,
        heading: String,
        text: String,
        rank: f64,
    }
}

impl From<HitRow> for PassageHit {
    fn from(row: HitRow) -> Self {
        Self {
            id: PassageId(row.id),
            article: ArticleId(row.article_id),
            title: row.title,
            url: row.url,
            heading: row.heading,
            text: row.text,
            rank: row.rank,
        }
    }
}

impl Conn {
    /// The best passages that hold any of `terms` (single words), the last also as the beginning of a
    /// word. Title counts most, then heading, then text.
    pub async fn search_passages(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        terms: &[String],
        limit: i64,
    ) -> Result<Vec<PassageHit>, Error> {
        let words = words(terms);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        // `cross join` keeps SQLite from walking through the assistant's passages and searching anew for each of them.
        let (sql, query) = match self.link() {
            Link::Local(_) | Link::Sqlite(_) => (
                "select p.id, p.article_id, p.title, a.url, p.heading, p.text,
                    -bm25(passages_index, 4.0, 2.0, 1.0) as rank
                 from passages_index cross join passages p on p.id = passages_index.rowid
                 join articles a on a.id = p.article_id
                 where passages_index match $3 and p.tenant_id = $1 and p.assistant_id = $2
                 order by rank desc, p.id limit $4",
                fts_query(&words),
            ),
            Link::Postgres(_) => (
                "select p.id, p.article_id, p.title, a.url, p.heading, p.text,
                    cast(ts_rank_cd(array[0.1, 0.2, 0.4, 1.0], p.words, wanted.query, 1) as double precision) as rank
                 from passages p join articles a on a.id = p.article_id,
                    (select to_tsquery('english', $3) || to_tsquery('simple', $3) as query) as wanted
                 where p.words @@ wanted.query and p.tenant_id = $1 and p.assistant_id = $2
                 order by rank desc, p.id limit $4",
                ts_query(&words),
            ),
        };
        let rows = fetch_all!(self, HitRow, sql, tenant.0, assistant.0, query, limit)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Those of `passages` that are the assistant's, in any order.
    pub async fn passages(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        passages: &[PassageId],
    ) -> Result<Vec<PassageHit>, Error> {
        let sql = match self.link() {
            Link::Local(_) | Link::Sqlite(_) => {
                "select p.id, p.article_id, p.title, a.url, p.heading, p.text, 0.0 as rank
                 from passages p join articles a on a.id = p.article_id
                 where p.tenant_id = $1 and p.assistant_id = $2 and p.id in (select value from json_each($3))"
            }
            Link::Postgres(_) => {
                "select p.id, p.article_id, p.title, a.url, p.heading, p.text, cast(0 as double precision) as rank
                 from passages p join articles a on a.id = p.article_id
                 where p.tenant_id = $1 and p.assistant_id = $2
                    and p.id in (select cast(value as bigint)
                        from jsonb_array_elements_text(cast($3 as jsonb)) as list (value))"
            }
        };
        let rows = fetch_all!(self, HitRow, sql, tenant.0, assistant.0, json(passages))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// In how many passages of the assistant each of `terms` stands.
    pub async fn document_frequency(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        terms: &[String],
    ) -> Result<Vec<i64>, Error> {
        let asked: Vec<String> = terms
            .iter()
            .map(|term| words(std::slice::from_ref(term)).concat())
            .collect();
        let (sql, quote) = match self.link() {
            Link::Local(_) | Link::Sqlite(_) => (
                "select (select count(*) from passages_index cross join passages p on p.id = passages_index.rowid
                    where passages_index match asked.value and p.tenant_id = $1 and p.assistant_id = $2)
                 from json_each($3) as asked order by asked.key",
                '"',
            ),
            Link::Postgres(_) => (
                "select (select count(*) from passages
                    where words @@ (to_tsquery('english', asked.value) || to_tsquery('simple', asked.value))
                       and tenant_id = $1 and assistant_id = $2)
                 from json_array_elements_text(cast($3 as json)) with ordinality as asked (value, key)
                 order by asked.key",
                '\'',
            ),
        };
        // No word stands nowhere, in either language; only PostgreSQL wants it without quotes.
        let asked = asked.iter().map(|word| match word.as_str() {
            "" if quote == '\'' => String::new(),
            word => format!("{quote}{word}{quote}"),
        });
        let asked = asked.collect::<Value>().to_string();
        let rows = fetch_all!(self, (i64,), sql, tenant.0, assistant.0, asked)?;
        Ok(rows.into_iter().map(|(count,)| count).collect())
    }

    /// How many passages the assistant has.
    pub async fn passage_count(&mut self, tenant: TenantId, assistant: AssistantId) -> Result<i64, Error> {
        fetch_scalar!(
            self,
            i64,
            "select count(*) from passages where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0,
        )
    }
}

/// The terms without anything that either query language could take for more than a letter.
fn words(terms: &[String]) -> Vec<String> {
    terms
        .iter()
        .map(|term| {
            term.chars()
                .filter(|character| character.is_alphanumeric())
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn fts_query(words: &[String]) -> String {
    let mut query: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    if let Some(last) = words.last() {
        query.push(format!("\"{last}\"*"));
    }
    query.join(" OR ")
}

fn ts_query(words: &[String]) -> String {
    let mut query: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    if let Some(last) = words.last() {
        query.push(format!("'{last}':*"));
    }
    query.join(" | ")
}
