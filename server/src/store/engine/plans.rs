//! How SQLite finds what a statement asks for, looked at in debug builds: of all that reads, changes or takes away, though
//! not of what is added. Two signs are known by which a statement reads too much: it goes through a table, or through all
//! that a tenant has there.
//!
//! Why: it knows nothing of how many rows there are, and so takes an index of the tenant as readily as the one that leads
//! to the row. No test with ten dialogs would notice that a statement reads all that a tenant has. Where the tenant is
//! only checked, `+tenant_id` says so, on either engine.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;
use sqlx::{Row, SqliteConnection};

static LOOKED_AT: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Indexes of what is wanted as a whole, or of the rows that are in some state.
const WANTED_WHOLE: [&str; 8] = [
    "assistants_by_tenant",
    "dialogs_open",
    "dialogs_queue",
    "generations_active",
    "jobs_leased",
    "memberships",
    "sites_by_tenant",
    "sources_by_assistant",
];

/// What a backup tells of itself, and what a restored one begins with.
const OF_A_BACKUP: [&str; 3] = [
    "select count(*) from dialogs",
    "select count(*) from messages",
    "update sessions set revoked_at = $1 where revoked_at is null",
];

/// Parts of statements that read a whole table, which is small. (The last one goes back from the
/// end to a limit: past the answers of all other assistants, when an operator asks for a replay.)
const SMALL: [&str; 6] = [
    "from operators limit 1",
    "from embeddings e join assistants",
    "update jobs set run_at = case",
    "where allowed_origins like",
    "from messages m where m.id = last.id",
    "order by g.id desc limit $3",
];

/// Panics if the statement would read more the longer an installation is in use.
pub(super) fn look(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    if is_new(sql) {
        let mut plan = connection.prepare(&format!("explain query plan {sql}"))?;
        let mut steps = plan.raw_query();
        while let Some(step) = steps.next()? {
            let step: String = step.get("detail")?;
            assert!(!grows(&step, sql), "`{step}` in: {sql}");
        }
        was_looked_at(sql);
    }
    Ok(())
}

/// The same where the statement goes by sqlx.
pub(in crate::store) async fn look_aside(connection: &mut SqliteConnection, sql: &str) -> sqlx::Result<()> {
    if is_new(sql) {
        let plan = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
        for step in sqlx::query(plan).persistent(false).fetch_all(connection).await? {
            let step: String = step.try_get("detail")?;
            assert!(!grows(&step, sql), "`{step}` in: {sql}");
        }
        was_looked_at(sql);
    }
    Ok(())
}

/// Whether nobody has looked at it yet.
fn is_new(sql: &str) -> bool {
    // With an insert come questions to other tables that are only asked if a row was missing there.
    let is_plain = ["select", "update", "delete", "with"]
        .iter()
        .any(|verb| sql.trim_start().starts_with(verb));
    let looked_at = LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner);
    is_plain && !OF_A_BACKUP.contains(&sql) && !looked_at.as_ref().is_some_and(|all| all.contains(sql))
}

fn was_looked_at(sql: &str) {
    let mut looked_at = LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner);
    looked_at.get_or_insert_default().insert(sql.to_owned());
}

fn grows(step: &str, sql: &str) -> bool {
    let has_any = |text: &str, parts: &[&str]| parts.iter().any(|part| text.contains(part));
    let of_tenant = step.ends_with("(tenant_id=?)");
    let whole = step.starts_with("SCAN")
        && !has_any(step, &["VIRTUAL TABLE", "CONSTANT ROW"])
        && !has_any(sql, &SMALL);
    (of_tenant || whole) && !has_any(step, &WANTED_WHOLE)
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    fn look_at(sql: &str) {
        let database = Connection::open_in_memory().unwrap();
        let tables = "create table things (id integer primary key, tenant_id integer, owner_id integer);
            create index things_by_tenant on things (tenant_id, id);
            create index things_by_owner on things (owner_id, id)";
        database.execute_batch(tables).unwrap();
        look(&database, sql).unwrap();
    }

    #[test]
    #[should_panic(expected = "things_by_tenant (tenant_id=?)")]
    fn all_that_a_tenant_has_is_too_much() {
        look_at("select * from things where tenant_id = $1 and +owner_id = $2");
    }

    #[test]
    #[should_panic(expected = "SCAN things")]
    fn a_whole_table_is_too_much() {
        look_at("select * from things order by id");
    }

    #[tokio::test]
    #[should_panic(expected = "SCAN things")]
    async fn what_goes_by_sqlx_is_looked_at_too() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::query("create table things (id integer primary key)")
            .execute(&mut connection)
            .await
            .unwrap();
        let sql = "select count(*) from things where id <> $1";
        look_aside(&mut connection, sql).await.unwrap();
    }

    #[test]
    fn a_row_may_be_looked_for() {
        look_at("select * from things where +tenant_id = $1 and owner_id = $2");
        look_at("select * from things where tenant_id = $1 and id = $2");
    }
}
