use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{ACQUIRE_WITHIN, Connections, Opened, bounded, migrations};
use crate::domain::Secret;
use crate::store::{Error, OpenError};

/// Reading connections are renewed, so that a changed password or address is noticed.
const LIFE: Duration = Duration::from_mins(30);

pub(super) async fn open(url: &Secret, readers: u32) -> Result<Opened, OpenError> {
    // The error of a malformed address may repeat it, with the password.
    let options = PgConnectOptions::from_str(url.reveal())
        .map_err(|_| OpenError::Unreachable("the address is not of the form postgres://…".to_owned()))?
        .application_name("tandem")
        .disable_statement_logging();
    let connecting = tokio::time::timeout(ACQUIRE_WITHIN, options.connect());
    let mut look = match connecting.await {
        Ok(connection) => connection.map_err(|error| OpenError::Unreachable(error.to_string()))?,
        Err(_) => return Err(OpenError::Unreachable("no answer".to_owned())),
    };
    migrations::check_known(&applied(&mut look).await?)?;
    check_durable(&mut look).await?;
    migrations::postgres()
        .run(&mut look)
        .await
        .map_err(|error| migrations::refusal(&error))?;
    look.close().await.map_err(Error::from)?;

    // From here on (a migration may take its time) no statement does. The server notices a dead client within a minute.
    let options = options.options([
        ("tcp_keepalives_idle", "20"),
        ("tcp_keepalives_interval", "10"),
        ("tcp_keepalives_count", "4"),
        ("statement_timeout", "25s"),
    ]);
    let pool = PgPoolOptions::new().acquire_timeout(ACQUIRE_WITHIN);
    let writer = pool
        .clone()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None);
    let readers = pool.max_connections(readers).max_lifetime(LIFE);
    // What the writer asks for is found by keys, a batch of rows at a time, so a plan serves for all values; to make one
    // costs more than the rows. On a young table, of which the planner knows nothing yet, it would read the whole of it,
    // or take an index that fits only half, and keep to that while the table grows: so the plans are thrown away now and
    // then ([`super::Conn::forget_plans`]).
    let writing = options.clone().options([
        ("plan_cache_mode", "force_generic_plan"),
        ("enable_seqscan", "off"),
        ("enable_hashjoin", "off"),
        ("enable_mergejoin", "off"),
        // A node that freezes in a transaction, or whose machine is gone, holds the rows of its batch. Then the other nodes,
        // to which its visitors go, get them, and whoever was refused meanwhile is heard at the next try. This node never
        // pauses in a transaction.
        ("idle_in_transaction_session_timeout", "4s"),
    ]);
    let reading = options.options([
        ("default_transaction_read_only", "on"),
        ("idle_in_transaction_session_timeout", "60s"),
    ]);
    let readers = Connections::Postgres(readers.connect_lazy_with(reading));
    Ok(Opened {
        aside: readers.clone(),
        readers,
        writer: Connections::Postgres(writer.connect_lazy_with(writing)),
    })
}

async fn applied(connection: &mut PgConnection) -> Result<Vec<i64>, Error> {
    let known: bool = bounded(
        sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(&mut *connection),
    )
    .await?;
    if !known {
        return Ok(Vec::new());
    }
    bounded(sqlx::query_scalar("select version from _sqlx_migrations").fetch_all(connection)).await
}

async fn check_durable(connection: &mut PgConnection) -> Result<(), OpenError> {
    let fsync: String = bounded(sqlx::query_scalar("show fsync").fetch_one(&mut *connection)).await?;
    if fsync != "on" {
        return Err(OpenError::NotDurable {
            setting: "fsync",
            found: fsync,
            wanted: "on",
        });
    }
    let commit: String = bounded(sqlx::query_scalar("show synchronous_commit").fetch_one(connection)).await?;
    // Every other value waits for this server's own disk, and for more.
    if commit == "off" {
        return Err(OpenError::NotDurable {
            setting: "synchronous_commit",
            found: commit,
            wanted: "on",
        });
    }
    Ok(())
}
