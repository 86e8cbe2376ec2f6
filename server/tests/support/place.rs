//! Where a story's data lies: a folder of its own, and on PostgreSQL a schema of its own.

use std::env;
use std::future::Future;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::process;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tandem::bus::{self, Link, RedisBus};
use tandem::domain::{NodeId, Secret};

use super::TestApp;

/// What outlives a server: a second one at the same place finds what the first one kept.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) database_url: Option<String>,
}

impl Place {
    /// Starts a server here, with a tenant, its owner and an assistant that knows a little.
    pub(crate) async fn app(&self) -> TestApp {
        TestApp::start(self, "").await
    }

    /// The same with more settings, as they stand in `tandem.toml`.
    pub(crate) async fn app_with(&self, settings: &str) -> TestApp {
        TestApp::start(self, settings).await
    }
}

/// A database and a meeting point, for several servers of one installation.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub(crate) place: Place,
    redis_url: String,
}

impl Meeting {
    /// One more node.
    pub(crate) async fn node(&self) -> TestApp {
        self.node_with("").await
    }

    pub(crate) async fn node_with(&self, settings: &str) -> TestApp {
        let redis = format!("redis_url = '{}'\n{settings}", self.redis_url);
        self.place.app_with(&redis).await
    }

    /// A way to the others without a node. Somebody has to run it.
    pub(crate) fn bus(&self, number: u64) -> (RedisBus, Link) {
        let meeting = bus::Meeting {
            url: Secret::new(self.redis_url.clone()),
            channel: format!("story-{}", process::id()),
            node: NodeId(number),
        };
        RedisBus::new(meeting).unwrap()
    }

    /// The same for nodes that never reach each other.
    pub(crate) fn without_a_way(self) -> Self {
        Self {
            // The discard port: nobody listens there.
            redis_url: "redis://127.0.0.1:9/".to_owned(),
            ..self
        }
    }
}

pub(crate) async fn on_several_nodes<F: Future<Output = ()>>(story: impl FnOnce(Meeting) -> F) {
    let redis_url = env::var("TANDEM_TEST_REDIS").unwrap_or_default();
    if redis_url.is_empty() {
        let required = env::var("TANDEM_TEST_REQUIRE_REDIS").is_ok_and(|value| value == "1");
        assert!(!required, "TANDEM_TEST_REDIS must name a Redis server");
        return;
    }
    on_postgres(|place| story(Meeting { place, redis_url })).await;
}

pub(crate) async fn on_sqlite<F: Future<Output = ()>>(story: impl FnOnce(Place) -> F) {
    let folder = tempfile::tempdir().unwrap();
    story(Place {
        folder: folder.path().to_owned(),
        database_url: None,
    })
    .await;
}

/// Makes a schema, lets `story` use it as its database, and removes it again whatever happens. (A
/// database of its own would take longer to make and to drop than most stories take to be told.)
pub(crate) async fn on_postgres<F: Future<Output = ()>>(story: impl FnOnce(Place) -> F) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let Some(server) = server() else { return };
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("tandem_story_{}_{number}", process::id());
    command(&server, format!("create schema {name}")).await;
    let folder = tempfile::tempdir().unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    let place = Place {
        folder: folder.path().to_owned(),
        database_url: Some(format!("{server}{mark}options[search_path]={name}")),
    };
    let told = AssertUnwindSafe(story(place)).catch_unwind().await;
    command(&server, format!("drop schema {name} cascade")).await;
    if let Err(panic) = told {
        resume_unwind(panic);
    }
}

/// The server to test on. None if nobody named one.
fn server() -> Option<String> {
    let url = env::var("TANDEM_TEST_POSTGRES").unwrap_or_default();
    if url.is_empty() {
        let required = env::var("TANDEM_TEST_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "TANDEM_TEST_POSTGRES must name a PostgreSQL server");
        return None;
    }
    Some(url)
}

async fn command(server: &str, sql: String) {
    let options = PgConnectOptions::from_str(server).unwrap();
    let mut connection = options.connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}
