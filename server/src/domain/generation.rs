//! A reply being written by an assistant.

use serde::{Deserialize, Serialize};

use super::{AssistantId, DialogId, GenerationId, MessageId, TenantId, Timestamp, Usage};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerationStatus {
    Queued,
    Generating,
    Completed,
    Error,
    Cancelled,
}

impl GenerationStatus {
    const ALL: [Self; 5] = [
        Self::Queued,
        Self::Generating,
        Self::Completed,
        Self::Error,
        Self::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Generating => "generating",
            Self::Completed => "completed",
            Self::Error => "error",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == raw)
    }

    /// Whether something may still come of it.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Generating)
    }
}

/// Why no message came of a generation, in words that [`EmbeddingFault`](super::EmbeddingFault) shares where both mean the
/// same. Operators see it; a contact sees only that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// A workflow said that it failed, or something of this server's own went wrong.
    EngineFailed,
    /// The engine gave nothing, or nothing more, in time.
    EngineSilent,
    /// A workflow did not answer by its deadline.
    DeadlineMissed,
    /// What the tenant spends in a day is spent.
    BudgetSpent,
    /// A person took over, or the dialog was closed.
    TakenOver,
    /// A newer message of the visitor asks for a newer answer.
    Superseded,
    /// 401 or 403: the key is not taken.
    Unauthorized,
    /// 404: no such address, or no such model.
    NotFound,
    /// Any other refusal of the request itself.
    Rejected,
    /// The address leads to where this server does not call.
    AddressRefused,
    /// The key that is kept does not open, or no header takes it.
    KeyUnusable,
    /// 429.
    RateLimited,
    /// No connection, or an error of the other side's.
    Unavailable,
    /// What came is no answer as the engine should give it.
    Malformed,
    /// The answer came to its end without a word.
    Empty,
    /// The answer broke off before its end.
    CutOff,
    /// The answer is longer than it may be, even after the model was let go on.
    TooLong,
    /// The model, or its maker, will not answer this.
    Refused,
    /// It was not asked: it has failed too often just now, or wants to be left alone for longer than a visitor waits.
    Paused,
}

impl FailureCode {
    const ALL: [Self; 19] = [
        Self::EngineFailed,
        Self::EngineSilent,
        Self::DeadlineMissed,
        Self::BudgetSpent,
        Self::TakenOver,
        Self::Superseded,
        Self::Unauthorized,
        Self::NotFound,
        Self::Rejected,
        Self::AddressRefused,
        Self::KeyUnusable,
        Self::RateLimited,
        Self::Unavailable,
        Self::Malformed,
        Self::Empty,
        Self::CutOff,
        Self::TooLong,
        Self::Refused,
        Self::Paused,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::EngineFailed => "engine_failed",
            Self::EngineSilent => "engine_silent",
            Self::DeadlineMissed => "deadline_missed",
            Self::BudgetSpent => "budget_spent",
            Self::TakenOver => "taken_over",
            Self::Superseded => "superseded",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::Rejected => "rejected",
            Self::AddressRefused => "address_refused",
            Self::KeyUnusable => "key_unusable",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::Malformed => "malformed",
            Self::Empty => "empty",
            Self::CutOff => "cut_off",
            Self::TooLong => "too_long",
            Self::Refused => "refused",
            Self::Paused => "paused",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.as_str() == raw)
    }
}

/// One reply, from the moment it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    pub id: GenerationId,
    pub tenant: TenantId,
    pub dialog: DialogId,
    pub assistant: AssistantId,
    /// The contact's message that it answers, in each stream.
    pub reply_to_public: i64,
    pub reply_to_staff: i64,
    /// The epoch that it started under: the fence.
    pub handler_epoch: i64,
    pub status: GenerationStatus,
    /// 1 for the first try.
    pub attempt: i32,
    /// All text up to and including the delta `index` of the attempt `text_of`; −1 before the first.
    pub text: String,
    pub index: i64,
    /// An earlier one than `attempt` until that has come as far as this had.
    pub text_of: i32,
    pub code: Option<FailureCode>,
    pub message: Option<MessageId>,
    pub latency_ms: Option<i64>,
    pub usage: Option<Usage>,
    /// Until when a workflow may answer it.
    pub deadline: Option<Timestamp>,
    pub created_at: Timestamp,
}
