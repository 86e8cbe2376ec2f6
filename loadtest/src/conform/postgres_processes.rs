//! The processes of a `PostgreSQL` on this machine.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::postgres::PgPoolOptions;

/// The server's own process and all that it has started.
pub(super) async fn of(url: &str) -> Result<Vec<u32>> {
    let pool = PgPoolOptions::new().max_connections(1).connect(url).await?;
    let folder: String = sqlx::query_scalar("show data_directory").fetch_one(&pool).await?;
    // The process that answers this is about to end.
    let own: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&pool)
        .await?;
    pool.close().await;
    let file = std::fs::read_to_string(Path::new(&folder).join("postmaster.pid"))
        .context("PostgreSQL does not run on this machine, so its syncs cannot be seen")?;
    let first = file.lines().next().context("`postmaster.pid` is empty")?;
    let parent: u32 = first
        .trim()
        .parse()
        .context("`postmaster.pid` names no process")?;
    let mut processes = vec![parent];
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(process) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        if parent_of(&stat) == Some(parent) && process != own as u32 {
            processes.push(process);
        }
    }
    Ok(processes)
}

/// The fourth field. The second, the program's name, may hold anything but ends with the last parenthesis.
fn parent_of(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_found_behind_any_name() {
        assert_eq!(parent_of("42 (a) b) S 7 1 2"), Some(7));
        assert_eq!(parent_of(""), None);
    }
}
