use std::collections::HashSet;

use super::{MessageRow, message_columns};
use crate::domain::{
    Author, Citation, DialogId, EntryKind, Message, MessageId, MessageMeta, Mutant, Person, Sender, TenantId,
    Timestamp, planted,
};
use crate::store::engine::{Link, bounded, fetch_optional};
use crate::store::{Error, Tx};

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
    /// By which a repeat is found.
    pub(in crate::store) fn stored_client_id(&self) -> Option<&str> {
        self.client_id.as_deref().filter(|_| !planted(Mutant::M04))
    }

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
            change: None,
            edited_at: None,
            deleted: false,
        }
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
        let Link::Postgres(c) = self.link() else {
            let mut sent = Vec::new();
            let asked: HashSet<_> = keys.iter().collect();
            for (dialog, author, client_id) in asked {
                let row = fetch_optional!(
                    self,
                    MessageRow,
                    concat!(
                        "select ",
                        message_columns!(),
                        " from messages m where m.dialog_id = $1 and m.author_key = $2 and m.client_id = $3"
                    ),
                    dialog.0,
                    author,
                    client_id,
                )?;
                sent.extend(row.map(Message::try_from).transpose()?);
            }
            return Ok(sent);
        };
        let dialogs: Vec<i64> = keys.iter().map(|(dialog, ..)| dialog.0).collect();
        let authors: Vec<&str> = keys.iter().map(|(_, author, _)| author.as_str()).collect();
        let client_ids: Vec<&str> = keys.iter().map(|(.., client_id)| client_id.as_str()).collect();
        // Key by key: on a young table, of which the planner knows nothing yet, a join would begin with the whole
        // of it, and keep to that while it grows.
        let statement = sqlx::query_as::<_, MessageRow>(concat!(
            "select ",
            message_columns!(),
            " from (select distinct * from unnest($1::bigint[], $2::text[], $3::text[])
                as keys (dialog_id, author_key, client_id)) as sent
              cross join lateral (select * from messages
                where dialog_id = sent.dialog_id and author_key = sent.author_key and client_id = sent.client_id
                limit 1) as m"
        ));
        let statement = statement.bind(dialogs).bind(authors).bind(client_ids);
        let rows = bounded(statement.fetch_all(&mut **c)).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    /// Writes entries of which none has been sent before; their ids in the order given.
    pub async fn insert_messages(&mut self, messages: &[NewMessage]) -> Result<Vec<MessageId>, Error> {
        // Who loses a race finds the winner's row when asking again.
        self.save_posts(messages, &[]).await?.ok_or(Error::NotCommitted)
    }
}
