//! Dialogs as lists show them, and as each side sees its own.

use super::column::{At, json};
use super::contacts::ContactRow;
use super::dialogs::{DialogRow, dialog_columns};
use super::engine::{batch, fetch_all, fetch_optional, row};
use super::{Conn, Error};
use crate::domain::{Contact, ContactId, Dialog, DialogId, Holder, Person, Sender, TenantId, Timestamp};

/// A dialog with what a list shows beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct DialogSummary {
    pub dialog: Dialog,
    pub contact: Contact,
    /// Whose the last public message is, and its first 200 characters.
    pub last: Option<(Sender, String)>,
    /// When that was written; the opening, if there is none.
    pub last_public_at: Timestamp,
    /// When the last entry was written that the reader may see; the opening, if there is none.
    pub updated_at: Timestamp,
    /// Who holds it, as a contact may know them.
    pub operator: Option<Person>,
    /// What the reader's side has not read: of the contact's messages for operators, of the others'
    /// public messages for the contact.
    pub unread: i64,
    pub assistant_name: String,
}

impl DialogSummary {
    /// Whether lists of operators have it: the same that `inbox` and `counts` ask.
    pub fn is_begun(&self) -> bool {
        self.dialog.seq.staff > 0 || self.dialog.handoff.holder != Holder::Assistant
    }

    /// Where the next page of an inbox begins after this one.
    pub fn inbox_cursor(&self) -> Cursor {
        Cursor {
            at: self.dialog.updated_at,
            dialog: self.dialog.id,
        }
    }

    /// The same for a contact's list. It goes by public messages: a note must not move anything there.
    pub fn contact_cursor(&self) -> Cursor {
        Cursor {
            at: self.last_public_at,
            dialog: self.dialog.id,
        }
    }
}

/// A place in a list that shows the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Timestamp,
    pub dialog: DialogId,
}

impl Cursor {
    /// What a statement compares with: nothing is later than no cursor.
    pub(super) fn or_end(before: Option<Self>) -> (i64, i64) {
        before.map_or((i64::MAX, i64::MAX), |cursor| (cursor.at.0, cursor.dialog.0))
    }
}

row! {
    pub(super) struct SummaryRow {
        #[sqlx(flatten)]
        dialog: DialogRow,
        contact_name: Option<String>,
        contact_email: Option<String>,
        contact_external_id: Option<String>,
        contact_assistant: i64,
        contact_site: Option<i64>,
        contact_verified: bool,
        contact_attributes: String,
        contact_created_at: i64,
        last_sender: Option<String>,
        last_text: Option<String>,
        last_public_at: i64,
        seen_updated_at: i64,
        operator_name: Option<String>,
        operator_avatar: Option<String>,
        unread: i64,
        assistant_name: String,
    }
}

impl TryFrom<SummaryRow> for DialogSummary {
    type Error = Error;

    fn try_from(row: SummaryRow) -> Result<Self, Error> {
        let dialog = Dialog::try_from(row.dialog)?;
        let at = At("dialogs", dialog.id.0);
        let contact = ContactRow {
            id: dialog.contact.0,
            tenant_id: dialog.tenant.0,
            assistant_id: row.contact_assistant,
            site_id: row.contact_site,
            external_id: row.contact_external_id,
            name: row.contact_name,
            email: row.contact_email,
            verified: row.contact_verified,
            attributes: row.contact_attributes,
            created_at: row.contact_created_at,
        };
        let last = match (row.last_sender, row.last_text) {
            (Some(sender), Some(text)) => Some((at.known("last_sender", Sender::parse(&sender))?, text)),
            _ => None,
        };
        let operator = dialog.handoff.holder.operator().zip(row.operator_name);
        Ok(Self {
            operator: operator.map(|(id, name)| Person {
                id,
                name,
                avatar_url: row.operator_avatar,
            }),
            contact: contact.try_into()?,
            last,
            last_public_at: Timestamp(row.last_public_at),
            updated_at: Timestamp(row.seen_updated_at),
            unread: row.unread,
            assistant_name: row.assistant_name,
            dialog,
        })
    }
}

/// Everything of a summary but what each side sees in its own way.
macro_rules! summary {
    (updated $updated:literal, unread $unread:literal) => {
        concat!(
            "select ",
            dialog_columns!(),
            ", c.name as contact_name, c.email as contact_email, c.external_id as contact_external_id,
             c.assistant_id as contact_assistant, c.site_id as contact_site, c.verified as contact_verified,
             c.attributes as contact_attributes, c.created_at as contact_created_at,
             d.last_sender, d.last_text, d.last_public_at, ",
            $updated,
            " as seen_updated_at,
             o.name as operator_name, o.avatar_url as operator_avatar, a.name as assistant_name,
             (select count(*) from messages m where m.dialog_id = d.id and ",
            $unread,
            ") as unread
             from dialogs d
             join contacts c on c.id = d.contact_id
             join assistants a on a.id = d.assistant_id
             left join operators o on o.id = d.operator_id "
        )
    };
}

macro_rules! for_operators {
    () => {
        summary!(
            updated "d.updated_at",
            unread "m.staff_seq > d.manager_read_public and m.public_seq > d.manager_read_public
                and m.sender = 'user' and m.deleted_at is null"
        )
    };
}

macro_rules! for_contact {
    () => {
        summary!(
            // Not `d.updated_at`: a note moves that.
            updated "coalesce((select m.created_at from messages m
                where m.dialog_id = d.id and m.staff_seq >= d.public_seq and m.public_seq = d.public_seq), d.opened_at)",
            unread "m.staff_seq > d.user_read_public and m.public_seq > d.user_read_public and m.sender <> 'user' and m.change is null
                and m.deleted_at is null"
        )
    };
}

pub(super) use {for_operators, summary};

impl Conn {
    /// These dialogs as operators see them, in no order. What the tenant does not have is absent.
    pub async fn summaries(
        &mut self,
        tenant: TenantId,
        dialogs: &[DialogId],
    ) -> Result<Vec<DialogSummary>, Error> {
        if dialogs.is_empty() {
            return Ok(Vec::new());
        }
        let sql = batch!(
            self,
            concat!(
                for_operators!(),
                "where +d.tenant_id = $2 and d.id in (select cast(value ->> 'id' as bigint)"
            ),
            ")"
        );
        let ids: Vec<_> = dialogs.iter().map(|id| serde_json::json!({ "id": id })).collect();
        let rows = fetch_all!(self, SummaryRow, sql, json(&ids), tenant.0)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// A contact's own dialogs as the contact sees them, the newest first, after `before`.
    pub async fn dialogs_of_contact(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        before: Option<Cursor>,
        limit: i64,
    ) -> Result<Vec<DialogSummary>, Error> {
        let (at, id) = Cursor::or_end(before);
        let rows = fetch_all!(
            self,
            SummaryRow,
            concat!(
                for_contact!(),
                "where d.tenant_id = $1 and d.contact_id = $2
                    and (d.last_public_at, d.id) < (cast($3 as bigint), cast($4 as bigint))
                 order by d.last_public_at desc, d.id desc limit $5"
            ),
            tenant.0,
            contact.0,
            at,
            id,
            limit,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// One of the contact's own dialogs, as the contact sees it.
    pub async fn dialog_of_contact(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        dialog: DialogId,
    ) -> Result<Option<DialogSummary>, Error> {
        let row = fetch_optional!(
            self,
            SummaryRow,
            concat!(
                for_contact!(),
                "where d.tenant_id = $1 and d.contact_id = $2 and d.id = $3"
            ),
            tenant.0,
            contact.0,
            dialog.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}
