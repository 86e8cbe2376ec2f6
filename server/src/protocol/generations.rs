use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{DialogId, FailureCode, GenerationId, GenerationStatus, MessageId};

/// A reply being written, for who cannot follow the stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GenerationBody {
    pub id: GenerationId,
    pub dialog_id: DialogId,
    pub reply_to_seq: i64,
    pub status: GenerationStatus,
    /// All text up to and including the delta `index`; −1 before the first.
    pub text: String,
    pub index: i64,
    /// Which attempt `text` is of, counted from 1: a further one is not told of before it has come as far.
    pub attempts: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<MessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    /// Operators only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<GenerationError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GenerationError {
    pub code: FailureCode,
}
