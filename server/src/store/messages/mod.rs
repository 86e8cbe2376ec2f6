//! The numbered entries of dialogs.
//!
//! They are found by their staff number alone. A public number is never greater than the staff number of its entry, and
//! less by at most as many as the dialog has notes; so it is looked for between the two. An index of its own would
//! cost each message a page of the log more.

mod write;

pub use write::NewMessage;

use super::changes::change_of;
use super::column::At;
use super::engine::{fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error};
use crate::domain::{
    Author, ContactId, DialogId, EntryKind, GenerationId, Message, MessageId, Mutant, OperatorId, Pool,
    Sender, TenantId, Timestamp, planted,
};

row! {
    pub(super) struct MessageRow {
        id: i64,
        tenant_id: i64,
        dialog_id: i64,
        kind: String,
        public_seq: Option<i64>,
        staff_seq: i64,
        sender: String,
        author_key: String,
        person: Option<String>,
        text: String,
        client_id: Option<String>,
        citations: String,
        meta: String,
        created_at: i64,
        change: Option<String>,
        of_id: Option<i64>,
        of_seq: Option<i64>,
        of_public_seq: Option<i64>,
        edited_at: Option<i64>,
        deleted_at: Option<i64>,
    }
}

impl TryFrom<MessageRow> for Message {
    type Error = Error;

    fn try_from(row: MessageRow) -> Result<Self, Error> {
        let at = At("messages", row.id);
        Ok(Self {
            id: MessageId(row.id),
            tenant: TenantId(row.tenant_id),
            dialog: DialogId(row.dialog_id),
            kind: at.known("kind", EntryKind::parse(&row.kind))?,
            public_seq: row.public_seq,
            staff_seq: row.staff_seq,
            sender: at.known("sender", Sender::parse(&row.sender))?,
            author: at.known("author_key", author(&row.author_key))?,
            person: at.optional_json("person", row.person.as_deref())?,
            text: row.text,
            client_id: row.client_id,
            citations: at.json("citations", &row.citations)?,
            meta: at.json("meta", &row.meta)?,
            at: Timestamp(row.created_at),
            change: change_of(
                at,
                row.change.as_deref(),
                row.of_id,
                row.of_seq,
                row.of_public_seq,
            )?,
            edited_at: row.edited_at.map(Timestamp),
            deleted: row.deleted_at.is_some(),
        })
    }
}

/// The author whose [`Author::key`] this is.
fn author(key: &str) -> Option<Author> {
    let number = || key.get(1..).and_then(|digits| digits.parse::<i64>().ok());
    match key.as_bytes().first()? {
        b'c' => number().map(|id| Author::Contact(ContactId(id))),
        b'o' => number().map(|id| Author::Operator(OperatorId(id))),
        b'g' => number().map(|id| Author::Generation(GenerationId(id))),
        b's' if key.len() == 1 => Some(Author::System),
        _ => None,
    }
}

macro_rules! message_columns {
    () => {
        "m.id, m.tenant_id, m.dialog_id, m.kind, m.public_seq, m.staff_seq, m.sender, m.author_key, m.person,
         m.text, m.client_id, m.citations, m.meta, m.created_at, m.change, m.of_id, m.of_seq, m.of_public_seq,
         m.edited_at, m.deleted_at"
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select ",
            message_columns!(),
            " from messages m where m.tenant_id = $1 and m.dialog_id = $2 and ",
            $rest
        )
    };
}

pub(super) use {message_columns, select as select_messages};

impl Conn {
    /// At most `limit` entries after number `after` of the pool's own stream, in its order.
    pub async fn entries_after(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        pool: Pool,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Message>, Error> {
        let after = after - i64::from(planted(Mutant::M05));
        let sql = match pool {
            Pool::Admin => select!("m.staff_seq > $3 order by m.staff_seq limit $4"),
            Pool::Client => {
                select!("m.staff_seq > $3 and m.public_seq > $3 order by m.staff_seq limit $4")
            }
        };
        let rows = fetch_all!(self, MessageRow, sql, tenant.0, dialog.0, after, limit)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The `limit` messages just before number `before` of the pool's own stream, in its order and in their present
    /// state: edits and removals show in what they are about.
    pub async fn entries_before(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        pool: Pool,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Message>, Error> {
        let sql = match pool {
            Pool::Admin => {
                select!("m.staff_seq < $3 and m.change is null order by m.staff_seq desc limit $4")
            }
            Pool::Client => {
                select!(
                    "m.public_seq < $3 and m.change is null
                        and m.staff_seq < (select case when $3 > d.public_seq then d.staff_seq + 1
                            else $3 + d.staff_seq - d.public_seq end from dialogs d where d.id = $2)
                     order by m.staff_seq desc limit $4"
                )
            }
        };
        let rows = fetch_all!(self, MessageRow, sql, tenant.0, dialog.0, before, limit)?;
        rows.into_iter().rev().map(TryInto::try_into).collect()
    }

    /// The staff number of the entry that has that public one.
    pub async fn staff_at_public(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        public_seq: i64,
    ) -> Result<Option<i64>, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "select staff_seq from messages where tenant_id = $1 and dialog_id = $2 and staff_seq >= $3
                and public_seq = $3 order by staff_seq limit 1",
            tenant.0,
            dialog.0,
            public_seq,
        )?;
        Ok(row.map(|(staff_seq,)| staff_seq))
    }

    /// The last public number among the entries up to that staff one; 0 if there is none.
    pub async fn public_up_to_staff(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        staff_seq: i64,
    ) -> Result<i64, Error> {
        fetch_scalar!(
            self,
            i64,
            "select coalesce((select public_seq from messages
                where tenant_id = $1 and dialog_id = $2 and staff_seq <= $3 and public_seq is not null
                order by staff_seq desc limit 1), 0)",
            tenant.0,
            dialog.0,
            staff_seq,
        )
    }
}
