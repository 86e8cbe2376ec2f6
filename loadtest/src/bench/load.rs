use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::field::{Field, Held};
use super::latency::Latencies;
use super::sender::{Carrier, Sender, sent_at};
use crate::server::Usage;
use crate::wire::{Kind, Socket};

const WARM_UP: Duration = Duration::from_secs(2);
/// What is acknowledged but not delivered by then is lost on the way.
const STRAGGLERS: Duration = Duration::from_secs(10);

/// What was counted between the end of the warm-up and the end.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) acked: u64,
    pub(super) delivered: u64,
    pub(super) seconds: f64,
    /// From just before the send until the operator's socket has read it.
    pub(super) latencies: Latencies,
    /// Processor time of the server's process.
    pub(super) cpu: Duration,
    /// Processor time of this program, which shares the machine.
    pub(super) own_cpu: Duration,
}

/// The part of a run that counts.
#[derive(Clone, Copy, Debug)]
struct Window {
    base: Instant,
    from: Instant,
    to: Instant,
}

impl Window {
    fn holds(&self, at: Instant) -> bool {
        (self.from..self.to).contains(&at)
    }
}

/// All visitors send as fast as they are answered, one message in flight each, while an operator's
/// socket listens in each dialog.
pub(super) async fn run(field: &Field, carrier: Carrier, seconds: u64) -> Result<Figures> {
    let server = field.api.address();
    let mut sockets = Vec::new();
    for held in &field.held {
        let (socket, _) = Socket::join(server, &held.operator, held.dialog, None).await?;
        sockets.push(socket);
    }
    let base = Instant::now();
    let mut senders = Vec::new();
    for held in &field.held {
        senders.push(Sender::open(carrier, server, held, base).await?);
    }
    let from = Instant::now() + WARM_UP;
    let window = Window {
        base,
        from,
        to: from + Duration::from_secs(seconds),
    };

    let mut sending = JoinSet::new();
    let mut listening = JoinSet::new();
    for (sender, (socket, held)) in senders.into_iter().zip(sockets.into_iter().zip(&field.held)) {
        let (tell_total, total) = watch::channel(None);
        sending.spawn(send(sender, window, tell_total));
        listening.spawn(listen(socket, held.clone(), window, total));
    }
    tokio::time::sleep_until(window.from.into()).await;
    let (before, own_before) = (field.server.usage()?, Usage::own()?);
    tokio::time::sleep_until(window.to.into()).await;
    let (after, own_after) = (field.server.usage()?, Usage::own()?);

    let mut acked = 0;
    while let Some(sent) = sending.join_next().await {
        acked += sent??;
    }
    let mut latencies = Vec::new();
    while let Some(heard) = listening.join_next().await {
        latencies.extend(heard??);
    }
    Ok(Figures {
        acked,
        delivered: latencies.len() as u64,
        seconds: seconds as f64,
        latencies: Latencies::of(latencies),
        cpu: after.cpu.saturating_sub(before.cpu),
        own_cpu: own_after.cpu.saturating_sub(own_before.cpu),
    })
}

/// Sends until the window is over; gives how many acks fell into it.
async fn send(mut sender: Sender, window: Window, tell_total: watch::Sender<Option<u64>>) -> Result<u64> {
    let mut total = 0;
    let mut counted = 0;
    while Instant::now() < window.to {
        sender.send().await?;
        total += 1;
        counted += u64::from(window.holds(Instant::now()));
    }
    // The listener may have failed; its error is reported when it is joined.
    let _ = tell_total.send(Some(total));
    Ok(counted)
}

/// Hears all messages of a dialog; gives the latencies of those that arrived within the window.
async fn listen(
    mut socket: Socket,
    held: Held,
    window: Window,
    mut total: watch::Receiver<Option<u64>>,
) -> Result<Vec<u64>> {
    let mut latencies = Vec::new();
    let mut heard = 0;
    let mut limit = None;
    while limit.is_none_or(|limit| heard < limit) {
        tokio::select! {
            frame = socket.next() => {
                let frame = frame?;
                let now = Instant::now();
                let Some(sent) = frame.text.as_deref().filter(|_| frame.kind == Kind::Message).and_then(sent_at)
                else {
                    continue;
                };
                heard += 1;
                if window.holds(now) {
                    let now = now.duration_since(window.base).as_nanos() as u64;
                    latencies.push(now.saturating_sub(sent));
                }
            }
            told = wait_for_total(&mut total), if limit.is_none() => limit = Some(told?),
            () = tokio::time::sleep_until((window.to + STRAGGLERS).into()) => {
                anyhow::bail!("dialog {}: {heard} messages delivered, {limit:?} acknowledged", held.dialog);
            }
        }
    }
    Ok(latencies)
}

async fn wait_for_total(total: &mut watch::Receiver<Option<u64>>) -> Result<u64> {
    let total = total
        .wait_for(Option::is_some)
        .await
        .context("a visitor gave up")?;
    total.context("a visitor gave up")
}
