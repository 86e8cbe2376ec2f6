use serde::Serialize;

use super::proxies::Need;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    Ok,
    Skipped,
    /// It works, but not as well or as safely as it should.
    Warn,
    /// Something will not work.
    Fail,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's stable name.
    pub check: &'static str,
    pub grade: Grade,
    /// One line: what was seen, and what to do about it.
    pub says: String,
    /// What the proxy in between lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needs: Option<Need>,
}

impl Finding {
    fn new(check: &'static str, grade: Grade, says: impl Into<String>) -> Self {
        Self {
            check,
            grade,
            says: says.into(),
            needs: None,
        }
    }

    pub(super) fn ok(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, Grade::Ok, says)
    }

    pub(super) fn skipped(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, Grade::Skipped, says)
    }

    pub(super) fn warn(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, Grade::Warn, says)
    }

    pub(super) fn fail(check: &'static str, says: impl Into<String>) -> Self {
        Self::new(check, Grade::Fail, says)
    }

    #[must_use]
    pub(super) fn needs(self, need: Need) -> Self {
        Self {
            needs: Some(need),
            ..self
        }
    }
}
