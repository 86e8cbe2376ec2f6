//! What holds of the file.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use tandem::store::{OpenError, Store};

use crate::home::{Home, sqlite_at, sqlite_settings};
use crate::shop::Shop;

fn mode(file: &Path) -> u32 {
    fs::metadata(file).unwrap().permissions().mode() & 0o777
}

/// Does something to the file behind the server's back.
async fn tamper(file: &Path, sql: &'static str) {
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .connect()
        .await
        .unwrap();
    connection.execute(sql).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn nobody_else_may_read_the_file_or_its_companions() {
    let (folder, settings) = sqlite_settings();
    let home = Home::open(settings).await;
    Shop::open(&home, "one").await;
    for name in ["tandem.db", "tandem.db-wal", "tandem.db-shm"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
    let settings = home.close().await;
    fs::set_permissions(folder.path().join("tandem.db"), Permissions::from_mode(0o644)).unwrap();
    Home::open(settings).await.close().await;
    assert_eq!(mode(&folder.path().join("tandem.db")), 0o600);
}

#[tokio::test]
async fn a_newer_database_is_left_as_it_is() {
    let (folder, settings) = sqlite_settings();
    Home::open(settings.clone()).await.close().await;
    let file = folder.path().join("tandem.db");
    tamper(
        &file,
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'from the future', true, x'00', 0)",
    )
    .await;
    let before = fs::read(&file).unwrap();
    let refused = Store::open(&settings).await.err().unwrap();
    assert!(
        matches!(refused, OpenError::Newer { found: 9999, .. }),
        "{refused}"
    );
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn a_database_with_another_past_is_refused() {
    let (folder, settings) = sqlite_settings();
    Home::open(settings.clone()).await.close().await;
    tamper(
        &folder.path().join("tandem.db"),
        "update _sqlx_migrations set checksum = x'00' where version = 2",
    )
    .await;
    let refused = Store::open(&settings).await.err().unwrap();
    assert!(matches!(refused, OpenError::Different { step: 2 }), "{refused}");
}

/// The build says so by flags of its own crate's, which nobody would miss (`.cargo/config.toml`).
#[test]
fn the_engine_is_built_without_what_all_threads_would_share() {
    let engine = rusqlite::Connection::open_in_memory().unwrap();
    let mut options = engine.prepare("pragma compile_options").unwrap();
    let options = options.query_map((), |row| row.get::<_, String>(0)).unwrap();
    let options: Vec<String> = options.map(Result::unwrap).collect();
    assert!(options.contains(&"DEFAULT_MEMSTATUS=0".to_owned()), "{options:?}");
    for other in ["ENABLE_MEMORY_MANAGEMENT", "ENABLE_API_ARMOR"] {
        assert!(!options.contains(&other.to_owned()), "{options:?}");
    }
}

#[tokio::test]
async fn a_folder_that_is_read_only_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o555)).unwrap();
    let refused = Store::open(&sqlite_at(folder.path().join("tandem.db")))
        .await
        .err()
        .unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    assert!(
        matches!(&refused, OpenError::ReadOnly(named) if named == folder.path()),
        "{refused}"
    );
    assert!(!refused.to_string().contains('\n'));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let refused = Store::open(&sqlite_at(folder.path().join("no/tandem.db")))
        .await
        .err()
        .unwrap();
    assert!(
        matches!(&refused, OpenError::Unreachable(why) if why.contains("no/tandem.db")),
        "{refused}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tandem.db");
    fs::write(
        &file,
        "this is a shopping list, and a long one, so that it cannot be a header".repeat(20),
    )
    .unwrap();
    let refused = Store::open(&sqlite_at(file.clone())).await.err().unwrap();
    assert!(
        matches!(&refused, OpenError::Unreachable(why) if why.contains("tandem.db")),
        "{refused}"
    );
    assert!(
        fs::read_to_string(file)
            .unwrap()
            .starts_with("this is a shopping list")
    );
}

#[tokio::test]
async fn migrating_twice_is_migrating_once() {
    let (_folder, settings) = sqlite_settings();
    Store::migrate_only(&settings).await.unwrap();
    Store::migrate_only(&settings).await.unwrap();
    Home::open(settings).await.close().await;
}

#[tokio::test]
async fn what_was_confirmed_outlives_a_writer_that_never_closed() {
    let (_folder, settings) = sqlite_settings();
    let home = Home::open(settings.clone()).await;
    let shop = Shop::open(&home, "one").await;
    // Neither closed nor dropped, as after `kill -9`: whoever opens it next reads the log.
    std::mem::forget(home);
    let again = Home::open(settings).await;
    assert!(again.read().await.tenant(shop.tenant).await.unwrap().is_some());
    again.close().await;
}
