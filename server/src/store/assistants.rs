use super::column::{At, json};
use super::engine::{execute, fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{
    AllowedOrigins, Appearance, Assistant, AssistantId, EngineKind, EngineSettings, HandoffPolicy, PublicId,
    TenantId, Timestamp,
};

#[derive(Clone, Debug)]
pub struct NewAssistant {
    pub public_id: PublicId,
    pub name: String,
    pub engine: EngineKind,
    pub appearance: Appearance,
    pub allowed_origins: AllowedOrigins,
    pub at: Timestamp,
}

/// What an administrator may change, all of it at once.
#[derive(Clone, Debug)]
pub struct AssistantChange {
    pub name: String,
    pub engine: EngineKind,
    pub engine_settings: EngineSettings,
    /// Sealed.
    pub engine_key: Option<Vec<u8>>,
    pub instructions: String,
    pub handoff: HandoffPolicy,
    pub appearance: Appearance,
    pub allowed_origins: AllowedOrigins,
    pub at: Timestamp,
}

row! {
    struct AssistantRow {
        id: i64,
        tenant_id: i64,
        public_id: String,
        name: String,
        engine: String,
        engine_settings: String,
        engine_key: Option<Vec<u8>>,
        instructions: String,
        handoff: String,
        appearance: String,
        allowed_origins: String,
    }
}

impl TryFrom<AssistantRow> for Assistant {
    type Error = Error;

    fn try_from(row: AssistantRow) -> Result<Self, Error> {
        let at = At("assistants", row.id);
        Ok(Self {
            id: AssistantId(row.id),
            tenant: TenantId(row.tenant_id),
            public_id: at.known("public_id", PublicId::parse(&row.public_id))?,
            engine: at.json("engine", &row.engine)?,
            engine_settings: at.json("engine_settings", &row.engine_settings)?,
            engine_key: row.engine_key,
            instructions: row.instructions,
            handoff: at.json("handoff", &row.handoff)?,
            appearance: at.json("appearance", &row.appearance)?,
            allowed_origins: at.json("allowed_origins", &row.allowed_origins)?,
            name: row.name,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, tenant_id, public_id, name, engine, engine_settings, engine_key, instructions, handoff,
                appearance, allowed_origins
             from assistants where deleted_at is null and ",
            $rest
        )
    };
}

impl Conn {
    pub async fn assistant(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
    ) -> Result<Option<Assistant>, Error> {
        let row = fetch_optional!(
            self,
            AssistantRow,
            select!("tenant_id = $1 and id = $2"),
            tenant.0,
            assistant.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The one way in for a stranger: the public id is what tells the tenant.
    pub async fn assistant_by_public_id(&mut self, public_id: &PublicId) -> Result<Option<Assistant>, Error> {
        let row = fetch_optional!(self, AssistantRow, select!("public_id = $1"), public_id.as_str())?;
        row.map(TryInto::try_into).transpose()
    }

    /// All of a tenant's, the oldest first.
    pub async fn assistants(&mut self, tenant: TenantId) -> Result<Vec<Assistant>, Error> {
        let rows = fetch_all!(
            self,
            AssistantRow,
            select!("tenant_id = $1 order by id"),
            tenant.0
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}

impl Tx {
    pub async fn create_assistant(
        &mut self,
        tenant: TenantId,
        new: &NewAssistant,
    ) -> Result<AssistantId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into assistants
                (tenant_id, public_id, name, engine, appearance, allowed_origins, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $7) returning id",
            tenant.0,
            new.public_id.as_str(),
            &new.name,
            json(&new.engine),
            json(&new.appearance),
            json(&new.allowed_origins),
            new.at.0,
        )?;
        Ok(AssistantId(id))
    }

    /// False if the tenant has no such assistant.
    pub async fn update_assistant(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        change: &AssistantChange,
    ) -> Result<bool, Error> {
        let updated = execute!(
            self,
            "update assistants
             set name = $3, engine = $4, appearance = $5, allowed_origins = $6, updated_at = $7,
                engine_settings = $8, engine_key = $9, instructions = $10, handoff = $11
             where tenant_id = $1 and id = $2 and deleted_at is null",
            tenant.0,
            assistant.0,
            &change.name,
            json(&change.engine),
            json(&change.appearance),
            json(&change.allowed_origins),
            change.at.0,
            json(&change.engine_settings),
            change.engine_key.as_deref(),
            &change.instructions,
            json(&change.handoff),
        )?;
        Ok(updated == 1)
    }

    /// Takes it out of service, with its sites. Its dialogs stay.
    pub async fn delete_assistant(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        self.drop_embeddings(tenant, assistant).await?;
        let deleted = execute!(
            self,
            "update assistants set deleted_at = $3, updated_at = $3
             where tenant_id = $1 and id = $2 and deleted_at is null",
            tenant.0,
            assistant.0,
            at.0,
        )?;
        Ok(deleted == 1)
    }
}
