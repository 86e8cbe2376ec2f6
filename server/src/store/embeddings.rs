//! Who makes an assistant's vectors, and how that goes. The vectors themselves are in `vectors`.

use super::column::At;
use super::engine::{execute, fetch_all, fetch_optional, row};
use super::sources::{as_word, word};
use super::{Conn, Error, NewJob, Tx};
use crate::domain::{
    AssistantId, EmbeddingFault, EmbeddingSettings, Embeddings, PublicId, TenantId, Timestamp,
};

/// The kind of job that embeds an assistant's passages. It is enqueued with the settings and never done.
pub const EMBED_JOB: &str = "embed";

/// What an administrator writes, all of it at once.
#[derive(Clone, Debug)]
pub struct EmbeddingChange {
    pub settings: EmbeddingSettings,
    /// Sealed.
    pub key: Option<Vec<u8>>,
    pub at: Timestamp,
}

row! {
    struct EmbeddingsRow {
        tenant_id: i64,
        assistant_id: i64,
        public_id: String,
        base_url: Option<String>,
        model: String,
        input_price_micros: Option<i64>,
        key: Option<Vec<u8>>,
        dimensions: Option<i64>,
        revision: i64,
        fault: Option<String>,
        failures: i64,
        retry_at: Option<i64>,
    }
}

impl TryFrom<EmbeddingsRow> for Embeddings {
    type Error = Error;

    fn try_from(row: EmbeddingsRow) -> Result<Self, Error> {
        let at = At("embeddings", row.assistant_id);
        let dimensions = row.dimensions.map(usize::try_from).transpose();
        Ok(Self {
            tenant: TenantId(row.tenant_id),
            assistant: AssistantId(row.assistant_id),
            public_id: at.known("public_id", PublicId::parse(&row.public_id))?,
            settings: EmbeddingSettings {
                base_url: row.base_url,
                model: row.model,
                input_price_micros: row.input_price_micros,
            },
            key: row.key,
            dimensions: dimensions.map_err(|_| at.wrong("dimensions"))?,
            revision: row.revision,
            fault: row.fault.map(|raw| word(at, "fault", raw)).transpose()?,
            failures: row.failures,
            retry_at: row.retry_at.map(Timestamp),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select e.tenant_id, e.assistant_id, a.public_id, e.base_url, e.model, e.input_price_micros, e.key,
                e.dimensions, e.revision, e.fault, e.failures, e.retry_at
             from embeddings e join assistants a on a.id = e.assistant_id
             where a.deleted_at is null and ",
            $rest
        )
    };
}

impl Conn {
    /// Nothing if nobody makes vectors for that assistant.
    pub async fn embeddings(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<Option<Embeddings>, Error> {
        let row = fetch_optional!(
            self,
            EmbeddingsRow,
            select!("e.tenant_id = $1 and e.assistant_id = $2"),
            tenant.0,
            assistant.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// Of all assistants of a tenant that have any.
    pub async fn embeddings_of_all(&mut self, tenant: TenantId) -> Result<Vec<Embeddings>, Error> {
        let rows = fetch_all!(self, EmbeddingsRow, select!("e.tenant_id = $1"), tenant.0)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}

impl Tx {
    /// Has an assistant's passages embedded so. Vectors of another address or model go, and so do those that turned out
    /// to be of another length; what failed before is tried anew. The caller has checked that the assistant is the tenant's.
    pub async fn save_embeddings(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        change: &EmbeddingChange,
    ) -> Result<(), Error> {
        self.hold_embeddings(tenant, assistant).await?;
        let before = self.embeddings(tenant, assistant).await?;
        let fits = before.is_some_and(|before| {
            before.settings.makes_the_same(&change.settings)
                && before.fault != Some(EmbeddingFault::WrongDimensions)
        });
        if !fits {
            self.drop_vectors(tenant, assistant).await?;
        }
        // A revision is never given twice, also not after the row was gone: it begins with the time.
        execute!(
            self,
            "insert into embeddings (assistant_id, tenant_id, base_url, model, input_price_micros, key, revision)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (assistant_id) do update set
                base_url = excluded.base_url, model = excluded.model,
                input_price_micros = excluded.input_price_micros, key = excluded.key,
                revision = embeddings.revision + 1, fault = null, failures = 0, retry_at = null",
            assistant.0,
            tenant.0,
            change.settings.base_url.as_deref(),
            &change.settings.model,
            change.settings.input_price_micros,
            change.key.as_deref(),
            change.at.0,
        )?;
        let job = NewJob {
            tenant,
            kind: EMBED_JOB,
            key: job_key(assistant),
            generation: None,
            payload: serde_json::json!({ "assistant": assistant }),
            run_at: change.at,
            at: change.at,
        };
        self.enqueue_jobs(&[job]).await?;
        self.hasten_job(&job_key(assistant), change.at).await
    }

    /// Nobody makes vectors for that assistant any more, and none is left.
    pub async fn drop_embeddings(&mut self, tenant: TenantId, assistant: AssistantId) -> Result<(), Error> {
        self.hold_embeddings(tenant, assistant).await?;
        self.drop_vectors(tenant, assistant).await?;
        execute!(
            self,
            "delete from embeddings where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0
        )?;
        self.drop_job(tenant, &job_key(assistant)).await
    }

    /// Keeps why `of` brought no vectors; nothing clears it. False if somebody has saved something else meanwhile: then it is
    /// not said of that.
    pub async fn note_embedding(
        &mut self,
        of: &Embeddings,
        fault: Option<EmbeddingFault>,
        retry_at: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let noted = execute!(
            self,
            "update embeddings set fault = $6, retry_at = $7,
                failures = case when cast($6 as text) is null then 0 else failures + 1 end
             where tenant_id = $1 and assistant_id = $2 and model = $3 and coalesce(base_url, '') = $4
                and key is not distinct from $5",
            of.tenant.0,
            of.assistant.0,
            &of.settings.model,
            of.settings.base_url.as_deref().unwrap_or_default(),
            of.key.as_deref(),
            fault.as_ref().map(as_word),
            retry_at.map(|at| at.0),
        )?;
        Ok(noted == 1)
    }

    /// Gives the job back until `run_at` if every passage has its vector that may have one. False if some lack theirs: one may
    /// have come while the last batch was made.
    pub async fn end_embedding(&mut self, of: &Embeddings) -> Result<bool, Error> {
        // Whoever writes passages waits here, and then finds a job that nobody is at.
        self.hold_embeddings(of.tenant, of.assistant).await?;
        let (passages, embedded) = self.embedded_count(of.tenant, of.assistant).await?;
        if embedded < passages.min(of.most()) {
            return Ok(false);
        }
        self.note_embedding(of, None, None).await?;
        Ok(true)
    }

    /// Passages of the assistant are about to change: what is held of them is old, and from `at` on there may be new ones
    /// to embed. First in any transaction that touches passages, so that two nodes wait here and not for each other.
    pub(super) async fn passages_change(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        at: Option<Timestamp>,
    ) -> Result<(), Error> {
        if self.hold_embeddings(tenant, assistant).await?
            && let Some(at) = at
        {
            self.hasten_job(&job_key(assistant), at).await?;
        }
        Ok(())
    }

    /// Locks the assistant's row, and counts the change. False if there is none.
    pub(super) async fn hold_embeddings(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<bool, Error> {
        let held = execute!(
            self,
            "update embeddings set revision = revision + 1 where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0
        )?;
        Ok(held == 1)
    }

    async fn drop_vectors(&mut self, tenant: TenantId, assistant: AssistantId) -> Result<(), Error> {
        execute!(
            self,
            "update embeddings set dimensions = null where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0
        )?;
        execute!(
            self,
            "delete from vectors where tenant_id = $1 and assistant_id = $2",
            tenant.0,
            assistant.0
        )?;
        Ok(())
    }
}

fn job_key(assistant: AssistantId) -> String {
    format!("{EMBED_JOB}:{assistant}")
}
