use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ErrorCode, Time};
use crate::domain::{FailureCode, Person};

/// An error body: `application/problem+json` (RFC 9457) with a stable `code`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the `code` says what it is.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub code: ErrorCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    pub retryable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// With `already_claimed` and `not_holder`: who holds the dialog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<Person>,
    /// With `text_too_long` and `limit_reached`: the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// With `outside_hours`: when people are back, if that is within 60 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Time>,
    /// Why an assistant's engine gave no answer. Operators only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureCode>,
}

impl Problem {
    pub fn new(code: ErrorCode, title: impl Into<String>) -> Self {
        Self {
            kind: "about:blank".to_owned(),
            title: title.into(),
            status: code.status(),
            code,
            detail: None,
            retryable: code.is_retryable(),
            retry_after_ms: None,
            holder: None,
            limit: None,
            opens_at: None,
            failure: None,
        }
    }

    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    #[must_use]
    pub fn holder(self, holder: Option<Person>) -> Self {
        Self { holder, ..self }
    }

    #[must_use]
    pub fn limit(self, limit: u64) -> Self {
        Self {
            limit: Some(limit),
            ..self
        }
    }

    #[must_use]
    pub fn opens_at(self, opens_at: Option<Time>) -> Self {
        Self { opens_at, ..self }
    }

    #[must_use]
    pub fn failure(self, failure: FailureCode) -> Self {
        Self {
            failure: Some(failure),
            ..self
        }
    }

    #[must_use]
    pub fn retry_after(self, milliseconds: u64) -> Self {
        Self {
            retry_after_ms: Some(milliseconds),
            ..self
        }
    }
}
