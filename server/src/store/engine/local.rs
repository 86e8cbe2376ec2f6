//! Connections to SQLite that are called, without a thread in between: the writer's, and those of short reads.
//!
//! Why not sqlx, as on PostgreSQL: it hands each statement on SQLite to a thread of its own and the answer back,
//! some 40 µs of two cores for what the engine does in five. The writer runs on a thread that may block. A short
//! read finds its rows by key in the page cache, and at worst waits for one page of the disk; what looks through
//! many rows ([`crate::store::Store::read_aside`]) stays with sqlx and its threads.

use std::path::Path;
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::types::FromSql;
use rusqlite::{CachedStatement, Connection, OpenFlags, Row, ToSql};

use super::lender::Local;
use super::log::Log;
use super::sqlite::{DatabaseFile, LOCK_WITHIN};
use crate::domain::{Mutant, planted};
use crate::store::{Error, OpenError};

/// Statements kept ready. The writer knows about fifty.
const STATEMENTS: usize = 128;

/// The writer's page cache, in KiB: the ends of the busy indexes stay in it.
const WRITER_CACHE: i64 = 16 * 1024;

/// Bytes of the log that stay on the disk after a reader held it open and it grew.
const LOG_KEPT: i64 = 64 * 1024 * 1024;

/// Opens the writer's connection, with what keeps its log short.
pub(super) fn open_writer(file: &Arc<DatabaseFile>) -> Result<(Connection, Log), Error> {
    let connection = open(&file.path)?;
    if planted(Mutant::M02) {
        connection.pragma_update(None, "synchronous", "normal")?;
    }
    connection.pragma_update(None, "cache_size", -WRITER_CACHE)?;
    let log = Log::take_over(&connection, file)?;
    Ok((connection, log))
}

/// Opens a connection to a database that is there and up to date.
pub(super) fn open(file: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(LOCK_WITHIN)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT)?;
    Ok(connection)
}

/// Makes sure that what this connection commits is on disk.
pub(super) fn check_durable(connection: &Connection) -> Result<(), OpenError> {
    let ask =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
    let text = |value| match value {
        rusqlite::types::Value::Text(text) => text,
        rusqlite::types::Value::Integer(number) => number.to_string(),
        _ => String::new(),
    };
    for (setting, wanted, full) in [("journal_mode", "wal", "wal"), ("synchronous", "2", "2 (full)")] {
        let found = text(ask(setting).map_err(Error::from)?);
        if found != wanted {
            return Err(OpenError::NotDurable {
                setting,
                found,
                wanted: full,
            });
        }
    }
    Ok(())
}

/// What a row gives, column after column.
pub(in crate::store) struct Columns<'row> {
    row: &'row Row<'row>,
    next: usize,
}

impl Columns<'_> {
    /// The column of that name: as a rule the next one, for which no name has to be looked for.
    fn named<T: FromSql>(&mut self, name: &str) -> rusqlite::Result<T> {
        let columns = self.row.as_ref();
        let at = match columns.column_name(self.next) {
            Ok(next) if next == name => self.next,
            _ => columns.column_index(name)?,
        };
        self.next = at + 1;
        self.row.get(at)
    }
}

/// What can be read from a row: a column, or a struct of columns.
pub(in crate::store) trait Read: Sized {
    fn read(columns: &mut Columns<'_>, name: &str) -> rusqlite::Result<Self>;
}

macro_rules! columns {
    ($($kind:ty),*) => {
        $(impl Read for $kind {
            fn read(columns: &mut Columns<'_>, name: &str) -> rusqlite::Result<Self> {
                columns.named(name)
            }
        })*
    };
}

columns!(
    i64,
    f64,
    bool,
    String,
    Vec<u8>,
    Option<i64>,
    Option<String>,
    Option<Vec<u8>>
);

macro_rules! tuple {
    ($($kind:ident $at:tt),*) => {
        impl<$($kind: FromSql),*> Read for ($($kind,)*) {
            fn read(columns: &mut Columns<'_>, _name: &str) -> rusqlite::Result<Self> {
                Ok(($(columns.row.get($at)?,)*))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1, C 2);

pub(in crate::store) type Binds<'a> = &'a [&'a dyn ToSql];

/// Rows changed.
pub(in crate::store) fn execute(on: &Local, sql: &str, binds: Binds<'_>) -> Result<u64, Error> {
    let mut statement = ready(on, sql, binds)?;
    // A statement that gives rows as well (`pragma`, `returning`) is run to its end.
    let changed = if statement.column_count() == 0 {
        statement.raw_execute()?
    } else {
        let mut rows = statement.raw_query();
        while rows.next()?.is_some() {}
        0
    };
    Ok(changed as u64)
}

/// Runs an insert of one row; the number that the row got, or `None` if a row in its way let it do nothing. (With `returning` the engine would copy aside each page
/// that it changes, to be able to take the row back after it has given it.)
pub(in crate::store) fn insert(on: &Local, sql: &str, binds: Binds<'_>) -> Result<Option<i64>, Error> {
    let written = ready(on, sql, binds)?.raw_execute()?;
    Ok((written > 0).then_some(on.connection()?.last_insert_rowid()))
}

pub(in crate::store) fn fetch_all<R: Read>(on: &Local, sql: &str, binds: Binds<'_>) -> Result<Vec<R>, Error> {
    let mut statement = ready(on, sql, binds)?;
    let mut rows = statement.raw_query();
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(R::read(&mut Columns { row, next: 0 }, "")?);
    }
    Ok(all)
}

/// The first row. The statement is run to its end all the same: one that writes has not, before that.
pub(in crate::store) fn fetch_optional<R: Read>(
    on: &Local,
    sql: &str,
    binds: Binds<'_>,
) -> Result<Option<R>, Error> {
    let mut statement = ready(on, sql, binds)?;
    let mut rows = statement.raw_query();
    let first = match rows.next()? {
        Some(row) => R::read(&mut Columns { row, next: 0 }, "")?,
        None => return Ok(None),
    };
    while rows.next()?.is_some() {}
    Ok(Some(first))
}

pub(in crate::store) fn fetch_scalar<T: FromSql>(
    on: &Local,
    sql: &str,
    binds: Binds<'_>,
) -> Result<T, Error> {
    fetch_optional::<(T,)>(on, sql, binds)?
        .map(|(value,)| value)
        .ok_or_else(|| Error::from(rusqlite::Error::QueryReturnedNoRows))
}

/// The statement with its values. (`$3` is a name to SQLite: it is given its place by the order of appearance.)
fn ready<'on>(on: &'on Local, sql: &str, binds: Binds<'_>) -> Result<CachedStatement<'on>, Error> {
    #[cfg(debug_assertions)]
    super::plans::look(on.connection()?, sql)?;
    let mut statement = on.connection()?.prepare_cached(sql)?;
    for at in 1..=statement.parameter_count() {
        let number = statement
            .parameter_name(at)
            .and_then(|name| name.get(1..)?.parse::<usize>().ok())
            .unwrap_or(at);
        let value = number.checked_sub(1).and_then(|number| binds.get(number));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(binds.len(), number))?;
        statement.raw_bind_parameter(at, value)?;
    }
    Ok(statement)
}
