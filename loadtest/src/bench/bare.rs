//! What this machine's processor and disk can do at all: the same kind of rows, committed as durably, by a loop in
//! one thread without network, rights or readers. A figure of a server is worth what it is beside this one.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::Connection;
use serde_json::json;

use super::table::Table;

const NAME: &str = "bare";
const LENGTH: Duration = Duration::from_secs(3);
/// As many as the dialogs of the rows below, each with one message.
const ROWS: i64 = 64;
/// What the same loop in C reached where the targets were set (goals.md).
const THERE: &str = "43,000/s where the targets were set";

pub(super) fn measure(folder: &Path, table: &mut Table) -> Result<()> {
    if !table.wants(NAME) {
        return Ok(());
    }
    let file = folder.join("bare.db");
    let mut database = Connection::open(&file)?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "full")?;
    database.execute_batch(
        "create table messages (id integer primary key, dialog integer not null, seq integer not null,
            client_id text not null, text text not null, created_at integer not null,
            unique (dialog, seq), unique (dialog, client_id)) strict",
    )?;
    let since = Instant::now();
    let mut seq = 0_i64;
    while since.elapsed() < LENGTH {
        seq += 1;
        let transaction = database.transaction()?;
        {
            let mut insert = transaction.prepare_cached(
                "insert into messages (dialog, seq, client_id, text, created_at) values (?1, ?2, ?3, ?4, ?5)",
            )?;
            for dialog in 1..=ROWS {
                let client_id = format!("{dialog:08x}-0000-4000-8000-{seq:012x}");
                insert.execute((
                    dialog,
                    seq,
                    client_id,
                    "A message of usual length, all in all",
                    seq,
                ))?;
            }
        }
        transaction.commit()?;
    }
    let per_second = (seq * ROWS) as f64 / since.elapsed().as_secs_f64();
    drop(database);
    for end in ["", "-wal", "-shm"] {
        // Whatever is left goes with the folder.
        let _ = std::fs::remove_file(folder.join(format!("bare.db{end}")));
    }
    table.row(
        "this machine: bare SQLite in one thread, 64 rows a commit",
        format!("{per_second:.0}/s"),
        THERE,
    );
    table.keep(NAME, &json!({ "rows_per_second": per_second }))
}
