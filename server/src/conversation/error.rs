use thiserror::Error;

use crate::domain::{InvalidText, OperatorId, Person, Refused, Timestamp};
use crate::protocol::ErrorCode;
use crate::store;

/// Why an operation on a dialog was refused.
#[derive(Debug, Error)]
pub enum Error {
    /// It does not exist, or not for this principal: the two cannot be told apart.
    #[error("there is no such dialog")]
    NotFound,
    #[error("another operator holds this dialog")]
    HeldBy {
        operator: OperatorId,
        holder: Option<Person>,
    },
    #[error("claim the dialog first")]
    NotHeld,
    /// Not theirs to change.
    #[error("only who wrote a message may change it; admins may delete it")]
    NotYours,
    #[error("the dialog is closed")]
    Closed,
    /// The assistant keeps the dialog until then.
    #[error("nobody is there right now")]
    OutsideHours { until: Option<Timestamp> },
    #[error("the dialog has changed hands since")]
    StaleEpoch,
    #[error("the text is empty")]
    TextEmpty,
    #[error("the text is longer than {limit} characters")]
    TextTooLong { limit: usize },
    #[error("there are {limit} already")]
    LimitReached { limit: usize },
    #[error("an attribute is a short name with a text, a number, a flag or null")]
    InvalidAttributes,
    #[error("these are more attributes than are kept")]
    TooManyAttributes,
    #[error("there is no such operator here")]
    NoSuchOperator,
    /// The queue of posts is full: come back.
    #[error("too much is going on; try again")]
    Overloaded,
    /// The contact says too much at once.
    #[error("that was too often; try again in a moment")]
    TooOften { retry_after_ms: u64 },
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::HeldBy(operator) => Self::HeldBy {
                operator,
                holder: None,
            },
            Refused::Closed => Self::Closed,
            // What is so already is answered before it becomes an error.
            Refused::NotHeld | Refused::Already => Self::NotHeld,
        }
    }
}

impl From<InvalidText> for Error {
    fn from(invalid: InvalidText) -> Self {
        match invalid {
            InvalidText::Empty => Self::TextEmpty,
            InvalidText::TooLong { limit } => Self::TextTooLong { limit },
        }
    }
}

impl From<&Error> for ErrorCode {
    fn from(error: &Error) -> Self {
        match error {
            Error::NotFound | Error::NoSuchOperator => Self::NotFound,
            Error::HeldBy { .. } => Self::AlreadyClaimed,
            Error::NotHeld => Self::NotHolder,
            Error::NotYours => Self::Forbidden,
            Error::Closed => Self::DialogClosed,
            Error::OutsideHours { .. } => Self::OutsideHours,
            Error::StaleEpoch => Self::StaleEpoch,
            Error::TextEmpty => Self::TextEmpty,
            Error::TextTooLong { .. } => Self::TextTooLong,
            Error::LimitReached { .. } | Error::TooManyAttributes => Self::LimitReached,
            Error::InvalidAttributes => Self::InvalidRequest,
            Error::Overloaded => Self::Unavailable,
            Error::TooOften { .. } => Self::RateLimited,
            Error::Store(store::Error::Full) => Self::StorageFull,
            Error::Store(error) if error.is_retryable() => Self::Unavailable,
            Error::Store(_) => Self::Internal,
        }
    }
}

impl Error {
    /// Milliseconds after which to try again, if that may help.
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::TooOften { retry_after_ms } => Some(*retry_after_ms),
            other => ErrorCode::from(other).is_retryable().then_some(1_000),
        }
    }

    /// What a stranger may read of it: nothing of the database.
    pub fn public_message(&self) -> String {
        match self {
            Self::Store(store::Error::Full) => "the server's storage is full".to_owned(),
            Self::Store(_) => "the server could not do that just now".to_owned(),
            other => other.to_string(),
        }
    }
}
