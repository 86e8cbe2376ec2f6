//! Say something in a dialog: as the contact, as the operator who holds it, or as a note.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::{Conversation, Error, poster::Unit};
use crate::domain::{Author, ClientId, DialogId, EntryKind, Message, MessageText, Origin, Principal, Sender};

/// How long a sender waits for a database that is slow or locked before they are told to try again.
const WRITE_WITHIN: Duration = Duration::from_millis(3_500);

/// Something to say.
#[derive(Clone, Debug)]
pub struct NewPost {
    pub dialog: DialogId,
    pub kind: EntryKind,
    pub client_id: ClientId,
    pub text: MessageText,
    /// Refuse if the dialog has changed hands since this epoch.
    pub expected_epoch: Option<i64>,
    /// The connection that it came over: its `ack` takes the place of an `advance`.
    pub origin: Origin,
}

/// It is durable. A repeat gets the first entry again.
#[derive(Clone, Debug)]
pub struct Posted {
    pub message: Arc<Message>,
    pub duplicate: bool,
    /// The repeat had another text; the first one stands.
    pub mismatch: bool,
}

impl Conversation {
    /// Writes the entry and returns once it is durable.
    ///
    /// Idempotent by `client_id` per dialog and author. A contact's message reopens a closed dialog, and
    /// asks the assistant for a reply if the assistant holds it. Only the holder may answer the contact;
    /// any operator may leave a note. (A contact's `kind` is always a message.)
    pub async fn post(&self, principal: &Principal, post: NewPost) -> Result<Posted, Error> {
        if let Principal::Contact(contact) = principal {
            self.pace.message(contact.contact)?;
        }
        let (reply, result) = oneshot::channel();
        let unit = Unit {
            principal: principal.clone(),
            post,
            reply,
        };
        self.posts.try_send(unit).map_err(|_| Error::Overloaded)?;
        // Later it may be written all the same: a repeat finds out, by its `client_id`.
        let result = match tokio::time::timeout(WRITE_WITHIN, result).await {
            Ok(result) => result.unwrap_or(Err(Error::Overloaded)),
            Err(_) => Err(Error::Overloaded),
        };
        self.naming_holder(principal.tenant(), result).await
    }
}

pub(super) fn voice(principal: &Principal) -> (Sender, Author) {
    match principal {
        Principal::Operator(operator) => (Sender::Manager, Author::Operator(operator.id())),
        Principal::Contact(contact) => (Sender::User, Author::Contact(contact.contact)),
    }
}
