//! Databases to sit an exam in.

use sqlx::{Connection, Executor, PgConnection};
use tandem::domain::Secret;
use tandem::store::{Place, Settings, Store};
use tempfile::TempDir;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// An open database that lasts as long as this value.
pub(super) struct Opened {
    pub(super) name: &'static str,
    pub(super) store: Store,
    stop: CancellationToken,
    writer: JoinSet<()>,
    _folder: TempDir,
}

impl Opened {
    async fn at(name: &'static str, place: Place, folder: TempDir) -> Self {
        let (store, running) = Store::open(&Settings { place, readers: 2 }).await.unwrap();
        let stop = CancellationToken::new();
        let mut writer = JoinSet::new();
        writer.spawn(running.run(stop.clone()));
        Self {
            name,
            store,
            stop,
            writer,
            _folder: folder,
        }
    }

    pub(super) async fn close(mut self) {
        self.stop.cancel();
        while self.writer.join_next().await.is_some() {}
        self.store.close().await;
    }
}

/// A file, and a database of the server that `TANDEM_TEST_POSTGRES` names, if it names one.
pub(super) async fn all() -> Vec<Opened> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tandem.db");
    let mut opened = vec![Opened::at("SQLite", Place::Sqlite { file }, folder).await];
    if let Ok(server) = std::env::var("TANDEM_TEST_POSTGRES") {
        let url = Secret::new(fresh_database(&server).await);
        let folder = TempDir::new().unwrap();
        opened.push(Opened::at("PostgreSQL", Place::Postgres { url }, folder).await);
    }
    opened
}

/// A database of its own on that server, so that exams do not see each other's articles.
async fn fresh_database(server: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    let folder = TempDir::new().unwrap();
    let unique: String = folder
        .path()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .to_lowercase();
    let name: String = unique.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut connection = PgConnection::connect(server).await.unwrap();
    let create = format!("create database \"tandem_exam_{}_{name}\"", std::process::id());
    connection.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    connection.close().await.unwrap();
    url.set_path(&format!("/tandem_exam_{}_{name}", std::process::id()));
    url.into()
}
