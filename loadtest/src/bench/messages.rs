//! Many visitors at once: messages saved and delivered in a second.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::json;

use super::field::Field;
use super::latency::{microseconds, milliseconds};
use super::load::{self, Figures};
use super::sender::Carrier;
use super::table::Table;

pub(super) const OVER_SOCKETS: &str = "messages";
pub(super) const BY_POST: &str = "posts";

pub(super) async fn measure(field: &Field, seconds: u64, table: &mut Table) -> Result<()> {
    for (name, carrier) in [(OVER_SOCKETS, Carrier::Socket), (BY_POST, Carrier::Post)] {
        if table.wants(name) {
            let figures = load::run(field, carrier, seconds).await.context(name)?;
            report(field, carrier, &figures, table);
            keep(field, name, &figures, table)?;
        }
    }
    Ok(())
}

fn report(field: &Field, carrier: Carrier, figures: &Figures, table: &mut Table) {
    let (engine, dialogs) = (field.engine, field.held.len());
    let how = match carrier {
        Carrier::Socket => "",
        Carrier::Post => ", by POST",
    };
    let target = match (carrier, engine) {
        (Carrier::Socket, "SQLite") => "≥ 15,000/s, p99 ≤ 10 ms",
        (Carrier::Socket, _) => "≥ 25,000/s, p99 ≤ 5 ms",
        (Carrier::Post, _) => "≥ 18,000/s",
    };
    table.row(
        format!("saved and delivered, {dialogs} dialogs, {engine}{how}"),
        format!(
            "{:.0}/s, p50 {}, p99 {}",
            figures.delivered as f64 / figures.seconds,
            milliseconds(figures.latencies.percentile(0.5)),
            milliseconds(figures.latencies.percentile(0.99)),
        ),
        target,
    );
    let per_message = |cpu: Duration| microseconds(cpu.div_f64(figures.acked.max(1) as f64));
    table.row(
        format!("server CPU per stored message, {engine}{how}"),
        format!(
            "{} (the load itself: {})",
            per_message(figures.cpu),
            per_message(figures.own_cpu)
        ),
        match (carrier, engine) {
            (Carrier::Socket, "PostgreSQL") => "≤ 25 µs",
            _ => "-",
        },
    );
}

fn keep(field: &Field, name: &str, figures: &Figures, table: &Table) -> Result<()> {
    table.keep(
        &format!("{name}-{}", field.engine.to_lowercase()),
        &json!({
            "engine": field.engine,
            "dialogs": field.held.len(),
            "seconds": figures.seconds,
            "acked": figures.acked,
            "delivered": figures.delivered,
            "server_cpu_seconds": figures.cpu.as_secs_f64(),
            "load_cpu_seconds": figures.own_cpu.as_secs_f64(),
            "latencies_ns": figures.latencies.nanoseconds(),
        }),
    )
}
