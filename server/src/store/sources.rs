//! Where articles are imported from.

use std::collections::HashMap;

use super::column::{At, json};
use super::engine::{execute, fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{
    AssistantId, ImportReason, PageState, Source, SourceId, SourceKind, SourceState, TenantId, Timestamp,
};

#[derive(Clone, Debug)]
pub struct NewSource {
    pub assistant: AssistantId,
    pub kind: SourceKind,
    pub name: String,
    pub urls: Vec<String>,
    pub at: Timestamp,
}

/// How a run ended.
#[derive(Clone, Copy, Debug)]
pub struct RunEnd {
    pub state: SourceState,
    pub reason: Option<ImportReason>,
    pub at: Timestamp,
    pub next_at: Option<Timestamp>,
}

/// How many pages are in which state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageCounts {
    states: HashMap<PageState, i64>,
    /// Of all: written or written anew by the last run.
    pub changed: i64,
}

impl PageCounts {
    pub fn of(&self, state: PageState) -> i64 {
        self.states.get(&state).copied().unwrap_or(0)
    }

    pub fn found(&self) -> i64 {
        self.states.values().sum()
    }
}

row! {
    struct SourceRow {
        id: i64,
        tenant_id: i64,
        assistant_id: i64,
        kind: String,
        name: String,
        urls: String,
        state: String,
        reason: Option<String>,
        created_at: i64,
        run_at: Option<i64>,
        ended_at: Option<i64>,
        next_at: Option<i64>,
    }
}

row! {
    struct CountRow {
        source_id: i64,
        state: String,
        pages: i64,
        changed: i64,
    }
}

impl TryFrom<SourceRow> for Source {
    type Error = Error;

    fn try_from(row: SourceRow) -> Result<Self, Error> {
        let at = At("sources", row.id);
        Ok(Self {
            id: SourceId(row.id),
            tenant: TenantId(row.tenant_id),
            assistant: AssistantId(row.assistant_id),
            kind: word(at, "kind", row.kind)?,
            name: row.name,
            urls: at.json("urls", &row.urls)?,
            state: word(at, "state", row.state)?,
            reason: row.reason.map(|raw| word(at, "reason", raw)).transpose()?,
            created_at: Timestamp(row.created_at),
            run_at: row.run_at.map(Timestamp),
            ended_at: row.ended_at.map(Timestamp),
            next_at: row.next_at.map(Timestamp),
        })
    }
}

/// One of a few words, as serde names them.
pub(super) fn word<T: serde::de::DeserializeOwned>(
    at: At,
    column: &'static str,
    raw: String,
) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(raw)).map_err(|_| at.wrong(column))
}

/// And the other way.
pub(super) fn as_word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, tenant_id, assistant_id, kind, name, urls, state, reason, created_at, run_at, ended_at, next_at
             from sources where ",
            $rest
        )
    };
}

impl Conn {
    /// All of an assistant's, newest first.
    pub async fn sources(&mut self, tenant: TenantId, assistant: AssistantId) -> Result<Vec<Source>, Error> {
        let rows = fetch_all!(
            self,
            SourceRow,
            select!("tenant_id = $1 and assistant_id = $2 order by id desc"),
            tenant.0,
            assistant.0,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub async fn source(&mut self, tenant: TenantId, source: SourceId) -> Result<Option<Source>, Error> {
        let row = fetch_optional!(
            self,
            SourceRow,
            select!("tenant_id = $1 and id = $2"),
            tenant.0,
            source.0
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The counts of all sources of an assistant that have pages.
    pub async fn source_counts(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<HashMap<SourceId, PageCounts>, Error> {
        let rows = fetch_all!(
            self,
            CountRow,
            "select source_pages.source_id as source_id, source_pages.state as state, count(*) as pages,
                cast(sum(case when source_pages.imported_at >= sources.run_at then 1 else 0 end) as bigint)
                    as changed
             from source_pages join sources on sources.id = source_pages.source_id
             where sources.tenant_id = $1 and sources.assistant_id = $2
             group by source_pages.source_id, source_pages.state",
            tenant.0,
            assistant.0,
        )?;
        let mut counts: HashMap<SourceId, PageCounts> = HashMap::new();
        for row in rows {
            let state = word(At("source_pages", row.source_id), "state", row.state)?;
            let of = counts.entry(SourceId(row.source_id)).or_default();
            of.states.insert(state, row.pages);
            of.changed += row.changed;
        }
        Ok(counts)
    }
}

impl Tx {
    /// The caller has checked that the assistant is the tenant's.
    pub async fn create_source(&mut self, tenant: TenantId, new: &NewSource) -> Result<SourceId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into sources (tenant_id, assistant_id, kind, name, urls, state, created_at)
             values ($1, $2, $3, $4, $5, 'pending', $6) returning id",
            tenant.0,
            new.assistant.0,
            as_word(&new.kind),
            &new.name,
            json(&new.urls),
            new.at.0,
        )?;
        Ok(SourceId(id))
    }

    /// It is to be run anew. One that runs goes on. False if there is none.
    pub async fn await_run(&mut self, tenant: TenantId, source: SourceId) -> Result<bool, Error> {
        let found = execute!(
            self,
            "update sources set state = case when state = 'running' then state else 'pending' end
             where tenant_id = $1 and id = $2",
            tenant.0,
            source.0,
        )?;
        Ok(found == 1)
    }

    /// A run begins. One that was interrupted keeps its beginning, and so what it has done. False if there is
    /// no such source.
    pub async fn begin_run(
        &mut self,
        tenant: TenantId,
        source: SourceId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let found = execute!(
            self,
            "update sources set run_at = case when state = 'running' then run_at else $3 end, state = 'running'
             where tenant_id = $1 and id = $2",
            tenant.0,
            source.0,
            at.0,
        )?;
        Ok(found == 1)
    }

    pub async fn end_run(&mut self, tenant: TenantId, source: SourceId, end: RunEnd) -> Result<(), Error> {
        execute!(
            self,
            "update sources set state = $3, reason = $4, ended_at = $5, next_at = $6
             where tenant_id = $1 and id = $2",
            tenant.0,
            source.0,
            as_word(&end.state),
            end.reason.as_ref().map(as_word),
            end.at.0,
            end.next_at.map(|at| at.0),
        )?;
        Ok(())
    }

    /// Takes a source away, and the job that runs it. Its articles become ordinary ones. False if there is none.
    pub async fn delete_source(&mut self, tenant: TenantId, source: SourceId) -> Result<bool, Error> {
        execute!(
            self,
            "delete from source_pages where tenant_id = $1 and source_id = $2",
            tenant.0,
            source.0
        )?;
        let deleted = execute!(
            self,
            "delete from sources where tenant_id = $1 and id = $2",
            tenant.0,
            source.0
        )?;
        Ok(deleted == 1)
    }
}
