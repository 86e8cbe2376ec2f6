//! Many connections in one dialog.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::field::Field;
use super::latency::{Latencies, microseconds};
use super::sender::{Carrier, Sender};
use super::table::Table;
use crate::wire::Socket;

pub(super) const NAME: &str = "fan-out";
const CONNECTIONS: u64 = 50;
const WARM_UP: usize = 200;
const ROUNDS: usize = 2000;
/// Visitors' connections that send at once when the dialog is saturated.
const SENDERS: usize = 16;
const SATURATED_FOR: Duration = Duration::from_secs(5);

/// Counts what all listeners together have got.
#[derive(Debug, Default)]
struct Arrivals {
    count: AtomicU64,
    wanted: AtomicU64,
    complete: Notify,
}

impl Arrivals {
    /// Waits until `wanted` have arrived.
    async fn reach(&self, wanted: u64) {
        self.wanted.store(wanted, Ordering::SeqCst);
        while self.count.load(Ordering::SeqCst) < wanted {
            self.complete.notified().await;
        }
    }

    /// One more. Who waits is woken by the last one: to wake them by each would be a good part of what is measured.
    fn add(&self) {
        let count = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        if count >= self.wanted.load(Ordering::SeqCst) {
            self.complete.notify_one();
        }
    }
}

pub(super) async fn measure(field: &Field, table: &mut Table) -> Result<()> {
    let held = field.held.first().context("one dialog is needed")?;
    let server = field.api.address();
    let typing = listeners(field, "\"typing_st").await?;
    let (mut visitor, _) = Socket::join(server, &held.visitor, held.dialog, None).await?;
    let mut latencies = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let kind = if round % 2 == 0 {
            "typing_start"
        } else {
            "typing_stop"
        };
        let sent = Instant::now();
        visitor.send(&json!({ "type": kind })).await?;
        typing.arrivals.reach(CONNECTIONS * (round as u64 + 1)).await;
        if round >= WARM_UP {
            latencies.push(sent.elapsed().as_nanos() as u64);
        }
    }
    drop(typing);
    let relayed = Latencies::of(latencies);
    table.row(
        format!("one frame (typing) to {CONNECTIONS} connections of a dialog: until the last has it, p50"),
        microseconds(relayed.percentile(0.5)),
        "≤ 260 µs",
    );
    let saved = one_at_a_time(field, table).await?;
    let saturated = saturate(field, table).await?;
    table.keep(
        NAME,
        &json!({
            "connections": CONNECTIONS,
            "typing_ns": relayed.nanoseconds(),
            "saved_ns": saved.nanoseconds(),
            "saturated_cpu_ns_added_per_delivery": saturated.as_nanos() as u64,
        }),
    )
}

/// A stored message, from the send until the last of the connections has it.
async fn one_at_a_time(field: &Field, table: &mut Table) -> Result<Latencies> {
    let held = field.held.first().context("one dialog is needed")?;
    let listeners = listeners(field, "\"message\"").await?;
    let mut sender = Sender::open(Carrier::Socket, field.api.address(), held, Instant::now()).await?;
    let mut latencies = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        let sent = Instant::now();
        let arrived = async {
            listeners.arrivals.reach(CONNECTIONS * (round as u64 + 1)).await;
            sent.elapsed()
        };
        let (arrived, acked) = tokio::join!(arrived, sender.send());
        acked?;
        if round >= WARM_UP {
            latencies.push(arrived.as_nanos() as u64);
        }
    }
    let latencies = Latencies::of(latencies);
    table.row(
        format!("the same with a message that is saved first, {}", field.engine),
        microseconds(latencies.percentile(0.5)),
        "-",
    );
    Ok(latencies)
}

/// What the connections of a dialog add to messages that are sent as fast as they can be.
async fn saturate(field: &Field, table: &mut Table) -> Result<Duration> {
    let (unheard, _) = flood(field, None).await?;
    let listeners = listeners(field, "\"message\"").await?;
    let base = Instant::now();
    let (heard, sent) = flood(field, Some(&listeners)).await?;
    let rate = (CONNECTIONS * sent) as f64 / base.elapsed().as_secs_f64();
    let each = |cpu: Duration| cpu.div_f64(CONNECTIONS as f64);
    let added = each(heard.saturating_sub(unheard));
    let title = format!("CPU per delivery, {CONNECTIONS} connections in a dialog, saturated");
    table.row(
        format!("{title}: what they add to a message"),
        format!("{} ({rate:.0} deliveries/s)", microseconds(added)),
        "≤ 2 µs",
    );
    table.row(
        format!("{title}, with the message's own saving and acks"),
        microseconds(each(heard)),
        "-",
    );
    Ok(added)
}

/// Several connections of the visitor send as fast as they can. What a message costs the server until all who listen
/// have it, and how many there were.
async fn flood(field: &Field, listeners: Option<&Listeners>) -> Result<(Duration, u64)> {
    let held = field.held.first().context("one dialog is needed")?;
    let base = Instant::now();
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let mut sender = Sender::open(Carrier::Socket, field.api.address(), held, base).await?;
        senders.spawn(async move {
            let mut sent = 0;
            while base.elapsed() < SATURATED_FOR {
                sender.send().await?;
                sent += 1;
            }
            Ok::<u64, anyhow::Error>(sent)
        });
    }
    let before = field.server.usage()?;
    let mut sent = 0;
    while let Some(sender) = senders.join_next().await {
        sent += sender??;
    }
    if let Some(listeners) = listeners {
        listeners.arrivals.reach(CONNECTIONS * sent).await;
    }
    let cpu = field.server.usage()?.cpu.saturating_sub(before.cpu);
    Ok((cpu.div_f64(sent.max(1) as f64), sent))
}

/// Operators' sockets in the dialog; they close when this is dropped.
struct Listeners {
    arrivals: Arc<Arrivals>,
    _sockets: JoinSet<()>,
}

/// Opens the connections. What is counted is each frame that holds `mark`: reading it as JSON would
/// cost this program more than sending it costs the server.
async fn listeners(field: &Field, mark: &'static str) -> Result<Listeners> {
    let held = field.held.first().context("one dialog is needed")?;
    let arrivals = Arc::new(Arrivals::default());
    let mut sockets = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (mut socket, _) = Socket::join(field.api.address(), &held.operator, held.dialog, None).await?;
        let arrivals = Arc::clone(&arrivals);
        sockets.spawn(async move {
            while let Ok(text) = socket.next_text().await {
                if text.contains(mark) {
                    arrivals.add();
                }
            }
        });
    }
    Ok(Listeners {
        arrivals,
        _sockets: sockets,
    })
}
