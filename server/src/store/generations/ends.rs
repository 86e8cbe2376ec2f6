use crate::domain::{FailureCode, GenerationId, GenerationStatus, Mark, MessageId, TenantId, Usage};
use crate::store::column::{At, json};
use crate::store::engine::{batch, fetch_all, row};
use crate::store::{Conn, Error};

/// How far a reply is, and what was said with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyEnd {
    pub generation: GenerationId,
    pub status: GenerationStatus,
    pub code: Option<FailureCode>,
    /// The message that came of it, and its numbers.
    pub message: Option<(MessageId, Mark)>,
    pub latency_ms: Option<i64>,
    pub usage: Option<Usage>,
}

row! {
    struct EndRow {
        id: i64,
        status: String,
        code: Option<String>,
        message_id: Option<i64>,
        public_seq: Option<i64>,
        staff_seq: Option<i64>,
        latency_ms: Option<i64>,
        usage: Option<String>,
    }
}

impl TryFrom<EndRow> for ReplyEnd {
    type Error = Error;

    fn try_from(row: EndRow) -> Result<Self, Error> {
        let at = At("generations", row.id);
        let code = row
            .code
            .map(|code| at.known("code", FailureCode::parse(&code)))
            .transpose()?;
        let mark = row.staff_seq.map(|staff| Mark {
            public: row.public_seq.unwrap_or(0),
            staff,
        });
        Ok(Self {
            generation: GenerationId(row.id),
            status: at.known("status", GenerationStatus::parse(&row.status))?,
            code,
            message: row.message_id.map(MessageId).zip(mark),
            latency_ms: row.latency_ms,
            usage: at.optional_json("usage", row.usage.as_deref())?,
        })
    }
}

impl Conn {
    /// How far each of these replies is, in no order; nothing of those that are not there.
    pub async fn reply_ends(&mut self, replies: &[(TenantId, GenerationId)]) -> Result<Vec<ReplyEnd>, Error> {
        if replies.is_empty() {
            return Ok(Vec::new());
        }
        let sql = batch!(
            self,
            "select g.id, g.status, g.code, g.message_id, m.public_seq, m.staff_seq, g.latency_ms, g.usage
             from generations g left join messages m on m.id = g.message_id
             where (g.id, g.tenant_id) in (select cast(value ->> 'id' as bigint), cast(value ->> 'tenant' as bigint)",
            ")"
        );
        let keys: Vec<_> = replies
            .iter()
            .map(|(tenant, id)| serde_json::json!({ "tenant": tenant, "id": id }))
            .collect();
        let rows = fetch_all!(self, EndRow, sql, json(&keys))?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}
