use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{ACQUIRE_WITHIN, Connections, Lender, Opened, local, migrations};
use crate::store::{Error, OpenError};

/// How long another process (a command beside the server) may hold the write lock.
pub(super) const LOCK_WITHIN: Duration = Duration::from_secs(5);

/// The database file, with a handle to sync it by.
///
/// It has to outlive the connections: the end of any handle takes away all locks that this process has on the file, those
/// of the engine among them. So writer and lender hold it; the readers aside are closed before the lender goes.
pub(in crate::store) struct DatabaseFile {
    pub(super) path: PathBuf,
    pub(super) handle: File,
}

impl DatabaseFile {
    pub(super) fn open(path: &Path) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self {
            path: path.to_owned(),
            handle: File::open(path)?,
        }))
    }
}

pub(super) async fn open(file: &Path, readers: u32) -> Result<Opened, OpenError> {
    prepare(file)?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(LOCK_WITHIN)
        .disable_statement_logging();
    let mut look = options
        .clone()
        .connect()
        .await
        .map_err(|error| unreachable(file, error))?;
    let applied = applied(&mut look)
        .await
        .map_err(|error| unreachable(file, error))?;
    // Closed before anything is refused: an open look leaves files of its own behind.
    look.close().await.map_err(Error::from)?;
    migrations::check_known(&applied)?;

    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What a statement sets aside would else be written, messages among it, to the machine's temporary folder.
        .pragma("temp_store", "memory");
    let mut first = options
        .clone()
        // A step that makes a table anew drops the old one, and no row of it is meant to be missed.
        .foreign_keys(false)
        .connect()
        .await
        .map_err(|error| unreachable(file, error))?;
    migrations::sqlite()
        .run(&mut first)
        .await
        .map_err(|error| migrations::refusal(&error))?;
    if !migrations::is_all(&applied) {
        check_references(&mut first).await?;
    }
    local::check_durable(&local::open(file)?)?;
    first.close().await.map_err(Error::from)?;
    let database = DatabaseFile::open(file)
        .map_err(|error| OpenError::Unreachable(format!("{}: {error}", file.display())))?;
    let aside = pool(readers).connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Opened {
        readers: Connections::Lent(Arc::new(Lender::new(Arc::clone(&database)))),
        aside: Connections::Sqlite(aside),
        writer: Connections::Local(database),
    })
}

/// Connections to a file do not age, and need no test before use.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_WITHIN)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Makes the file before the engine does, so that at no moment others may read it. (The engine gives
/// its `-wal` and `-shm` the rights of the file.)
fn prepare(file: &Path) -> Result<(), OpenError> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let read_only = || OpenError::ReadOnly(folder.to_owned());
    // The system lets root write anywhere; a folder marked as read-only is meant to be so all the same.
    if fs::metadata(folder).is_ok_and(|folder| folder.permissions().readonly()) {
        return Err(read_only());
    }
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    let ready = match made {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::set_permissions(file, Permissions::from_mode(0o600))
        }
        Err(error) => Err(error),
    };
    ready.map_err(|error| match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => read_only(),
        _ => OpenError::Unreachable(format!("{}: {error}", file.display())),
    })
}

/// Makes sure that no step has left a row without the one that it names.
async fn check_references(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let lost = sqlx::query("pragma foreign_key_check")
        .fetch_optional(connection)
        .await
        .map_err(Error::from)?;
    match lost {
        None => Ok(()),
        Some(_) => Err(OpenError::Migration(
            "rows name others that are not there".to_owned(),
        )),
    }
}

async fn applied(connection: &mut SqliteConnection) -> Result<Vec<i64>, sqlx::Error> {
    let known: i64 = sqlx::query_scalar("select count(*) from sqlite_schema where name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if known == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_scalar("select version from _sqlx_migrations")
        .fetch_all(connection)
        .await
}

#[expect(clippy::needless_pass_by_value, reason = "shaped for map_err")]
fn unreachable(file: &Path, error: sqlx::Error) -> OpenError {
    OpenError::Unreachable(format!("{}: {error}", file.display()))
}
