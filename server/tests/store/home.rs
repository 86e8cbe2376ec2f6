//! A fresh database for each story.

use std::env;
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::process;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tandem::domain::{Secret, Timestamp};
use tandem::store::{Conn, Error, Place, Settings, Store, Tx};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Runs each story on both engines: `stories!(a_thing_holds, another_thing_holds);`
macro_rules! stories {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                crate::home::on_sqlite(super::$story).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                crate::home::on_postgres(super::$story).await;
            })+
        }
    };
}

/// Milliseconds on the story's clock.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp(1_700_000_000_000 + millis)
}

/// An opened database with its writer at work.
pub(crate) struct Home {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    stop: CancellationToken,
    writer: JoinSet<()>,
}

impl Home {
    pub(crate) async fn open(settings: Settings) -> Self {
        let (store, writer) = Store::open(&settings).await.unwrap();
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        running.spawn(writer.run(stop.clone()));
        Self {
            store,
            settings,
            stop,
            writer: running,
        }
    }

    /// Writes what must succeed.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, Error>> + Send + 'static,
    ) -> T {
        self.store.write(work).await.unwrap()
    }

    pub(crate) async fn read(&self) -> Conn {
        self.store.read().await.unwrap()
    }

    /// Stops the writer, lets it finish, and closes everything.
    pub(crate) async fn close(mut self) -> Settings {
        self.stop.cancel();
        while self.writer.join_next().await.is_some() {}
        self.store.close().await;
        self.settings
    }
}

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Home) -> F) {
    let (_folder, settings) = sqlite_settings();
    story(Home::open(settings).await).await;
}

pub(crate) fn sqlite_settings() -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let settings = sqlite_at(folder.path().join("tandem.db"));
    (folder, settings)
}

pub(crate) fn sqlite_at(file: PathBuf) -> Settings {
    Settings {
        place: Place::Sqlite { file },
        readers: 4,
    }
}

pub(crate) async fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(Home) -> F) {
    with_database(|settings| async move { story(Home::open(settings).await).await }).await;
}

/// Makes a database, lets `story` use it, and removes it again whatever happens.
pub(crate) async fn with_database<F: Future<Output = ()>>(story: impl FnOnce(Settings) -> F) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Some(server) = server() else { return };
    let name = format!(
        "tandem_{}_{}",
        process::id(),
        NUMBER.fetch_add(1, Ordering::Relaxed)
    );
    command(&server, format!("create database {name}")).await;
    let url = server.clone().database(&name).to_url_lossy().to_string();
    let settings = Settings {
        place: Place::Postgres {
            url: Secret::new(url),
        },
        readers: 4,
    };
    let told = AssertUnwindSafe(story(settings)).catch_unwind().await;
    command(&server, format!("drop database {name} with (force)")).await;
    if let Err(panic) = told {
        resume_unwind(panic);
    }
}

/// The server to test on. None if nobody named one.
fn server() -> Option<PgConnectOptions> {
    let url = env::var("TANDEM_TEST_POSTGRES").unwrap_or_default();
    if url.is_empty() {
        let required = env::var("TANDEM_TEST_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "TANDEM_TEST_POSTGRES must name a PostgreSQL server");
        return None;
    }
    Some(PgConnectOptions::from_str(&url).unwrap())
}

async fn command(server: &PgConnectOptions, sql: String) {
    let mut connection = server.connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
