use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ServerFrame, Time};
use crate::domain::MessageId;

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageIn {
    /// UUID; a repeat gets the first result.
    pub client_id: String,
    pub text: String,
    /// Refuse with `stale_epoch` if the dialog has changed hands since.
    pub expected_epoch: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteIn {
    pub client_id: String,
    pub text: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditIn {
    pub text: String,
}

/// The edit or removal is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ChangedBody {
    /// The message that it is about.
    pub id: MessageId,
    pub of_seq: i64,
    /// The number of the change; of the message itself if it said so from the start.
    pub seq: i64,
    pub timestamp: Time,
    /// It was so already.
    pub duplicate: bool,
}

/// Your message is durable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PostedBody {
    pub id: MessageId,
    pub seq: i64,
    pub timestamp: Time,
    pub duplicate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mismatch: Option<bool>,
}

/// A stretch of a dialog: the frames as a socket would have sent them, by their numbers.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HistoryBody {
    pub items: Vec<ServerFrame>,
    /// The last number given out in the reader's stream.
    pub last_seq: i64,
    pub history_epoch: String,
    /// There is more in the direction that was asked for.
    pub more: bool,
}
