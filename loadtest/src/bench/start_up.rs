//! A cold start on a database that has been used.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::latency::milliseconds;
use super::table::Table;
use crate::server::Installation;

pub(super) const NAME: &str = "start";
const STARTS: usize = 7;
const SETTLE: Duration = Duration::from_secs(2);

pub(super) async fn measure(installation: &Installation, table: &mut Table) -> Result<()> {
    // The first one may make the database.
    installation.start().await?.kill().await?;
    let mut times = Vec::new();
    let mut resident = 0;
    for _ in 0..STARTS {
        let server = installation.start().await?;
        times.push(server.ready_after());
        tokio::time::sleep(SETTLE).await;
        resident = server.usage()?.resident;
        server.kill().await?;
    }
    times.sort_unstable();
    table.row(
        "cold start to ready, on a used database (after a kill)",
        format!(
            "{}, at worst {}",
            milliseconds(times[STARTS / 2]),
            milliseconds(times[STARTS - 1])
        ),
        "≤ 300 ms",
    );
    table.row("memory at rest", mebibytes(resident), "≤ 40 MiB");
    let nanoseconds: Vec<u64> = times.iter().map(|time| time.as_nanos() as u64).collect();
    table.keep(NAME, &json!({ "ready_ns": nanoseconds, "resident": resident }))
}

pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
}
