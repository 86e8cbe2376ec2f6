//! Columns that hold more than a number or a text, and rows that must not be as they are.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Error;
use crate::domain::{Mark, TokenHash};

/// Names the row in an error, where a column turns out to hold nonsense.
#[derive(Clone, Copy)]
pub(super) struct At(pub(super) &'static str, pub(super) i64);

impl At {
    pub(super) fn wrong(self, column: &'static str) -> Error {
        Error::Inconsistent {
            table: self.0,
            row: self.1,
            column,
        }
    }

    /// What `parse` made of the column, if it made anything of it.
    pub(super) fn known<T>(self, column: &'static str, parsed: Option<T>) -> Result<T, Error> {
        parsed.ok_or_else(|| self.wrong(column))
    }

    pub(super) fn json<T: DeserializeOwned>(self, column: &'static str, raw: &str) -> Result<T, Error> {
        serde_json::from_str(raw).map_err(|_| self.wrong(column))
    }

    pub(super) fn optional_json<T: DeserializeOwned>(
        self,
        column: &'static str,
        raw: Option<&str>,
    ) -> Result<Option<T>, Error> {
        raw.map(|raw| self.json(column, raw)).transpose()
    }
}

/// The JSON text of something of ours. Our own types always have one; a map with keys that are no texts
/// would not, and then a column that says so reads back as inconsistent.
pub(super) fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

pub(super) fn optional_json<T: Serialize>(value: Option<&T>) -> Option<String> {
    value.map(|value| json(value))
}

pub(super) fn bytes(hash: &TokenHash) -> Vec<u8> {
    hash.0.to_vec()
}

pub(super) fn mark(public: i64, staff: i64) -> Mark {
    Mark { public, staff }
}
