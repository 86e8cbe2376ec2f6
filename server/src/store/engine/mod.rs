//! The seam between the engines. One SQL text runs on all; the macros here are its arms.
//!
//! The common dialect: `$1` placeholders, `cast(x as t)`, `on conflict`, `returning`, `count(*) filter`,
//! booleans by truth (`not blocked`), no date functions, no `sum`, `+column` where no index is to be taken for it. A
//! batch is one JSON text of rows that [`batch`] reads on either engine. Everything else that differs is a `match` at the place of use.

pub(super) mod copy;
mod lender;
pub(super) mod local;
mod log;
mod migrations;
#[cfg(debug_assertions)]
pub(super) mod plans;
mod postgres;
mod sqlite;
#[macro_use]
mod statement;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Pool, Postgres, Sqlite};

use lender::{Lender, Local};
use sqlite::DatabaseFile;
pub(super) use statement::{batch, execute, fetch_all, fetch_optional, fetch_scalar, on_each, row};

use super::{Error, OpenError, Place, Settings};

/// How long a connection of the pool is waited for.
const ACQUIRE_WITHIN: Duration = Duration::from_secs(5);

/// How long a PostgreSQL statement may take before its connection counts as lost.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A connection to the database.
pub struct Conn(pub(super) Link);

pub(super) enum Link {
    /// SQLite, called: the writer's, or a short read's.
    Local(Local),
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// Connections of one use. The writer has its own, so that no reader can make it wait.
#[derive(Clone)]
pub(super) enum Connections {
    /// The writer's.
    Local(Arc<DatabaseFile>),
    /// For short reads.
    Lent(Arc<Lender>),
    Sqlite(Pool<Sqlite>),
    Postgres(Pool<Postgres>),
}

/// The pools of an opened database.
pub(super) struct Opened {
    pub(super) readers: Connections,
    /// For reads that take their time, so that no short one waits behind them.
    pub(super) aside: Connections,
    pub(super) writer: Connections,
}

/// Opens the database, brings it up to date, and makes sure that what it confirms is on disk.
pub(super) async fn open(settings: &Settings) -> Result<Opened, OpenError> {
    let readers = settings.readers.max(1);
    match &settings.place {
        Place::Sqlite { file } => sqlite::open(file, readers).await,
        Place::Postgres { url } => postgres::open(url, readers).await,
    }
}

impl Connections {
    /// Whether other nodes may write at the same time.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    pub(super) async fn acquire(&self) -> Result<Conn, Error> {
        Ok(Conn(match self {
            Self::Local(file) => {
                let file = Arc::clone(file);
                let opening = tokio::task::spawn_blocking(move || local::open_writer(&file));
                Link::Local(Local::writer(opening.await.unwrap_or(Err(Error::Panicked))?))
            }
            Self::Lent(lender) => Link::Local(lender.lend().await?),
            // Boxed for the same reason as the statements.
            Self::Sqlite(pool) => Link::Sqlite(Box::pin(pool.acquire()).await?),
            Self::Postgres(pool) => Link::Postgres(Box::pin(pool.acquire()).await?),
        }))
    }

    pub(super) async fn close(&self) {
        match self {
            Self::Local(_) => {}
            Self::Lent(lender) => lender.close(),
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Conn {
    pub(super) fn link(&mut self) -> &mut Link {
        &mut self.0
    }

    /// Starts the writer's transaction. SQLite takes the write lock at once: a lock that is asked for later cannot be
    /// waited for.
    pub(super) async fn begin(&mut self) -> Result<(), Error> {
        let begin = match self.link() {
            Link::Local(c) => {
                c.before_begin();
                "begin immediate"
            }
            Link::Sqlite(_) => "begin immediate",
            Link::Postgres(_) => "begin",
        };
        self.command(begin).await
    }

    /// Has PostgreSQL think anew how it finds what it is asked for.
    pub(super) async fn forget_plans(&mut self) -> Result<(), Error> {
        if self.poisons() {
            self.command("discard plans").await?;
        }
        Ok(())
    }

    /// Does a command, or several with `; ` between them up to the first that fails: on PostgreSQL in one round trip.
    pub(super) async fn command(&mut self, commands: &'static str) -> Result<(), Error> {
        if let Link::Postgres(c) = self.link() {
            bounded(sqlx::raw_sql(commands).execute(&mut **c)).await?;
            return Ok(());
        }
        for command in commands.split("; ") {
            execute!(self, command)?;
            if let (Link::Local(c), "commit") = (self.link(), command) {
                c.after_commit();
            }
        }
        Ok(())
    }

    /// Whether a failed statement leaves the transaction unusable until a savepoint is rolled back.
    pub(super) fn poisons(&self) -> bool {
        matches!(self.0, Link::Postgres(_))
    }

    /// Throws the connection away, with whatever transaction it is in.
    pub(super) async fn discard(self) {
        let closing = async {
            match self.0 {
                // Its drop rolls back.
                Link::Local(_) => Ok(()),
                Link::Sqlite(connection) => connection.detach().close_hard().await,
                Link::Postgres(connection) => connection.detach().close_hard().await,
            }
        };
        // What matters is that it is not used again; a peer that no longer answers is not waited for.
        let _ = tokio::time::timeout(ACQUIRE_WITHIN, closing).await;
    }
}

/// Runs a PostgreSQL statement with an end: a half-open connection would hang for ever.
/// (A local file gives no such cause.)
pub(super) fn bounded<T>(
    statement: impl Future<Output = Result<T, sqlx::Error>>,
) -> impl Future<Output = Result<T, Error>> {
    // No `async fn`, whose state would have room for the statement twice.
    tokio::time::timeout(ANSWER_WITHIN, statement).map(|result| match result {
        Ok(result) => Ok(result?),
        Err(_) => Err(Error::Busy),
    })
}
