//! Replies being written.

mod answered;
mod ends;
mod write;

use super::column::At;
use super::engine::{fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error};
use crate::domain::{
    AssistantId, ContactId, DialogId, FailureCode, Generation, GenerationId, GenerationStatus, MessageId,
    TenantId, Timestamp,
};

pub use answered::SaidReply;
pub use ends::ReplyEnd;
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
        text_attempt: i64,
        code: Option<String>,
        message_id: Option<i64>,
        latency_ms: Option<i64>,
        usage: Option<String>,
        deadline_at: Option<i64>,
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
            text_of: at.known("text_attempt", i32::try_from(row.text_attempt).ok())?,
            code,
            message: row.message_id.map(MessageId),
            latency_ms: row.latency_ms,
            usage: at.optional_json("usage", row.usage.as_deref())?,
            deadline: row.deadline_at.map(Timestamp),
            created_at: Timestamp(row.created_at),
        })
    }
}

macro_rules! generation_columns {
    () => {
        "g.id, g.tenant_id, g.dialog_id, g.assistant_id, g.reply_to_public, g.reply_to_staff, g.handler_epoch,
         g.status, g.attempt, g.text, g.delta_index, g.text_attempt, g.code, g.message_id, g.latency_ms,
         g.usage, g.deadline_at, g.created_at"
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

    /// Replies of any tenant that should be written, but that no job leads to, of which nothing was heard since `before`: none
    /// that this program leaves behind. The oldest `limit`, found among those that are active.
    pub async fn forgotten_generations(
        &mut self,
        before: Timestamp,
        limit: i64,
    ) -> Result<Vec<Generation>, Error> {
        let rows = fetch_all!(
            self,
            GenerationRow,
            select!(
                "where g.status in ('queued', 'generating') and g.updated_at < $1
                    and not exists (select 1 from jobs j where j.generation_id = g.id)
                 order by +g.id limit $2"
            ),
            before.0,
            limit,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The one way in for a workflow, which names a generation and nothing else: its token is the proof.
    pub async fn generation_of_any_tenant(
        &mut self,
        generation: GenerationId,
    ) -> Result<Option<Generation>, Error> {
        let row = fetch_optional!(self, GenerationRow, select!("where g.id = $1"), generation.0)?;
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

    /// Whether another reply in that dialog was wanted before this one and is still being written.
    pub async fn earlier_is_active(&mut self, of: &Generation) -> Result<bool, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "select id from generations
             where tenant_id = $1 and dialog_id = $2 and id < $3 and status in ('queued', 'generating') limit 1",
            of.tenant.0,
            of.dialog.0,
            of.id.0,
        )?;
        Ok(row.is_some())
    }

    /// The last message of the contact, as numbered in the public stream, that a finished reply before this one
    /// has answered; 0 if there is none.
    pub async fn answered_up_to(&mut self, of: &Generation) -> Result<i64, Error> {
        fetch_scalar!(
            self,
            i64,
            "select coalesce(max(reply_to_public), 0) from generations
             where tenant_id = $1 and dialog_id = $2 and id < $3 and status = 'completed'",
            of.tenant.0,
            of.dialog.0,
            of.id.0,
        )
    }

    /// What the assistant had written when the present holder took over, or of an answer that became too long, until an
    /// operator has said something to the contact.
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
                    and g.text <> ''
                    and (g.status = 'cancelled' and g.code = 'taken_over' and g.finished_at >= d.state_since
                        or g.status = 'error' and g.code = 'too_long')
                    and not exists (select 1 from generations n where n.dialog_id = g.dialog_id and n.id > g.id
                        and n.status = 'completed')
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
