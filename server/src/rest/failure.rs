//! Every refusal of the REST API: `application/problem+json` with a stable code.

use axum::response::{IntoResponse, Response};

use crate::access::{Denied, problem_response};
use crate::assistant::engine::EngineError;
use crate::conversation;
use crate::protocol::{ErrorCode, Problem};
use crate::store;

#[derive(Debug)]
/// Boxed: most answers are none, and they should stay small.
pub struct Failure(Box<Problem>);

pub(crate) type Answer<T> = Result<T, Failure>;

impl Failure {
    pub fn new(code: ErrorCode, title: impl Into<String>) -> Self {
        Problem::new(code, title).into()
    }

    /// What does not exist and what is somebody else's: the same, byte for byte.
    pub fn not_found() -> Self {
        Self::new(ErrorCode::NotFound, "There is no such thing here.")
    }

    pub fn invalid(detail: impl Into<String>) -> Self {
        Problem::new(ErrorCode::InvalidRequest, "The request is not valid.")
            .detail(detail)
            .into()
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(Box::new(problem))
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        problem_response(&self.0)
    }
}

impl From<conversation::Error> for Failure {
    fn from(error: conversation::Error) -> Self {
        use conversation::Error;
        if matches!(error, Error::NotFound) {
            return Self::not_found();
        }
        let code = ErrorCode::from(&error);
        if code.is_retryable() && code != ErrorCode::RateLimited {
            tracing::warn!(error = %error, "a request could not be served");
        }
        let mut problem = Problem::new(code, error.public_message());
        if let Some(milliseconds) = error.retry_after_ms() {
            problem = problem.retry_after(milliseconds);
        }
        match error {
            Error::HeldBy { holder, .. } => problem.holder(holder),
            Error::OutsideHours { until } => problem.opens_at(until.map(Into::into)),
            Error::TextTooLong { limit } | Error::LimitReached { limit } => problem.limit(limit as u64),
            _ => problem,
        }
        .into()
    }
}

/// Only operators ask an engine over HTTP: they may know what it said.
impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        tracing::warn!(error = %error, "an engine gave no answer");
        Problem::new(ErrorCode::Unavailable, "The assistant gave no answer.")
            .failure(error.code)
            .detail(error.detail)
            .into()
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        conversation::Error::from(error).into()
    }
}

impl From<Denied> for Failure {
    fn from(denied: Denied) -> Self {
        denied.problem().into()
    }
}
