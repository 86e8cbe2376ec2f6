//! The numbered entries of dialogs.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::column::{At, json as text_of, optional_json};
use super::engine::{batch, fetch_all, fetch_optional, fetch_scalar};
use super::{Conn, Error, Tx};
use crate::domain::{
    Author, Citation, ContactId, DialogId, EntryKind, GenerationId, Message, MessageId, MessageMeta,
    OperatorId, Person, Pool, Sender, TenantId, Timestamp,
};

/// An entry with the numbers that its dialog's locked row gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewMessage {
    pub tenant: TenantId,
    pub dialog: DialogId,
    pub kind: EntryKind,
    pub public_seq: Option<i64>,
    pub staff_seq: i64,
    pub sender: Sender,
    pub author: Author,
    pub person: Option<Person>,
    pub text: String,
    pub client_id: Option<String>,
    pub citations: Vec<Citation>,
    pub meta: MessageMeta,
    pub at: Timestamp,
}

impl NewMessage {
    /// The entry as it stands once it is inserted.
    pub fn with_id(self, id: MessageId) -> Message {
        Message {
            id,
            tenant: self.tenant,
            dialog: self.dialog,
            kind: self.kind,
            public_seq: self.public_seq,
            staff_seq: self.staff_seq,
            sender: self.sender,
            author: self.author,
            person: self.person,
            text: self.text,
            client_id: self.client_id,
            citations: self.citations,
            meta: self.meta,
            at: self.at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct MessageRow {
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
         m.text, m.client_id, m.citations, m.meta, m.created_at"
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
        let sql = match pool {
            Pool::Admin => select!("m.staff_seq > $3 order by m.staff_seq limit $4"),
            Pool::Client => select!("m.public_seq > $3 order by m.public_seq limit $4"),
        };
        let rows = fetch_all!(self, MessageRow, sql, tenant.0, dialog.0, after, limit)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// The `limit` entries just before number `before` of the pool's own stream, in its order.
    pub async fn entries_before(
        &mut self,
        tenant: TenantId,
        dialog: DialogId,
        pool: Pool,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Message>, Error> {
        let sql = match pool {
            Pool::Admin => select!("m.staff_seq < $3 order by m.staff_seq desc limit $4"),
            Pool::Client => select!("m.public_seq < $3 order by m.public_seq desc limit $4"),
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
            "select staff_seq from messages where tenant_id = $1 and dialog_id = $2 and public_seq = $3",
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
            "select coalesce(max(public_seq), 0) from messages
             where tenant_id = $1 and dialog_id = $2 and staff_seq <= $3",
            tenant.0,
            dialog.0,
            staff_seq,
        )
    }
}

impl Tx {
    /// Which of these have been written before: by dialog, [`Author::key`] and client id, in no order.
    ///
    /// No tenant stands here, because a caller asks only after [`Tx::lock_dialogs`], which gave it no
    /// dialog of another tenant.
    pub async fn find_sent(&mut self, keys: &[(DialogId, String, String)]) -> Result<Vec<Message>, Error> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Value> = keys
            .iter()
            .map(|(dialog, author, client_id)| json!({ "dialog": dialog, "author": author, "client_id": client_id }))
            .collect();
        let sql = batch!(
            self,
            concat!(
                "select ", message_columns!(), " from messages m
                 join (select distinct cast(value ->> 'dialog' as bigint) as dialog_id, value ->> 'author' as author_key,
                    value ->> 'client_id' as client_id"
            ),
            ") as sent on m.dialog_id = sent.dialog_id and m.author_key = sent.author_key
                and m.client_id = sent.client_id"
        );
        let rows = fetch_all!(self, MessageRow, sql, Value::from(rows).to_string())?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Writes entries in one statement; their ids in the order given.
    pub async fn insert_messages(&mut self, messages: &[NewMessage]) -> Result<Vec<MessageId>, Error> {
        if messages.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Value> = messages.iter().map(row_of).collect();
        let sql = batch!(
            self,
            "insert into messages
                (tenant_id, dialog_id, kind, public_seq, staff_seq, sender, author_key, person, text, client_id,
                 citations, meta, created_at)
             select cast(value ->> 'tenant' as bigint), cast(value ->> 'dialog' as bigint), value ->> 'kind',
                cast(value ->> 'public' as bigint), cast(value ->> 'staff' as bigint), value ->> 'sender',
                value ->> 'author', value ->> 'person', value ->> 'text', value ->> 'client_id',
                value ->> 'citations', value ->> 'meta', cast(value ->> 'at' as bigint)",
            "returning id, dialog_id, staff_seq"
        );
        let written = fetch_all!(self, (i64, i64, i64), sql, Value::from(rows).to_string())?;
        // The order of what is returned is no promise of either engine.
        let ids: HashMap<(i64, i64), i64> = written
            .into_iter()
            .map(|(id, dialog, staff_seq)| ((dialog, staff_seq), id))
            .collect();
        let found = ids.len() as u64;
        messages
            .iter()
            .map(|message| {
                ids.get(&(message.dialog.0, message.staff_seq))
                    .copied()
                    .map(MessageId)
            })
            .collect::<Option<_>>()
            .ok_or(Error::WrongRowCount {
                expected: messages.len() as u64,
                found,
            })
    }
}

fn row_of(message: &NewMessage) -> Value {
    json!({
        "tenant": message.tenant, "dialog": message.dialog, "kind": message.kind.as_str(),
        "public": message.public_seq, "staff": message.staff_seq, "sender": message.sender,
        "author": message.author.key(), "person": optional_json(message.person.as_ref()),
        "text": message.text, "client_id": message.client_id, "citations": text_of(&message.citations),
        "meta": text_of(&message.meta), "at": message.at.0,
    })
}
