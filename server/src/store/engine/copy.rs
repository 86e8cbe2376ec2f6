//! A SQLite database as one file that stands by itself: made while others write, and judged before it is used.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::lender::Local;
use super::{Conn, Link, local, migrations};
use crate::store::{Error, OpenError};

/// Why a file is not taken for a database of this program.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("the database in it is damaged: {0}")]
    Damaged(String),
    #[error("the database in it is none of tandem's")]
    Foreign,
    #[error(transparent)]
    Open(#[from] OpenError),
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Open(OpenError::Store(error.into()))
    }
}

/// Writes all that is committed in the database `file` at this moment into `copy`, which has to be an empty file.
/// Others go on writing meanwhile. The copy is not synced to disk yet.
pub(in crate::store) fn write(file: &Path, copy: &str) -> Result<(), Error> {
    local::open(file)?.execute("vacuum into ?1", [copy])?;
    Ok(())
}

/// Makes sure that `file` is whole and of a version that this program knows. Changes nothing in it.
pub(in crate::store) fn judge(file: &Path) -> Result<(), CopyError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    let verdict = connection.pragma_query_value(None, "integrity_check", |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => {}
        Ok(verdict) => return Err(CopyError::Damaged(verdict)),
        // What it cannot even read is no database, or no longer one.
        Err(error) => return Err(CopyError::Damaged(error.to_string())),
    }
    let ours: i64 = connection.query_row(
        "select count(*) from sqlite_schema where name in ('_sqlx_migrations', 'installation')",
        [],
        |row| row.get(0),
    )?;
    if ours != 2 {
        return Err(CopyError::Foreign);
    }
    let mut steps = connection.prepare("select version from _sqlx_migrations")?;
    let applied: Result<Vec<i64>, _> = steps.query_map([], |row| row.get(0))?.collect();
    Ok(migrations::check_known(&applied?)?)
}

/// A connection to `file` alone. Dropping it leaves one file.
pub(in crate::store) fn open(file: &Path) -> Result<Conn, Error> {
    Ok(Conn(Link::Local(Local::own(local::open(file)?))))
}
