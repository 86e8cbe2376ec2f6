//! One visitor, one message at a time: from the send until it is on the operator's socket.

use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::json;

use super::field::Field;
use super::latency::{Latencies, milliseconds};
use super::sender::{Carrier, Sender, sent_at};
use super::table::Table;
use crate::wire::{Kind, Socket};

pub(super) const NAME: &str = "single";
const WARM_UP: usize = 200;
const MESSAGES: usize = 3000;

pub(super) async fn measure(field: &Field, table: &mut Table) -> Result<()> {
    let held = field.held.first().context("one dialog is needed")?;
    let server = field.api.address();
    let (mut operator, _) = Socket::join(server, &held.operator, held.dialog, None).await?;
    let base = Instant::now();
    let mut visitor = Sender::open(Carrier::Socket, server, held, base).await?;
    let mut latencies = Vec::new();
    for turn in 0..WARM_UP + MESSAGES {
        let (latency, acked) = tokio::join!(arrival(&mut operator, base), visitor.send());
        acked?;
        if turn >= WARM_UP {
            latencies.push(latency?);
        }
    }
    let latencies = Latencies::of(latencies);
    let target = if field.engine == "SQLite" {
        "≤ 0.6 / 1.5 ms"
    } else {
        "-"
    };
    table.row(
        format!(
            "one at a time: send → operator's socket, {}, p50 / p99",
            field.engine
        ),
        format!(
            "{} / {}",
            milliseconds(latencies.percentile(0.5)),
            milliseconds(latencies.percentile(0.99))
        ),
        target,
    );
    let name = format!("{NAME}-{}", field.engine.to_lowercase());
    table.keep(&name, &json!({ "latencies_ns": latencies.nanoseconds() }))
}

/// Waits for the next message; gives how long it was under way, in nanoseconds.
async fn arrival(operator: &mut Socket, base: Instant) -> Result<u64> {
    let frame = operator.until(|frame| frame.kind == Kind::Message).await?;
    let now = base.elapsed().as_nanos() as u64;
    let sent = frame
        .text
        .as_deref()
        .and_then(sent_at)
        .context("a message of somebody else")?;
    Ok(now.saturating_sub(sent))
}
