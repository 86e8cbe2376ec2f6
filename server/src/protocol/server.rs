//! Frames from server to client.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DialogSummaryBody, ErrorCode, Time};
use crate::domain::{
    Citation, DialogId, FailureCode, GenerationId, HandoffReason, MarkKind, Marks, MessageId, MessageMeta,
    Page, Person, Pool, ReleaseTo, Sender, Side, Usage,
};

/// One JSON object in one text frame. `seq` is always the number in the reader's own stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// First frame of a dialog socket, and the answer to `subscribe`. On `/ws/inbox` the very first
    /// one comes without `dialog_id` and what belongs to a dialog.
    Hello {
        protocol: String,
        connection_id: i64,
        heartbeat_seconds: u64,
        server_time: Time,
        history_epoch: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dialog_id: Option<DialogId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        manager: Option<Person>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_seq: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        read: Option<MarksBody>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        delivered: Option<MarksBody>,
        /// Contacts only: how many operators are there now, or were ten seconds ago. `presence` tells of changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        operators_online: Option<usize>,
    },
    /// An entry of the dialog.
    Message(MessageFrame),
    /// The message numbered `of_seq` has another text now. Takes a number of its own.
    MessageUpdated(ChangeFrame),
    /// The text of the message numbered `of_seq` is gone. Takes a number of its own.
    MessageDeleted(ChangeFrame),
    /// Your message is durable.
    Ack {
        dialog_id: DialogId,
        client_id: String,
        id: MessageId,
        seq: i64,
        timestamp: Time,
        duplicate: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mismatch: Option<bool>,
    },
    /// Your stream is now at `seq`: fetch what you lack.
    Advance { dialog_id: DialogId, seq: i64 },
    /// Somebody is writing. It ends by itself after 6 s.
    TypingStart {
        dialog_id: DialogId,
        sender: Sender,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        author: Option<Person>,
    },
    /// Nobody is writing any more.
    TypingStop {
        dialog_id: DialogId,
        sender: Sender,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        author: Option<Person>,
    },
    /// A reply begins. Also when a try is repeated of which nothing was drawn yet.
    GenerationStarted {
        dialog_id: DialogId,
        generation_id: GenerationId,
        reply_to_seq: i64,
        attempt: i32,
    },
    /// The next piece of a reply. `index` counts 0, 1, 2 …
    GenerationDelta {
        dialog_id: DialogId,
        generation_id: GenerationId,
        index: i64,
        text: String,
    },
    /// All text up to and including `index`, in place of whatever is drawn: to a connection that joins midway, and when a
    /// further attempt has come as far as what was drawn of an earlier one. Its deltas go on from `index`.
    GenerationSnapshot {
        dialog_id: DialogId,
        generation_id: GenerationId,
        attempt: i32,
        index: i64,
        text: String,
    },
    /// After the `message` of the reply.
    GenerationCompleted {
        dialog_id: DialogId,
        generation_id: GenerationId,
        message_id: MessageId,
        seq: i64,
        latency_ms: i64,
        /// Operators only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
    },
    /// No message comes of this reply. Why, only operators are told.
    GenerationFailed {
        dialog_id: DialogId,
        generation_id: GenerationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<FailureCode>,
    },
    /// The reply was stopped: no message comes of it. Why, only operators are told.
    GenerationCancelled {
        dialog_id: DialogId,
        generation_id: GenerationId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<FailureCode>,
    },
    /// The dialog waits for a person.
    HandoffRequested {
        dialog_id: DialogId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<HandoffReason>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        requested_by: Option<Sender>,
        /// What the contact wrote when they asked. For operators.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wish: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<i64>,
    },
    /// A person has taken the dialog over.
    HandoffStarted { dialog_id: DialogId, manager: Person },
    /// The person has given the dialog back.
    HandoffEnded { dialog_id: DialogId, to: ReleaseTo },
    /// The dialog is closed.
    DialogClosed { dialog_id: DialogId, by: Sender },
    /// The dialog is open again.
    DialogReopened { dialog_id: DialogId, by: Sender },
    /// That side has read everything up to `seq`.
    Read {
        dialog_id: DialogId,
        sender: Side,
        seq: i64,
    },
    /// That side has received everything up to `seq`.
    Delivered {
        dialog_id: DialogId,
        sender: Side,
        seq: i64,
    },
    /// Who is there.
    Presence(PresenceFrame),
    /// `/ws/inbox`: any change in the tenant's inbox.
    DialogUpdated { dialog: Box<DialogSummaryBody> },
    /// Just before the server closes with 1012 or 4029.
    Reconnect { retry_after_ms: u64, why: String },
    /// Your position is of another history: load it anew.
    Reset {
        dialog_id: DialogId,
        history_epoch: String,
    },
    /// The backlog goes on, up to `upto`: fetch it by REST.
    More { dialog_id: DialogId, upto: i64 },
    /// The answer to a `ping`.
    Pong {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nonce: Option<String>,
    },
    /// That frame was refused; the socket stays.
    Error {
        code: ErrorCode,
        message: String,
        retryable: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        client_id: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dialog_id: Option<DialogId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_ms: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        holder: Option<Person>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
        /// With `outside_hours`: when people are back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opens_at: Option<Time>,
    },
}

impl ServerFrame {
    /// The number that it takes in its reader's stream. (An `ack` takes none: its message did.)
    pub fn seq(&self) -> Option<i64> {
        match self {
            Self::Message(message) => Some(message.seq),
            Self::MessageUpdated(change) | Self::MessageDeleted(change) => Some(change.seq),
            Self::Advance { seq, .. } => Some(*seq),
            _ => None,
        }
    }
}

/// A numbered entry as its reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageFrame {
    pub id: MessageId,
    pub dialog_id: DialogId,
    pub seq: i64,
    pub sender: Sender,
    /// Markdown; a `user`'s is plain text.
    pub text: String,
    pub timestamp: Time,
    /// Only for operators: a private note.
    #[serde(default, skip_serializing_if = "is_false")]
    pub note: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// The generation that an `assistant`'s message came of; on the entry `assistant_failed`, the one that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation_id: Option<GenerationId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Citation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<MessageMeta>,
    /// When its text was last replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// Its text was taken away: `text` is empty, and something was said here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deleted: bool,
}

/// An edit or a removal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangeFrame {
    /// The message that it is about, and its number in the reader's own stream.
    pub id: MessageId,
    pub dialog_id: DialogId,
    pub of_seq: i64,
    pub seq: i64,
    /// The new text. Absent in a removal, and in an edit of what was removed later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub timestamp: Time,
}

/// How far both sides have got, in the reader's own numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MarksBody {
    pub user: i64,
    pub manager: i64,
}

impl MarksBody {
    /// Both sides' marks of one kind, in the numbers of `pool`.
    pub fn of(marks: &Marks, kind: MarkKind, pool: Pool) -> Self {
        let number = |side| {
            let mark = marks.get(side, kind);
            match pool {
                Pool::Admin => mark.staff,
                Pool::Client => mark.public,
            }
        };
        Self {
            user: number(Side::User),
            manager: number(Side::Manager),
        }
    }
}

/// Who is there. Operators get `visitor`, `page` and `viewers`; contacts get `operators_online`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PresenceFrame {
    /// Absent where it concerns all of the contact's dialogs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialog_id: Option<DialogId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewers: Option<Vec<Person>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operators_online: Option<usize>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}
