use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why something was refused: stable names that programs may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request's shape is wrong; `detail` says where.
    InvalidRequest,
    /// A frame of a type that this server does not know.
    UnknownType,
    TextEmpty,
    TextTooLong,
    InvalidClientId,
    Unauthenticated,
    InvalidCredentials,
    Forbidden,
    OriginNotAllowed,
    NotFound,
    MethodNotAllowed,
    /// Somebody else was faster; `holder` says who.
    AlreadyClaimed,
    /// Claim the dialog first.
    NotHolder,
    DialogClosed,
    /// Nobody is there, and the assistant keeps the dialog; `opens_at` says until when.
    OutsideHours,
    /// The dialog changed hands since the epoch that the caller named.
    StaleEpoch,
    /// It is in that state already.
    NoChange,
    /// One more than a limit allows.
    LimitReached,
    /// The last of its kind has to stay: another one first.
    LastOne,
    /// No such time zone is known.
    InvalidTimeZone,
    /// Opening hours that make no sense; `detail` says which.
    InvalidHours,
    /// This server does not call that address.
    AddressRefused,
    /// The assistant's engine cannot do that.
    NotSupported,
    /// A person took over, or something newer was asked: it is not said.
    Overtaken,
    NotSubscribed,
    EmailTaken,
    SetupDone,
    PayloadTooLarge,
    /// A file that no article can be made of; `detail` says why.
    UnreadableFile,
    RateLimited,
    StorageFull,
    Unavailable,
    Internal,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidRequest
            | Self::UnknownType
            | Self::TextEmpty
            | Self::TextTooLong
            | Self::InvalidClientId
            | Self::AddressRefused
            | Self::InvalidTimeZone
            | Self::InvalidHours
            | Self::UnreadableFile
            | Self::NotSubscribed => 422,
            Self::Unauthenticated | Self::InvalidCredentials => 401,
            Self::Forbidden | Self::OriginNotAllowed => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::AlreadyClaimed
            | Self::NotHolder
            | Self::DialogClosed
            | Self::OutsideHours
            | Self::StaleEpoch
            | Self::NoChange
            | Self::LimitReached
            | Self::LastOne
            | Self::NotSupported
            | Self::EmailTaken
            | Self::SetupDone => 409,
            Self::Overtaken => 410,
            Self::PayloadTooLarge => 413,
            Self::RateLimited => 429,
            Self::StorageFull | Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }

    /// Whether the same request may succeed later, unchanged.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::StorageFull | Self::Unavailable | Self::Internal
        )
    }
}
