//! The steps by which a database gets its present shape. Each stands under one name in both folders; a
//! step that was released is never edited, only followed by another.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::store::OpenError;

/// All steps, in order, as (number, name, SQLite's text, PostgreSQL's text).
macro_rules! steps {
    ($($number:literal $name:literal),+ $(,)?) => {
        [$((
            $number,
            $name,
            include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        )),+]
    };
}

const STEPS: [(i64, &str, &str, &str); 15] = steps![
    1 "0001_people",
    2 "0002_visitors",
    3 "0003_dialogs",
    4 "0004_replies",
    5 "0005_articles",
    6 "0006_changes",
    7 "0007_ratings",
    8 "0008_site_secrets",
    9 "0009_lean_messages",
    10 "0010_engines",
    11 "0011_sources",
    12 "0012_embeddings",
    13 "0013_hours",
    14 "0014_shown_text",
    15 "0015_busy_dialogs",
];

pub(super) fn sqlite() -> Migrator {
    Migrator::with_migrations(
        STEPS
            .iter()
            .map(|(number, name, text, _)| step(*number, name, text))
            .collect(),
    )
}

pub(super) fn postgres() -> Migrator {
    Migrator::with_migrations(
        STEPS
            .iter()
            .map(|(number, name, _, text)| step(*number, name, text))
            .collect(),
    )
}

fn step(number: i64, name: &'static str, text: &'static str) -> Migration {
    Migration::new(
        number,
        name.into(),
        MigrationType::Simple,
        text.into_sql_str(),
        false,
    )
}

/// Refuses a database that holds a step which this program does not know, before anything is touched.
pub(super) fn check_known(applied: &[i64]) -> Result<(), OpenError> {
    let known = STEPS.iter().map(|(number, ..)| *number).max().unwrap_or(0);
    let is_unknown = |step: &i64| STEPS.iter().all(|(number, ..)| number != step);
    match applied.iter().copied().filter(is_unknown).max() {
        Some(found) if found > known => Err(OpenError::Newer { found, known }),
        Some(step) => Err(OpenError::Different { step }),
        None => Ok(()),
    }
}

/// Whether nothing is left to be done.
pub(super) fn is_all(applied: &[i64]) -> bool {
    STEPS.iter().all(|(number, ..)| applied.contains(number))
}

pub(super) fn refusal(error: &MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMismatch(step) | MigrateError::VersionMissing(step) => {
            OpenError::Different { step: *step }
        }
        other => OpenError::Migration(other.to_string()),
    }
}
