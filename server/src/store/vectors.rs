//! Vectors of passages: 32-bit floats, the lowest byte first.

use super::column::{At, json};
use super::engine::{Link, execute, fetch_all, fetch_optional, row};
use super::{Conn, Error, Tx};
use crate::domain::{AssistantId, EmbeddingSettings, PassageId, TenantId};

/// A passage that has no vector yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unembedded {
    pub id: PassageId,
    /// The article's.
    pub title: String,
    pub heading: String,
    pub text: String,
}

/// What became of vectors that were to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Kept,
    /// They are not as long as those that are there.
    WrongDimensions,
    /// The assistant's vectors are made by somebody else by now, or by nobody.
    Unwanted,
}

row! {
    struct UnembeddedRow {
        id: i64,
        title: String,
        heading: String,
        text: String,
    }
}

row! {
    struct VectorRow {
        passage_id: i64,
        vector: Vec<u8>,
    }
}

row! {
    struct CountRow {
        passages: i64,
        embedded: i64,
    }
}

impl Conn {
    /// The oldest passages that have no vector.
    pub async fn unembedded(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        limit: i64,
    ) -> Result<Vec<Unembedded>, Error> {
        let rows = fetch_all!(
            self,
            UnembeddedRow,
            "select p.id, p.title, p.heading, p.text from passages p
             where p.tenant_id = $1 and p.assistant_id = $2
                and not exists (select 1 from vectors v where v.passage_id = p.id)
             order by p.id limit $3",
            tenant.0,
            assistant.0,
            limit,
        )?;
        let passages = rows.into_iter().map(|row| Unembedded {
            id: PassageId(row.id),
            title: row.title,
            heading: row.heading,
            text: row.text,
        });
        Ok(passages.collect())
    }

    /// How many passages the assistant has, and how many of them have a vector.
    pub async fn embedded_count(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<(i64, i64), Error> {
        let row = fetch_optional!(
            self,
            CountRow,
            "select (select count(*) from passages where tenant_id = $1 and assistant_id = $2) as passages,
                (select count(*) from vectors where tenant_id = $1 and assistant_id = $2) as embedded",
            tenant.0,
            assistant.0,
        )?;
        Ok(row.map_or((0, 0), |row| (row.passages, row.embedded)))
    }

    /// All passages that have a vector, in the order of their ids.
    pub async fn embedded(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<Vec<PassageId>, Error> {
        let rows = fetch_all!(
            self,
            (i64,),
            "select passage_id from vectors where tenant_id = $1 and assistant_id = $2 order by passage_id",
            tenant.0,
            assistant.0,
        )?;
        Ok(rows.into_iter().map(|(id,)| PassageId(id)).collect())
    }

    /// The vectors of `passages`, of those that are the assistant's and have one.
    pub async fn vectors(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        passages: &[PassageId],
    ) -> Result<Vec<(PassageId, Vec<f32>)>, Error> {
        let sql = match self.link() {
            Link::Local(_) | Link::Sqlite(_) => {
                "select passage_id, vector from vectors where tenant_id = $1 and assistant_id = $2
                    and passage_id in (select value from json_each($3))"
            }
            Link::Postgres(_) => {
                "select passage_id, vector from vectors where tenant_id = $1 and assistant_id = $2
                    and passage_id in (select cast(value as bigint)
                        from jsonb_array_elements_text(cast($3 as jsonb)) as list (value))"
            }
        };
        let rows = fetch_all!(self, VectorRow, sql, tenant.0, assistant.0, json(passages))?;
        let vectors = rows.into_iter().map(|row| {
            let numbers =
                numbers(&row.vector).ok_or_else(|| At("vectors", row.passage_id).wrong("vector"))?;
            Ok((PassageId(row.passage_id), numbers))
        });
        vectors.collect()
    }
}

impl Tx {
    /// Keeps vectors, all of one length, that were made under `settings`. A passage that is gone by now gets none.
    pub async fn save_vectors(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        settings: &EmbeddingSettings,
        vectors: &[(PassageId, Vec<f32>)],
    ) -> Result<Saved, Error> {
        self.hold_embeddings(tenant, assistant).await?;
        let Some(now) = self.embeddings(tenant, assistant).await? else {
            return Ok(Saved::Unwanted);
        };
        if !now.settings.makes_the_same(settings) {
            return Ok(Saved::Unwanted);
        }
        let Some(length) = vectors.first().map(|(_, vector)| vector.len()) else {
            return Ok(Saved::Kept);
        };
        if now.dimensions.is_some_and(|known| known != length)
            || vectors.iter().any(|(_, vector)| vector.len() != length)
        {
            return Ok(Saved::WrongDimensions);
        }
        execute!(
            self,
            "update embeddings set dimensions = $3, fault = null, failures = 0, retry_at = null
             where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0,
            i64::try_from(length).unwrap_or(i64::MAX),
        )?;
        for (passage, vector) in vectors {
            execute!(
                self,
                "insert into vectors (passage_id, tenant_id, assistant_id, vector)
                 select id, tenant_id, assistant_id, $4 from passages
                 where id = $3 and tenant_id = $1 and assistant_id = $2
                 on conflict (passage_id) do nothing",
                tenant.0,
                assistant.0,
                passage.0,
                bytes(vector),
            )?;
        }
        Ok(Saved::Kept)
    }
}

fn bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn numbers(bytes: &[u8]) -> Option<Vec<f32>> {
    let (numbers, rest) = bytes.as_chunks::<4>();
    rest.is_empty()
        .then(|| numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
}
