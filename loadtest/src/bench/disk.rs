//! The disk under all of it. Its syncs drift by a factor of ten between two hours of one virtual
//! machine, so no figure of a durable server means anything without this one from the same run.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::latency::{Latencies, milliseconds};
use super::table::Table;

const NAME: &str = "disk";
const WRITES: usize = 500;
const BLOCK: [u8; 4096] = [0x5a; 4096];

pub(super) fn measure(folder: &Path, table: &mut Table) -> Result<()> {
    if !table.wants(NAME) {
        return Ok(());
    }
    let mut file = File::create(folder.join("sync-probe"))?;
    let mut latencies = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let since = Instant::now();
        file.write_all(&BLOCK)?;
        file.sync_data()?;
        latencies.push(since.elapsed().as_nanos() as u64);
    }
    let latencies = Latencies::of(latencies);
    table.row(
        "this disk: 4 KiB written and synced, p50 / p99",
        format!(
            "{} / {}",
            milliseconds(latencies.percentile(0.5)),
            milliseconds(latencies.percentile(0.99))
        ),
        "-",
    );
    table.keep(NAME, &json!({ "latencies_ns": latencies.nanoseconds() }))
}
