//! How SQLite finds what each statement asks for, looked at in builds for tests.
//!
//! Why: it knows nothing of how many rows there are, and so takes an index of the tenant as readily as the one that leads
//! to the row. No test with ten dialogs would notice that a statement reads all that a tenant has. Where the tenant is
//! only checked, `+tenant_id` says so, on either engine.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

static LOOKED_AT: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// Indexes of what is wanted as a whole, or of the few rows that are in some state.
const WANTED_WHOLE: [&str; 7] = [
    "assistants_by_tenant",
    "dialogs_open",
    "dialogs_queue",
    "generations_active",
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

/// Parts of statements that read a whole table, which is small; or, of the last one, back from its end to a limit.
const SMALL: [&str; 6] = [
    "from operators limit 1",
    "from embeddings e join assistants",
    "update jobs set",
    "where allowed_origins like",
    "from messages m where m.id = last.id",
    "order by g.id desc limit $3",
];

/// Panics if the statement would read more the longer an installation is in use.
pub(super) fn look(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    let mut looked_at = LOOKED_AT.lock().unwrap_or_else(PoisonError::into_inner);
    // With an insert come questions to other tables that are only asked if a row was missing there.
    let is_plain = ["select", "update", "delete", "with"]
        .iter()
        .any(|verb| sql.trim_start().starts_with(verb));
    if !is_plain || OF_A_BACKUP.contains(&sql) || !looked_at.get_or_insert_default().insert(sql.to_owned()) {
        return Ok(());
    }
    drop(looked_at);
    let mut plan = connection.prepare(&format!("explain query plan {sql}"))?;
    let mut steps = plan.raw_query();
    while let Some(step) = steps.next()? {
        let step: String = step.get("detail")?;
        assert!(!grows(&step, sql), "`{step}` in: {sql}");
    }
    Ok(())
}

fn grows(step: &str, sql: &str) -> bool {
    let of_tenant = step.ends_with("(tenant_id=?)") && !WANTED_WHOLE.iter().any(|index| step.contains(index));
    let is_table = !["VIRTUAL TABLE", "CONSTANT ROW", "_active"]
        .iter()
        .any(|other| step.contains(other));
    let whole = step.starts_with("SCAN") && is_table && !SMALL.iter().any(|part| sql.contains(part));
    of_tenant || whole
}
