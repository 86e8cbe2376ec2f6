use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error as ThisError;

/// Why a statement or a unit of work failed. (What is not there is `None`, never an error.)
#[derive(Clone, Debug, ThisError)]
pub enum Error {
    /// The engine refused a statement, or the connection to it failed.
    #[error("the database refused: {source}")]
    Database {
        source: Arc<dyn std::error::Error + Send + Sync>,
        retryable: bool,
    },
    /// A row holds what it must not: somebody wrote past this server.
    #[error("row {row} of {table} is inconsistent in {column}")]
    Inconsistent {
        table: &'static str,
        row: i64,
        column: &'static str,
    },
    /// A statement touched another number of rows than it must.
    #[error("a statement changed {found} rows instead of {expected}")]
    WrongRowCount { expected: u64, found: u64 },
    /// The disk is full.
    #[error("the disk of the database is full")]
    Full,
    /// No connection or lock could be had in time.
    #[error("the database is busy")]
    Busy,
    /// The transaction that the unit shared was not confirmed. Nearly always nothing of it was kept; if
    /// the connection broke during the commit, it may have been. A repeat with the same client id is safe.
    #[error("the transaction was not confirmed")]
    NotCommitted,
    /// The unit itself panicked. Nothing of it was kept.
    #[error("the unit of work panicked")]
    Panicked,
    /// The writer has stopped: this node is leaving.
    #[error("the writer has stopped")]
    Stopped,
}

impl Error {
    /// Whether the same request may succeed a little later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Database { retryable, .. } => *retryable,
            Self::Full | Self::Busy | Self::NotCommitted | Self::Stopped => true,
            Self::Inconsistent { .. } | Self::WrongRowCount { .. } | Self::Panicked => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(source: sqlx::Error) -> Self {
        let code = source
            .as_database_error()
            .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        let retryable = match &source {
            sqlx::Error::PoolTimedOut => return Self::Busy,
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            // Who loses a race for a unique value finds the winner's row when asking again.
            sqlx::Error::Database(error) if error.is_unique_violation() => true,
            sqlx::Error::Database(_) => match code.as_deref() {
                Some("13" | "53100") => return Self::Full,
                Some(code) if is_busy(code) => return Self::Busy,
                Some(code) => is_passing(code),
                None => false,
            },
            _ => false,
        };
        Self::Database {
            source: Arc::new(source),
            retryable,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        let code = source.sqlite_error().map(|error| error.extended_code.to_string());
        let retryable = match code.as_deref() {
            Some("13") => return Self::Full,
            Some(code) if is_busy(code) => return Self::Busy,
            // Who loses a race for a unique value finds the winner's row when asking again.
            Some("1555" | "2067") => true,
            Some(code) => is_passing(code),
            None => false,
        };
        Self::Database {
            source: Arc::new(source),
            retryable,
        }
    }
}

/// SQLite: busy and locked, with their extended codes. PostgreSQL: no lock in time, cancelled by a limit.
fn is_busy(code: &str) -> bool {
    matches!(
        code,
        "5" | "6" | "261" | "262" | "517" | "773" | "55P03" | "57014"
    )
}

/// PostgreSQL: connection lost, transaction rolled back or left alone for too long, out of resources, shutting down.
/// SQLite: I/O error.
fn is_passing(code: &str) -> bool {
    let class = code.get(..2).unwrap_or_default();
    let postgres = code.len() == 5 && (matches!(class, "08" | "40" | "53" | "57") || code == "25P03");
    let sqlite_io = code.parse::<u32>().is_ok_and(|code| code & 0xff == 10);
    postgres || (code.len() != 5 && sqlite_io)
}

/// Why the database was not opened. Each is one line for the person who starts the server.
#[derive(Debug, ThisError)]
pub enum OpenError {
    #[error("the data folder {} cannot be written to", .0.display())]
    ReadOnly(PathBuf),
    #[error(
        "the database is newer than this program (it has step {found}, this program knows {known}): \
         start the newer version of tandem"
    )]
    Newer { found: i64, known: i64 },
    #[error("the database has another history than this program (step {step} differs)")]
    Different { step: i64 },
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error(
        "the database would lose messages in a power cut: `{setting}` is `{found}` and must be `{wanted}`"
    )]
    NotDurable {
        setting: &'static str,
        found: String,
        wanted: &'static str,
    },
    #[error("the database could not be brought up to date: {0}")]
    Migration(String),
    #[error(transparent)]
    Store(#[from] Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_under_strain_says_passes() {
        let passing = ["08006", "40001", "40P01", "53300", "57P01", "25P03", "10", "266"];
        assert!(passing.into_iter().all(is_passing));
        let lasting = ["22P02", "23503", "25P02", "42601", "1", "787"];
        assert!(!lasting.into_iter().any(is_passing));
    }
}
