use serde::{Deserialize, Serialize};

use super::{Author, Citation, DialogId, HandoffReason, MessageId, Person, ReleaseTo, TenantId, Timestamp};

/// Which of the four voices speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    User,
    Assistant,
    Manager,
    System,
}

impl Sender {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Manager => "manager",
            Self::System => "system",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        [Self::User, Self::Assistant, Self::Manager, Self::System]
            .into_iter()
            .find(|s| s.as_str() == raw)
    }
}

/// What kind of entry a dialog's log holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// Takes a number in both streams.
    Message,
    /// For operators only: takes a number in the staff stream alone.
    Note,
}

impl EntryKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Note => "note",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Message, Self::Note]
            .into_iter()
            .find(|kind| kind.as_str() == raw)
    }
}

/// One numbered entry of a dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: MessageId,
    pub tenant: TenantId,
    pub dialog: DialogId,
    pub kind: EntryKind,
    /// Its number in the stream that the contact sees; `None` for a note.
    pub public_seq: Option<i64>,
    /// Its number in the stream that operators see.
    pub staff_seq: i64,
    pub sender: Sender,
    pub author: Author,
    /// The operator who wrote it, as others see them.
    pub person: Option<Person>,
    /// Markdown, but for a `User`'s, which is plain text.
    pub text: String,
    pub client_id: Option<String>,
    pub citations: Vec<Citation>,
    pub meta: MessageMeta,
    pub at: Timestamp,
}

/// Facts about an entry beside its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MessageMeta {
    /// On a `system` entry: which change of state it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<SystemCode>,
    /// On an `assistant` entry: false when it says that it does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ReleaseTo>,
    /// For operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<HandoffReason>,
    /// Which side brought the change about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Sender>,
}

impl MessageMeta {
    /// What the contact may see of it.
    #[must_use]
    pub fn for_client(&self) -> Self {
        Self {
            reason: None,
            ..self.clone()
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The change that a `system` entry records: the name of the live frame for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemCode {
    HandoffRequested,
    HandoffStarted,
    HandoffEnded,
    DialogClosed,
    DialogReopened,
    /// The assistant could not answer, after all tries.
    AssistantFailed,
}
