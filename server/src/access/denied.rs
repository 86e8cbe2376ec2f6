use std::fmt::Display;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::jwt::Invalid;
use super::password::MIN_CHARACTERS;
use super::site_secrets::MAX_SITE_SECRETS;
use crate::protocol::{ErrorCode, Problem};
use crate::store;

/// Why somebody was not let in, or an account not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// No token, or one that proves nothing: malformed, expired, wrongly signed, of another kind.
    #[error("this needs a valid token")]
    Unauthenticated,
    /// The token is right, but the sign-in behind it has ended.
    #[error("the session has ended; sign in again")]
    SessionEnded,
    /// Known, but not allowed to.
    #[error("you may not do this")]
    Forbidden,
    /// Unknown address or wrong password: nobody learns which.
    #[error("e-mail address or password is not right")]
    InvalidCredentials,
    #[error("there is no such thing here")]
    NotFound,
    /// The set-up link was used, or was never one: nobody learns which.
    #[error("this set-up link is not valid, or no longer")]
    SetupDone,
    #[error("somebody has this e-mail address already")]
    EmailTaken,
    #[error("this is no e-mail address")]
    InvalidEmail,
    #[error("a password has at least {MIN_CHARACTERS} characters")]
    WeakPassword,
    #[error("a visitor token is 256 random bits in base64url")]
    InvalidVisitorToken,
    #[error("a tenant keeps at least one owner")]
    LastOwner,
    #[error("a site keeps at least one secret")]
    LastSecret,
    #[error("a site has at most {MAX_SITE_SECRETS} secrets; remove one first")]
    TooManySecrets,
    /// Too many sign-ins at this moment.
    #[error("too many are signing in right now; try again")]
    Busy,
    #[error("the storage is full; try again later")]
    StorageFull,
    /// Something broke here. The log says what.
    #[error("this does not work right now; try again")]
    Unavailable,
}

impl Denied {
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Unauthenticated | Self::SessionEnded => ErrorCode::Unauthenticated,
            Self::Forbidden => ErrorCode::Forbidden,
            Self::InvalidCredentials => ErrorCode::InvalidCredentials,
            Self::NotFound => ErrorCode::NotFound,
            Self::SetupDone => ErrorCode::SetupDone,
            Self::EmailTaken => ErrorCode::EmailTaken,
            Self::InvalidEmail | Self::WeakPassword | Self::InvalidVisitorToken => ErrorCode::InvalidRequest,
            Self::LastOwner | Self::LastSecret => ErrorCode::LastOne,
            Self::TooManySecrets => ErrorCode::LimitReached,
            Self::Busy => ErrorCode::RateLimited,
            Self::StorageFull => ErrorCode::StorageFull,
            Self::Unavailable => ErrorCode::Unavailable,
        }
    }

    pub fn problem(self) -> Problem {
        let problem = match self {
            // The same words as for everything else that is not there.
            Self::NotFound => Problem::new(self.code(), "There is no such thing here."),
            Self::InvalidEmail | Self::WeakPassword | Self::InvalidVisitorToken => {
                Problem::new(self.code(), "The request is not valid.").detail(sentence(self))
            }
            Self::TooManySecrets => Problem::new(self.code(), sentence(self)).limit(MAX_SITE_SECRETS as u64),
            _ => Problem::new(self.code(), sentence(self)),
        };
        if self.code().is_retryable() {
            problem.retry_after(1_000)
        } else {
            problem
        }
    }

    /// For what cannot fail unless something here is broken: logged, and told as nothing more than that.
    pub(super) fn broken(error: impl Display) -> Self {
        tracing::error!(%error, "a proof could not be made or checked");
        Self::Unavailable
    }
}

fn sentence(denied: Denied) -> String {
    let text = denied.to_string();
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        .unwrap_or_default()
}

impl From<Invalid> for Denied {
    fn from(_: Invalid) -> Self {
        Self::Unauthenticated
    }
}

impl From<store::Error> for Denied {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Full => Self::StorageFull,
            error if error.is_retryable() => {
                tracing::warn!(%error, "a proof could not be checked");
                Self::Unavailable
            }
            error => Self::broken(error),
        }
    }
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        problem_response(&self.problem())
    }
}

/// A problem as an answer: `application/problem+json`, never stored, with the headers that go with its status.
pub fn problem_response(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(milliseconds) = problem.retry_after_ms {
        headers.insert(
            header::RETRY_AFTER,
            HeaderValue::from(milliseconds.div_ceil(1_000)),
        );
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}
