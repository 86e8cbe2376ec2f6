//! What posts change of a dialog's row: the row that is written most often, and so its narrowest update.

use std::collections::HashMap;

use crate::domain::{Dialog, DialogId, EntryKind, Message, Sender, TenantId};
use crate::store::engine::{Link, bounded, execute};
use crate::store::{Error, Tx};

/// Characters of a message that lists show.
const PREVIEW: usize = 200;

/// A dialog after one or more posts, and the last of them that is news in lists: no note, no system entry.
#[derive(Clone, Copy, Debug)]
pub struct PostedRow<'a> {
    pub dialog: &'a Dialog,
    pub last: Option<&'a Message>,
}

impl<'a> PostedRow<'a> {
    /// The rows of `dialogs` after `messages`, which stand in the order of their numbers.
    pub fn of(dialogs: &'a [Dialog], messages: impl IntoIterator<Item = &'a Message>) -> Vec<Self> {
        let last: HashMap<DialogId, &Message> = messages
            .into_iter()
            .filter(|message| message.kind == EntryKind::Message && message.sender != Sender::System)
            .map(|message| (message.dialog, message))
            .collect();
        let row = |dialog: &'a Dialog| Self {
            dialog,
            last: last.get(&dialog.id).copied(),
        };
        dialogs.iter().map(row).collect()
    }

    fn preview(&self) -> Option<&'a str> {
        let text = self.last?.text.as_str();
        let end = text.char_indices().nth(PREVIEW).map_or(text.len(), |(at, _)| at);
        text.get(..end)
    }

    fn sender(&self) -> Option<&'static str> {
        self.last.map(|message| message.sender.as_str())
    }

    fn public_at(&self) -> Option<i64> {
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

    /// Writes the numbers, the operators' marks, the time and the preview; the rows must have been
    /// locked. Whoever has the dialog stays as it is: that is [`Tx::save_dialogs`]'.
    pub async fn save_posted(&mut self, rows: &[PostedRow<'_>]) -> Result<(), Error> {
        let expected = rows.len() as u64;
        let found = match self.link() {
            Link::Postgres(_) => self.save_posted_at_once(rows).await?,
            _ => self.save_posted_one_by_one(rows).await?,
        };
        if found == expected {
            Ok(())
        } else {
            Err(Error::WrongRowCount { expected, found })
        }
    }

    async fn save_posted_one_by_one(&mut self, rows: &[PostedRow<'_>]) -> Result<u64, Error> {
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

    async fn save_posted_at_once(&mut self, rows: &[PostedRow<'_>]) -> Result<u64, Error> {
        let Link::Postgres(c) = self.link() else {
            return Ok(0);
        };
        macro_rules! column {
            ($row:ident => $value:expr) => {
                rows.iter().map(|$row| $value).collect::<Vec<_>>()
            };
        }
        let statement = sqlx::query(
            "update dialogs set public_seq = new.public_seq, staff_seq = new.staff_seq,
                manager_delivered_public = new.delivered_public, manager_delivered_staff = new.delivered_staff,
                manager_read_public = new.read_public, manager_read_staff = new.read_staff, updated_at = new.at,
                last_sender = coalesce(new.last_sender, dialogs.last_sender),
                last_text = coalesce(new.last_text, dialogs.last_text),
                last_public_at = coalesce(new.last_public_at, dialogs.last_public_at)
             from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::bigint[])
                as new (id, tenant_id, public_seq, staff_seq, delivered_public, delivered_staff, read_public,
                    read_staff, at, last_sender, last_text, last_public_at)
             where dialogs.id = new.id and dialogs.tenant_id = new.tenant_id",
        )
        .bind(column!(row => row.dialog.id.0))
        .bind(column!(row => row.dialog.tenant.0))
        .bind(column!(row => row.dialog.seq.public))
        .bind(column!(row => row.dialog.seq.staff))
        .bind(column!(row => row.dialog.marks.manager_delivered.public))
        .bind(column!(row => row.dialog.marks.manager_delivered.staff))
        .bind(column!(row => row.dialog.marks.manager_read.public))
        .bind(column!(row => row.dialog.marks.manager_read.staff))
        .bind(column!(row => row.dialog.updated_at.0))
        .bind(column!(row => row.sender()))
        .bind(column!(row => row.preview()))
        .bind(column!(row => row.public_at()));
        Ok(bounded(statement.execute(&mut **c)).await?.rows_affected())
    }
}
