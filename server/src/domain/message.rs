use serde::{Deserialize, Serialize};

use super::{
    Author, Citation, DialogId, FailureCode, GenerationId, HandoffReason, MessageId, OperatorPrincipal,
    Person, ReleaseTo, TenantId, Timestamp,
};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// What it does to an earlier entry; `None` if it says something itself.
    pub change: Option<Change>,
    /// When its text was last replaced.
    pub edited_at: Option<Timestamp>,
    /// Its text was taken away.
    pub deleted: bool,
}

impl Message {
    /// Whether nothing that the contact said before it waits for an answer any more: a person has said something, or the
    /// dialog was closed.
    pub fn settles(&self) -> bool {
        (self.sender == Sender::Manager && !self.deleted) || self.meta.code == Some(SystemCode::DialogClosed)
    }

    /// Whether a repeat with `text` says something else than was said first. What has been edited since cannot tell.
    pub fn differs_from(&self, text: &str) -> bool {
        self.edited_at.is_none() && !self.deleted && self.text != text
    }

    /// Who wrote it may change it. (A generation's words and the record of what happened are nobody's.)
    pub fn may_be_edited_by(&self, operator: &OperatorPrincipal) -> bool {
        self.author == Author::Operator(operator.id())
    }

    /// Who wrote it may take it back, and an admin may take away whatever anybody said, half answers among it; but not
    /// the record of what happened.
    pub fn may_be_deleted_by(&self, operator: &OperatorPrincipal) -> bool {
        let is_said = self.sender != Sender::System || self.meta.unfinished.is_some();
        is_said && (self.may_be_edited_by(operator) || operator.may_override())
    }
}

/// An edit or a removal, as an entry of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    pub of: MessageId,
    /// The numbers of the entry that it is about.
    pub of_public: Option<i64>,
    pub of_staff: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    Updated,
    Deleted,
}

impl ChangeKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Updated, Self::Deleted]
            .into_iter()
            .find(|kind| kind.as_str() == raw)
    }
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
    /// On an `assistant` entry: true when what it answers is a wish for a person. Whether it was an answer is not asked then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked_for_person: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<ReleaseTo>,
    /// For operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<HandoffReason>,
    /// What the contact wrote when they asked for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
    /// Which side brought the change about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Sender>,
    /// On the entry of a reply that failed: which one. On the wire it stands where an answer's does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generation: Option<GenerationId>,
    /// What the contact had been shown of it, in Markdown: no answer, but theirs to keep reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<String>,
    /// And why. For operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureCode>,
}

impl MessageMeta {
    /// What the contact may see of it.
    #[must_use]
    pub fn for_client(&self) -> Self {
        Self {
            reason: None,
            wish: None,
            failure: None,
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
