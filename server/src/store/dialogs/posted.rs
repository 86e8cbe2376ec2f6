//! What posts change of a dialog's row: the row that is written most often, and so its narrowest update.

use std::collections::HashMap;

use crate::domain::{Dialog, DialogId, EntryKind, Sender, TenantId};
use crate::store::engine::execute;
use crate::store::{Error, NewMessage, Tx};

/// Characters of a message that lists show.
const PREVIEW: usize = 200;

/// A dialog after one or more posts, and the last of them that is news in lists: no note, no system entry.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct PostedRow<'a> {
    pub(in crate::store) dialog: &'a Dialog,
    last: Option<&'a NewMessage>,
}

impl<'a> PostedRow<'a> {
    /// The rows of `dialogs` after `messages`, which stand in the order of their numbers.
    pub(in crate::store) fn of(dialogs: &'a [Dialog], messages: &'a [NewMessage]) -> Vec<Self> {
        let last: HashMap<DialogId, &NewMessage> = messages
            .iter()
            .filter(|message| message.kind == EntryKind::Message && message.sender != Sender::System)
            .map(|message| (message.dialog, message))
            .collect();
        let row = |dialog: &'a Dialog| Self {
            dialog,
            last: last.get(&dialog.id).copied(),
        };
        dialogs.iter().map(row).collect()
    }

    pub(in crate::store) fn preview(&self) -> Option<&'a str> {
        let text = self.last?.text.as_str();
        let end = text.char_indices().nth(PREVIEW).map_or(text.len(), |(at, _)| at);
        text.get(..end)
    }

    pub(in crate::store) fn sender(&self) -> Option<&'static str> {
        self.last.map(|message| message.sender.as_str())
    }

    pub(in crate::store) fn public_at(&self) -> Option<i64> {
        self.last.map(|message| message.at.0)
    }
}

impl Tx {
    /// Finds the last public message anew, after one of them was edited or removed.
    pub async fn renew_preview(&mut self, tenant: TenantId, dialog: DialogId) -> Result<(), Error> {
        execute!(
            self,
            "update dialogs set
                last_sender = (select m.sender from messages m where m.id = last.id),
                last_text = (select substr(m.text, 1, $3) from messages m where m.id = last.id),
                last_public_at = coalesce((select m.created_at from messages m where m.id = last.id), opened_at)
             from (select (select m.id from messages m
                where m.tenant_id = $1 and m.dialog_id = $2 and m.kind = 'message' and m.sender <> 'system'
                    and m.change is null and m.deleted_at is null
                order by m.staff_seq desc limit 1) as id) as last
             where dialogs.tenant_id = $1 and dialogs.id = $2",
            tenant.0,
            dialog.0,
            PREVIEW as i32,
        )?;
        Ok(())
    }

    /// On SQLite, where a statement is a call. How many rows there were.
    pub(in crate::store) async fn save_posted_one_by_one(
        &mut self,
        rows: &[PostedRow<'_>],
    ) -> Result<u64, Error> {
        let mut found = 0;
        for row in rows {
            let dialog = row.dialog;
            found += execute!(
                self,
                "update dialogs set public_seq = $3, staff_seq = $4, manager_delivered_public = $5,
                    manager_delivered_staff = $6, manager_read_public = $7, manager_read_staff = $8,
                    updated_at = $9, last_sender = coalesce($10, last_sender),
                    last_text = coalesce($11, last_text), last_public_at = coalesce($12, last_public_at)
                 where id = $1 and tenant_id = $2",
                dialog.id.0,
                dialog.tenant.0,
                dialog.seq.public,
                dialog.seq.staff,
                dialog.marks.manager_delivered.public,
                dialog.marks.manager_delivered.staff,
                dialog.marks.manager_read.public,
                dialog.marks.manager_read.staff,
                dialog.updated_at.0,
                row.sender(),
                row.preview(),
                row.public_at(),
            )?;
        }
        Ok(found)
    }
}
