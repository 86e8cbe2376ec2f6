//! The tables, read beside the server: what a dialog's streams are when nobody tells them.

use anyhow::{Context, Result, bail};
use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::ledger::{History, Item, Source, Stream};
use crate::server::{Installation, Storage};

/// Open for reading.
#[derive(Debug)]
pub(super) enum Database {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A row of `messages`: id, number in the public stream, number in the staff stream, sender, author,
/// text, facts beside it.
type Row = (i64, Option<i64>, i64, String, String, String, String);

const MESSAGES: &str = "select id, public_seq, staff_seq, sender, author_key, text, meta
    from messages where dialog_id = $1 order by staff_seq";
const ENDS: &str = "select public_seq, staff_seq from dialogs where id = $1";

/// The rest of a text query: the engines differ only in the pool.
macro_rules! on_either {
    ($database:expr, $pool:ident => $body:expr) => {
        match $database {
            Database::Sqlite($pool) => $body,
            Database::Postgres($pool) => $body,
        }
    };
}

impl Database {
    pub(super) async fn open(installation: &Installation) -> Result<Self> {
        Ok(match installation.storage() {
            Storage::Sqlite => {
                let options = SqliteConnectOptions::new()
                    .filename(installation.database_file())
                    .read_only(true);
                Self::Sqlite(SqlitePool::connect_with(options).await?)
            }
            Storage::Postgres { url } => Self::Postgres(PgPool::connect(url).await?),
        })
    }

    /// Both streams of a dialog.
    pub(super) async fn histories(&self, dialog: i64) -> Result<[History; 2]> {
        let (rows, ends): (Vec<Row>, Option<(i64, i64)>) = on_either!(self, pool => (
            sqlx::query_as(MESSAGES).bind(dialog).fetch_all(pool).await?,
            sqlx::query_as(ENDS).bind(dialog).fetch_optional(pool).await?,
        ));
        let ends = ends.with_context(|| format!("dialog {dialog} is not in the database"))?;
        Ok([
            history(Stream::Public, ends.0, &rows)?,
            history(Stream::Staff, ends.1, &rows)?,
        ])
    }

    /// How many dialogs a client gave this name.
    pub(super) async fn dialogs_named(&self, client_id: &str) -> Result<i64> {
        let sql = "select count(*) from dialogs where client_id = $1";
        Ok(on_either!(self, pool => sqlx::query_scalar(sql).bind(client_id).fetch_one(pool).await?))
    }

    /// How many entries a client gave this name.
    pub(super) async fn messages_named(&self, client_id: &str) -> Result<i64> {
        let sql = "select count(*) from messages where client_id = $1";
        Ok(on_either!(self, pool => sqlx::query_scalar(sql).bind(client_id).fetch_one(pool).await?))
    }
}

fn history(stream: Stream, last_seq: i64, rows: &[Row]) -> Result<History> {
    let mut items = Vec::new();
    let mut authors = Vec::new();
    for (id, public_seq, staff_seq, sender, author, text, meta) in rows {
        let seq = match stream {
            Stream::Staff => *staff_seq,
            Stream::Public => match public_seq {
                Some(seq) => *seq,
                None => continue,
            },
        };
        items.push(Item {
            id: *id,
            seq,
            sender: sender.clone(),
            text: text.clone(),
            code: code(meta)?,
        });
        authors.push(author.clone());
    }
    // The numbers of a stream need not come in the order of the other's.
    if items.windows(2).any(|two| two[1].seq <= two[0].seq) {
        bail!("the two streams of a dialog are in different orders");
    }
    Ok(History {
        stream,
        source: Source::Database,
        last_seq,
        items,
        authors,
    })
}

fn code(meta: &str) -> Result<Option<String>> {
    let meta: serde_json::Value = serde_json::from_str(meta).context("`meta` is no JSON")?;
    Ok(meta["code"].as_str().map(str::to_owned))
}
