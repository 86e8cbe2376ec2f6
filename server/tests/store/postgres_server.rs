//! What holds of the server.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use tandem::domain::Secret;
use tandem::store::{Error, OpenError, Place, Settings, Store};

use crate::home::{Home, with_database};

fn options(settings: &Settings) -> PgConnectOptions {
    let Place::Postgres { url } = &settings.place else {
        panic!("not a PostgreSQL place")
    };
    PgConnectOptions::from_str(url.reveal()).unwrap()
}

/// Does something to the database behind the server's back.
async fn tamper(settings: &Settings, sql: String) {
    let mut connection = options(settings).connect().await.unwrap();
    connection.execute(AssertSqlSafe(sql)).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_newer_database_is_left_as_it_is() {
    with_database(async |settings| {
        Store::migrate_only(&settings).await.unwrap();
        let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
            values (9999, 'from the future', true, '', 0)";
        tamper(&settings, newer.to_owned()).await;
        let refused = Store::open(&settings).await.err().unwrap();
        assert!(
            matches!(refused, OpenError::Newer { found: 9999, .. }),
            "{refused}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_server_that_forgets_is_refused() {
    with_database(async |settings| {
        let name = options(&settings).get_database().unwrap().to_owned();
        tamper(
            &settings,
            format!("alter database {name} set synchronous_commit = off"),
        )
        .await;
        let refused = Store::open(&settings).await.err().unwrap();
        let told = matches!(
            refused,
            OpenError::NotDurable {
                setting: "synchronous_commit",
                ..
            }
        );
        assert!(told, "{refused}");
        let mut connection = options(&settings).connect().await.unwrap();
        let tables: i64 = sqlx::query_scalar("select count(*) from pg_tables where schemaname = 'public'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(tables, 0, "a refused database is not touched");
    })
    .await;
}

#[tokio::test]
async fn nobody_listening_is_one_clear_line() {
    let url = Secret::new("postgres://tandem:hush@127.0.0.1:1/tandem".to_owned());
    let refused = Store::open(&Settings {
        place: Place::Postgres { url },
        readers: 1,
    })
    .await
    .err()
    .unwrap();
    let line = refused.to_string();
    assert!(matches!(refused, OpenError::Unreachable(_)), "{line}");
    assert!(!line.contains("hush") && !line.contains('\n'), "{line}");
}

#[tokio::test]
async fn a_malformed_address_does_not_show_its_password() {
    let url = Secret::new("postgres://tandem:hush@:::/tandem".to_owned());
    let refused = Store::open(&Settings {
        place: Place::Postgres { url },
        readers: 1,
    })
    .await
    .err()
    .unwrap();
    assert!(!refused.to_string().contains("hush"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_connection_is_told_and_replaced() {
    with_database(async |settings| {
        let home = Home::open(settings.clone()).await;
        home.write(|tx| Box::pin(tx.put_value("key", "before"))).await;
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()";
        tamper(&settings, kill.to_owned()).await;
        let lost = home
            .store
            .write::<(), Error>(|tx| Box::pin(tx.put_value("key", "lost")))
            .await
            .unwrap_err();
        assert!(lost.is_retryable(), "{lost}");
        home.write(|tx| Box::pin(tx.put_value("key", "after"))).await;
        let value = home.read().await.value("key").await.unwrap();
        assert_eq!(value.as_deref(), Some("after"));
        home.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_that_start_together_migrate_once() {
    with_database(async |settings| {
        let (one, two) = tokio::join!(Store::open(&settings), Store::open(&settings));
        let (one, two) = (one.unwrap().0, two.unwrap().0);
        assert_eq!(one.history_epoch(), two.history_epoch());
    })
    .await;
}
