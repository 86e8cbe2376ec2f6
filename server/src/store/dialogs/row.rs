use crate::domain::{
    AssistantId, ContactId, Dialog, DialogId, Handoff, HandoffReason, Holder, Marks, OperatorId, SiteId,
    TenantId, Timestamp,
};
use crate::store::Error;
use crate::store::column::{At, mark};
use crate::store::engine::row;

/// The columns of [`DialogRow`], from a table that the statement calls `d`.
macro_rules! dialog_columns {
    () => {
        "d.id, d.tenant_id, d.assistant_id, d.site_id, d.contact_id, d.state, d.operator_id,
         d.queued_reason, d.state_since, d.handler_epoch, d.public_seq, d.staff_seq,
         d.user_delivered_public, d.user_delivered_staff, d.user_read_public, d.user_read_staff,
         d.manager_delivered_public, d.manager_delivered_staff, d.manager_read_public, d.manager_read_staff,
         d.page, d.opened_at, d.updated_at"
    };
}
pub(in crate::store) use dialog_columns;

row! {
    pub(in crate::store) struct DialogRow {
        id: i64,
        tenant_id: i64,
        assistant_id: i64,
        site_id: Option<i64>,
        contact_id: i64,
        state: String,
        operator_id: Option<i64>,
        queued_reason: Option<String>,
        state_since: Option<i64>,
        handler_epoch: i64,
        public_seq: i64,
        staff_seq: i64,
        user_delivered_public: i64,
        user_delivered_staff: i64,
        user_read_public: i64,
        user_read_staff: i64,
        manager_delivered_public: i64,
        manager_delivered_staff: i64,
        manager_read_public: i64,
        manager_read_staff: i64,
        page: Option<String>,
        opened_at: i64,
        updated_at: i64,
    }
}

impl DialogRow {
    fn holder(&self, at: At) -> Result<Holder, Error> {
        let since = || at.known("state_since", self.state_since.map(Timestamp));
        Ok(match self.state.as_str() {
            "assistant" => Holder::Assistant,
            "queued" => {
                let reason = self.queued_reason.as_deref().and_then(HandoffReason::parse);
                Holder::Queued {
                    since: since()?,
                    reason: at.known("queued_reason", reason)?,
                }
            }
            "operator" => Holder::Operator {
                operator: at.known("operator_id", self.operator_id.map(OperatorId))?,
                since: since()?,
            },
            "closed" => Holder::Closed { since: since()? },
            _ => return Err(at.wrong("state")),
        })
    }
}

impl TryFrom<DialogRow> for Dialog {
    type Error = Error;

    fn try_from(row: DialogRow) -> Result<Self, Error> {
        let at = At("dialogs", row.id);
        Ok(Self {
            id: DialogId(row.id),
            tenant: TenantId(row.tenant_id),
            assistant: AssistantId(row.assistant_id),
            site: row.site_id.map(SiteId),
            contact: ContactId(row.contact_id),
            handoff: Handoff {
                holder: row.holder(at)?,
                epoch: row.handler_epoch,
            },
            seq: mark(row.public_seq, row.staff_seq),
            marks: Marks {
                user_delivered: mark(row.user_delivered_public, row.user_delivered_staff),
                user_read: mark(row.user_read_public, row.user_read_staff),
                manager_delivered: mark(row.manager_delivered_public, row.manager_delivered_staff),
                manager_read: mark(row.manager_read_public, row.manager_read_staff),
            },
            page: at.optional_json("page", row.page.as_deref())?,
            opened_at: Timestamp(row.opened_at),
            updated_at: Timestamp(row.updated_at),
        })
    }
}
