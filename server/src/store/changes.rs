//! Edits and removals: an entry of their own, and the present state of what they are about.

use super::column::{At, json};
use super::engine::{execute, fetch_optional, fetch_scalar};
use super::messages::{MessageRow, message_columns, select_messages};
use super::{Conn, Error, Tx};
use crate::domain::{
    Author, Change, ChangeKind, DialogId, EntryKind, Message, MessageId, MessageMeta, Sender, TenantId,
    Timestamp,
};

/// An edit (with the new text) or a removal, with the numbers that its dialog's locked row gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewChange {
    pub tenant: TenantId,
    pub dialog: DialogId,
    /// That of what it is about: who could not see that does not see this.
    pub kind: EntryKind,
    pub public_seq: Option<i64>,
    pub staff_seq: i64,
    pub author: Author,
    pub change: Change,
    /// Empty for a removal.
    pub text: String,
    pub at: Timestamp,
}

impl NewChange {
    fn with_id(self, id: MessageId) -> Message {
        Message {
            id,
            tenant: self.tenant,
            dialog: self.dialog,
            kind: self.kind,
            public_seq: self.public_seq,
            staff_seq: self.staff_seq,
            sender: Sender::Manager,
            author: self.author,
            person: None,
            text: self.text,
            client_id: None,
            citations: Vec::new(),
            meta: MessageMeta::default(),
            at: self.at,
            change: Some(self.change),
            edited_at: None,
            deleted: false,
        }
    }
}

/// What an entry does to another one, out of its columns.
pub(super) fn change_of(
    at: At,
    kind: Option<&str>,
    of_id: Option<i64>,
    of_seq: Option<i64>,
    of_public: Option<i64>,
) -> Result<Option<Change>, Error> {
    let Some(kind) = kind else { return Ok(None) };
    Ok(Some(Change {
        kind: at.known("change", ChangeKind::parse(kind))?,
        of: at.known("of_id", of_id.map(MessageId))?,
        of_public,
        of_staff: at.known("of_seq", of_seq)?,
    }))
}

impl Conn {
    /// A message or a note; no edit and no removal.
    pub async fn message(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        message: MessageId,
    ) -> Result<Option<Message>, Error> {
        let row = fetch_optional!(
            self,
            MessageRow,
            select_messages!("m.id = $3 and m.change is null"),
            tenant.0,
            dialog.0,
            message.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The last edit or removal of the entry with that staff number.
    pub async fn last_change(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        of_staff: i64,
    ) -> Result<Option<Message>, Error> {
        let row = fetch_optional!(
            self,
            MessageRow,
            select_messages!("m.of_seq = $3 order by m.staff_seq desc limit 1"),
            tenant.0,
            dialog.0,
            of_staff,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

impl Tx {
    /// Takes the half answer away of which an entry tells, if it tells of one.
    pub async fn forget_unfinished(&mut self, entry: &Message) -> Result<(), Error> {
        if entry.meta.unfinished.is_none() {
            return Ok(());
        }
        let left = MessageMeta {
            unfinished: None,
            ..entry.meta.clone()
        };
        execute!(
            self,
            "update messages set meta = $4 where tenant_id = $1 and dialog_id = $2 and id = $3",
            entry.tenant.0,
            entry.dialog.0,
            entry.id.0,
            json(&left),
        )?;
        execute!(
            self,
            "update generations set text = '' where tenant_id = $1 and dialog_id = $2 and id = $3",
            entry.tenant.0,
            entry.dialog.0,
            entry.meta.generation.map(|generation| generation.0),
        )?;
        Ok(())
    }

    /// Writes the change, and what it is about in its new state. The text of what is deleted is gone: from the
    /// message, from earlier edits of it, and from the reply that it was.
    pub async fn apply_change(&mut self, new: NewChange) -> Result<Message, Error> {
        let (tenant, dialog, of) = (new.tenant.0, new.dialog.0, new.change);
        match of.kind {
            ChangeKind::Updated => {
                execute!(
                    self,
                    "update messages set text = $4, edited_at = $5 where tenant_id = $1 and dialog_id = $2 and id = $3",
                    tenant,
                    dialog,
                    of.of.0,
                    new.text.as_str(),
                    new.at.0,
                )?;
            }
            ChangeKind::Deleted => {
                execute!(
                    self,
                    "update messages set text = '', citations = '[]', deleted_at = coalesce(deleted_at, $5)
                     where tenant_id = $1 and dialog_id = $2 and (id = $3 or of_seq = $4)",
                    tenant,
                    dialog,
                    of.of.0,
                    of.of_staff,
                    new.at.0,
                )?;
                execute!(
                    self,
                    "update generations set text = '' where tenant_id = $1 and dialog_id = $2 and message_id = $3",
                    tenant,
                    dialog,
                    of.of.0,
                )?;
            }
        }
        let id = fetch_scalar!(
            self,
            i64,
            "insert into messages
                (tenant_id, dialog_id, kind, public_seq, staff_seq, sender, author_key, text, change, of_id, of_seq,
                 of_public_seq, created_at)
             values ($1, $2, $3, $4, $5, 'manager', $6, $7, $8, $9, $10, $11, $12) returning id",
            tenant,
            dialog,
            new.kind.as_str(),
            new.public_seq,
            new.staff_seq,
            new.author.key(),
            new.text.as_str(),
            of.kind.as_str(),
            of.of.0,
            of.of_staff,
            of.of_public,
            new.at.0,
        )?;
        Ok(new.with_id(MessageId(id)))
    }
}
