use serde::{Deserialize, Serialize};

use crate::wire::Frame;

/// Whose numbers a client gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stream {
    /// The contact's.
    Public,
    /// The operators'.
    Staff,
}

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "entry", rename_all = "snake_case")]
pub(crate) enum Entry {
    /// First line: whose ledger it is.
    Opened { client: String, stream: Stream },
    /// This client writes, and its own messages come to it as acks: its list is not whole.
    Writes,
    /// Written before the first byte of the message leaves; once, however often it is sent again.
    Sent { client_id: String, text: String },
    /// The server said that it is durable.
    Acked {
        client_id: String,
        id: i64,
        seq: i64,
        duplicate: bool,
        mismatch: bool,
    },
    /// The server refused it for good.
    Refused { client_id: String, code: String },
    /// A message that this client took into its list.
    Applied(Item),
    /// A socket brought a message back to the contact who wrote it, which it never may.
    Echoed { seq: i64 },
    /// The server said that the history is another one.
    Reset,
    /// The history has this name instead of the one before: the list is emptied and read anew.
    BeganAnew { history_epoch: String },
    /// A connection went from one number to another that is not the next.
    Skipped { expected: i64, found: i64 },
    /// A connection brought a number that it had brought before.
    Again { seq: i64 },
    /// Something came to a client that is not for its eyes: the text of the frame.
    Leaked { text: String },
    /// An error's code, or the number with which a socket was closed.
    Told { code: String },
}

/// Stands in the text of each note: no contact may ever see it.
pub(crate) const CANARY: &str = "canary-7f3a";

/// A numbered entry of a dialog, as one reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) seq: i64,
    pub(crate) sender: String,
    pub(crate) text: String,
    /// What a system entry tells of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

impl Item {
    /// The entry that a frame carries; `None` if the frame lacks what each entry has.
    pub(crate) fn of(frame: &Frame) -> Option<Self> {
        Some(Self {
            id: frame.id?,
            seq: frame.seq?,
            sender: frame.sender.clone()?,
            text: frame.text.clone()?,
            code: frame.meta.as_ref().and_then(|meta| meta.code.clone()),
        })
    }
}
