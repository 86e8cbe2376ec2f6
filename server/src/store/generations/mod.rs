//! Replies being written.

mod write;

use super::column::At;
use super::engine::{fetch_all, fetch_optional, row};
use super::{Conn, Error};
use crate::domain::{
    AssistantId, ContactId, DialogId, FailureCode, Generation, GenerationId, GenerationStatus, MessageId,
    TenantId, Timestamp,
};

pub use write::{Ending, NewGeneration};

row! {
    struct GenerationRow {
        id: i64,
        tenant_id: i64,
        dialog_id: i64,
        assistant_id: i64,
        reply_to_public: i64,
        reply_to_staff: i64,
        handler_epoch: i64,
        status: String,
        attempt: i64,
        text: String,
        delta_index: i64,
        code: Option<String>,
        message_id: Option<i64>,
        latency_ms: Option<i64>,
        created_at: i64,
    }
}

impl TryFrom<GenerationRow> for Generation {
    type Error = Error;

    fn try_from(row: GenerationRow) -> Result<Self, Error> {
        let at = At("generations", row.id);
        let code = row
            .code
            .as_deref()
            .map(|code| at.known("code", FailureCode::parse(code)))
            .transpose()?;
        Ok(Self {
            id: GenerationId(row.id),
            tenant: TenantId(row.tenant_id),
            dialog: DialogId(row.dialog_id),
            assistant: AssistantId(row.assistant_id),
            reply_to_public: row.reply_to_public,
            reply_to_staff: row.reply_to_staff,
            handler_epoch: row.handler_epoch,
            status: at.known("status", GenerationStatus::parse(&row.status))?,
            attempt: at.known("attempt", i32::try_from(row.attempt).ok())?,
            text: row.text,
            index: row.delta_index,
            code,
            message: row.message_id.map(MessageId),
            latency_ms: row.latency_ms,
            created_at: Timestamp(row.created_at),
        })
    }
}

macro_rules! generation_columns {
    () => {
        "g.id, g.tenant_id, g.dialog_id, g.assistant_id, g.reply_to_public, g.reply_to_staff, g.handler_epoch,
         g.status, g.attempt, g.text, g.delta_index, g.code, g.message_id, g.latency_ms, g.created_at"
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select ", generation_columns!(), " from generations g ", $rest)
    };
}

impl Conn {
    pub async fn generation(
        &mut self,
        tenant: TenantId,
        generation: GenerationId,
    ) -> Result<Option<Generation>, Error> {
        let row = fetch_optional!(
            self,
            GenerationRow,
            select!("where g.tenant_id = $1 and g.id = $2"),
            tenant.0,
            generation.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// What is being written in the tenant, or only in that dialog, or only for that contact.
    pub async fn active_generations(
        &mut self,
        tenant: TenantId,
        dialog: Option<DialogId>,
        contact: Option<ContactId>,
    ) -> Result<Vec<Generation>, Error> {
        let rows = fetch_all!(
            self,
            GenerationRow,
            select!(
                "join dialogs d on d.id = g.dialog_id
                 where g.tenant_id = $1 and g.status in ('queued', 'generating')
                    and (cast($2 as bigint) is null or g.dialog_id = $2)
                    and (cast($3 as bigint) is null or d.contact_id = $3)
                 order by g.id"
            ),
            tenant.0,
            dialog.map(|dialog| dialog.0),
            contact.map(|contact| contact.0),
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// What the assistant had written when the present holder took over, until that operator has said
    /// something to the contact.
    pub async fn suggestion(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
    ) -> Result<Option<Generation>, Error> {
        let row = fetch_optional!(
            self,
            GenerationRow,
            select!(
                "join dialogs d on d.id = g.dialog_id
                 where g.tenant_id = $1 and g.dialog_id = $2 and d.state = 'operator'
                    and g.status = 'cancelled' and g.code = 'taken_over' and g.text <> ''
                    and g.finished_at >= d.state_since
                    and not exists (select 1 from messages m where m.dialog_id = g.dialog_id
                        and m.staff_seq > g.reply_to_staff and m.sender = 'manager' and m.kind = 'message')
                 order by g.id desc limit 1"
            ),
            tenant.0,
            dialog.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}
