//! Every refusal of the REST API: `application/problem+json` with a stable code.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::access::Denied;
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
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.0.retry_after_ms.map(|ms| ms.div_ceil(1_000));
        let body = serde_json::to_vec(&*self.0).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<conversation::Error> for Failure {
    fn from(error: conversation::Error) -> Self {
        use conversation::Error;
        if matches!(error, Error::NotFound) {
            return Self::not_found();
        }
        let code = ErrorCode::from(&error);
        if code.is_retryable() {
            tracing::warn!(error = %error, "a request could not be served");
        }
        let mut problem = Problem::new(code, error.public_message());
        if code.is_retryable() {
            problem = problem.retry_after(1_000);
        }
        match error {
            Error::HeldBy { holder, .. } => problem.holder(holder),
            Error::TextTooLong { limit } | Error::LimitReached { limit } => problem.limit(limit as u64),
            _ => problem,
        }
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
