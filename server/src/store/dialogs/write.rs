use serde_json::{Value, json};

use crate::domain::{
    AssistantId, ClientId, ContactId, Dialog, DialogId, Handoff, Holder, Mark, Page, SiteId, TenantId,
    Timestamp,
};
use crate::store::column::optional_json;
use crate::store::engine::{batch, execute, fetch_scalar};
use crate::store::{Error, Tx};

#[derive(Clone, Debug)]
pub struct NewDialog {
    pub tenant: TenantId,
    pub assistant: AssistantId,
    pub site: Option<SiteId>,
    pub contact: ContactId,
    /// Unique for the contact.
    pub client_id: ClientId,
    pub page: Option<Page>,
    pub at: Timestamp,
}

impl NewDialog {
    /// The dialog as it stands once it is inserted.
    pub fn with_id(self, id: DialogId) -> Dialog {
        Dialog {
            id,
            tenant: self.tenant,
            assistant: self.assistant,
            site: self.site,
            contact: self.contact,
            handoff: Handoff::new(),
            seq: Mark::default(),
            marks: crate::domain::Marks::default(),
            page: self.page,
            opened_at: self.at,
            updated_at: self.at,
        }
    }
}

impl Tx {
    /// A new dialog, held by the assistant. A second one of the same client id is a retryable error: a
    /// repeat finds the first by [`super::super::Conn::dialog_by_client_id`].
    pub async fn insert_dialog(&mut self, new: &NewDialog) -> Result<DialogId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into dialogs
                (tenant_id, assistant_id, site_id, contact_id, client_id, state, handler_epoch,
                 public_seq, staff_seq, page, last_public_at, opened_at, updated_at)
             values ($1, $2, $3, $4, $5, 'assistant', $6, 0, 0, $7, $8, $8, $8) returning id",
            new.tenant.0,
            new.assistant.0,
            new.site.map(|site| site.0),
            new.contact.0,
            new.client_id.as_str(),
            Handoff::new().epoch,
            optional_json(new.page.as_ref()),
            new.at.0,
        )?;
        Ok(DialogId(id))
    }

    /// Writes what may change of a dialog: who has it, numbers, marks, page, time. All in one statement;
    /// the rows must have been locked.
    pub async fn save_dialogs(&mut self, dialogs: &[Dialog]) -> Result<(), Error> {
        if dialogs.is_empty() {
            return Ok(());
        }
        let rows: Vec<Value> = dialogs.iter().map(changes).collect();
        let sql = batch!(
            self,
            "update dialogs set
                state = new.state, operator_id = new.operator_id, queued_reason = new.queued_reason,
                state_since = new.state_since, handler_epoch = new.epoch,
                public_seq = new.public_seq, staff_seq = new.staff_seq,
                user_delivered_public = new.udp, user_delivered_staff = new.uds,
                user_read_public = new.urp, user_read_staff = new.urs,
                manager_delivered_public = new.mdp, manager_delivered_staff = new.mds,
                manager_read_public = new.mrp, manager_read_staff = new.mrs,
                page = new.page, updated_at = new.updated_at
             from (select cast(value ->> 'id' as bigint) as id, cast(value ->> 'tenant' as bigint) as tenant_id,
                value ->> 'state' as state, cast(value ->> 'operator' as bigint) as operator_id,
                value ->> 'reason' as queued_reason, cast(value ->> 'since' as bigint) as state_since,
                cast(value ->> 'epoch' as bigint) as epoch,
                cast(value ->> 'public' as bigint) as public_seq, cast(value ->> 'staff' as bigint) as staff_seq,
                cast(value ->> 'udp' as bigint) as udp, cast(value ->> 'uds' as bigint) as uds,
                cast(value ->> 'urp' as bigint) as urp, cast(value ->> 'urs' as bigint) as urs,
                cast(value ->> 'mdp' as bigint) as mdp, cast(value ->> 'mds' as bigint) as mds,
                cast(value ->> 'mrp' as bigint) as mrp, cast(value ->> 'mrs' as bigint) as mrs,
                value ->> 'page' as page, cast(value ->> 'at' as bigint) as updated_at",
            ") as new where dialogs.id = new.id and dialogs.tenant_id = new.tenant_id"
        );
        let expected = dialogs.len() as u64;
        let found = execute!(self, sql, Value::from(rows).to_string())?;
        if found == expected {
            Ok(())
        } else {
            Err(Error::WrongRowCount { expected, found })
        }
    }
}

fn changes(dialog: &Dialog) -> Value {
    let (reason, since) = match &dialog.handoff.holder {
        Holder::Assistant => (None, None),
        Holder::Queued { since, reason } => (Some(reason), Some(since)),
        Holder::Operator { since, .. } | Holder::Closed { since } => (None, Some(since)),
    };
    let marks = &dialog.marks;
    json!({
        "id": dialog.id, "tenant": dialog.tenant, "state": dialog.handoff.holder.as_str(),
        "operator": dialog.handoff.holder.operator(), "reason": reason, "since": since.map(|at| at.0),
        "epoch": dialog.handoff.epoch, "public": dialog.seq.public, "staff": dialog.seq.staff,
        "udp": marks.user_delivered.public, "uds": marks.user_delivered.staff,
        "urp": marks.user_read.public, "urs": marks.user_read.staff,
        "mdp": marks.manager_delivered.public, "mds": marks.manager_delivered.staff,
        "mrp": marks.manager_read.public, "mrs": marks.manager_read.staff,
        "page": optional_json(dialog.page.as_ref()), "at": dialog.updated_at.0,
    })
}
