//! Replies that were said, to be played again.

use crate::domain::{AssistantId, Citation, DialogId, GenerationId, MessageMeta, TenantId};
use crate::store::column::At;
use crate::store::engine::{fetch_all, row};
use crate::store::{Conn, Error};

/// A reply as it was said.
#[derive(Clone, Debug, PartialEq)]
pub struct SaidReply {
    pub generation: GenerationId,
    pub dialog: DialogId,
    /// The contact's message that it answers, in the public stream.
    pub reply_to: i64,
    pub text: String,
    pub citations: Vec<Citation>,
    pub answered: bool,
    pub latency_ms: Option<i64>,
}

row! {
    struct SaidRow {
        id: i64,
        dialog_id: i64,
        reply_to_public: i64,
        text: String,
        citations: String,
        meta: String,
        latency_ms: Option<i64>,
    }
}

impl Conn {
    /// The assistant's latest replies, the newest first.
    pub async fn said_replies(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        limit: i64,
    ) -> Result<Vec<SaidReply>, Error> {
        let rows = fetch_all!(
            self,
            SaidRow,
            "select g.id, g.dialog_id, g.reply_to_public, m.text, m.citations, m.meta, g.latency_ms
             from generations g join messages m on m.id = g.message_id
             where g.tenant_id = $1 and g.assistant_id = $2 and g.status = 'completed' and m.deleted_at is null
             order by g.id desc limit $3",
            tenant.0,
            assistant.0,
            limit,
        )?;
        rows.into_iter()
            .map(|row| {
                let at = At("messages", row.id);
                let meta: MessageMeta = at.json("meta", &row.meta)?;
                Ok(SaidReply {
                    generation: GenerationId(row.id),
                    dialog: DialogId(row.dialog_id),
                    reply_to: row.reply_to_public,
                    text: row.text,
                    citations: at.json("citations", &row.citations)?,
                    answered: meta.answered.unwrap_or(true),
                    latency_ms: row.latency_ms,
                })
            })
            .collect()
    }
}
