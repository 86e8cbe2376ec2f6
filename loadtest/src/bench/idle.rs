//! Connections that only wait.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;
use tokio::task::JoinSet;

use super::latency::microseconds;
use super::table::Table;
use crate::server::{Installation, Running};
use crate::stage::Shop;
use crate::stage::throng::{connect, open_dialogs};
use crate::wire::{Api, Socket};

pub(super) const NAME: &str = "idle";
/// Connections that are opened and closed first, so that what is needed once is not counted.
const WARM_UP: usize = 100;
const SETTLE: Duration = Duration::from_secs(2);
/// Longer than the server's 25 s between two pings.
const WATCH: Duration = Duration::from_secs(30);

/// Each connection is of a visitor of its own, in a dialog of its own.
pub(super) async fn measure(
    installation: &Installation,
    connections: usize,
    table: &mut Table,
) -> Result<()> {
    let shop = Shop::open(installation, 1).await?;
    let server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let visitors = open_dialogs(&api, &shop.assistant, connections).await?;
    server.kill().await?;

    // A fresh process: what the dialogs cost while they were made must not hide what connections cost.
    let server = installation.start().await?;
    drop(connect(api.address(), &visitors[..WARM_UP.min(visitors.len())]).await?);
    tokio::time::sleep(SETTLE).await;
    let before = server.usage()?;
    let sockets = connect(api.address(), &visitors).await?;
    let opened = server.usage()?;
    tokio::time::sleep(SETTLE).await;
    let after = server.usage()?;
    let watched = watch(&server, sockets).await?;

    let count = connections as f64;
    let memory = after.resident.saturating_sub(before.resident) as f64 / count / 1024.0;
    let accepting = opened.cpu.saturating_sub(before.cpu).div_f64(count);
    table.row(
        format!("memory per idle connection, {connections} held"),
        format!("{memory:.2} KiB"),
        "≤ 6 KiB",
    );
    table.row(
        "CPU per accepted connection, token check and hello included",
        microseconds(accepting),
        "≤ 60 µs",
    );
    table.row(
        format!("{connections} idle connections with pings: CPU, memory in all"),
        format!(
            "{:.1} % of a core, {:.0} MiB",
            watched.as_secs_f64() / WATCH.as_secs_f64() * 100.0,
            after.resident as f64 / 1_048_576.0
        ),
        "19,000: ≤ 3 %, ≤ 120 MiB",
    );
    table.keep(
        NAME,
        &json!({
            "connections": connections,
            "resident_before": before.resident,
            "resident_after": after.resident,
            "cpu_accepting_seconds": opened.cpu.saturating_sub(before.cpu).as_secs_f64(),
            "cpu_idle_seconds": watched.as_secs_f64(),
            "idle_watched_seconds": WATCH.as_secs_f64(),
        }),
    )?;
    server.kill().await
}

/// Holds the connections and answers their pings. Gives the server's processor time meanwhile.
async fn watch(server: &Running, sockets: Vec<Socket>) -> Result<Duration> {
    let count = sockets.len();
    let mut held = JoinSet::new();
    for mut socket in sockets {
        held.spawn(async move {
            loop {
                if let Err(why) = socket.next_text().await {
                    return why;
                }
            }
        });
    }
    let before = server.usage()?;
    tokio::time::sleep(WATCH).await;
    let cpu = server.usage()?.cpu.saturating_sub(before.cpu);
    let ended: Vec<_> = std::iter::from_fn(|| held.try_join_next()).collect();
    if let Some(why) = ended.first() {
        bail!(
            "{} of {count} idle connections were closed, one by: {why:?}",
            ended.len()
        );
    }
    Ok(cpu)
}
