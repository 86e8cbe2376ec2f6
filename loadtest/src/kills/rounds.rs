use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use super::orders::{Link, Orders};
use super::reader::Reader;
use super::{collect, crowd};
use crate::arguments::KillsArguments;
use crate::dice::Dice;
use crate::server::{Installation, Running};
use crate::stage::Shop;
use crate::terminal::{complain, say};
use crate::wire::Api;

/// When to kill, counted from the first message that the new process has acknowledged.
const SOONEST: Duration = Duration::from_millis(50);
const LATEST: Duration = Duration::from_millis(400);
/// Longest time without a single ack from a server that says it is ready.
const SILENCE: Duration = Duration::from_secs(10);
const TELL_EVERY: u32 = 50;

/// How fast the server came back.
#[derive(Debug, Default)]
pub(super) struct Times {
    kills: u32,
    ready: Vec<Duration>,
    first_ack: Vec<Duration>,
    fetched: usize,
}

impl Times {
    pub(super) fn print(&self) {
        let worst = |times: &[Duration]| times.iter().max().copied().unwrap_or_default().as_secs_f64() * 1e3;
        let middle = |times: &[Duration]| {
            let mut sorted = times.to_vec();
            sorted.sort_unstable();
            sorted
                .get(sorted.len() / 2)
                .copied()
                .unwrap_or_default()
                .as_secs_f64()
                * 1e3
        };
        say(format_args!("kills                         {}", self.kills));
        say(format_args!(
            "ready again after             {:.0} ms, at worst {:.0} ms",
            middle(&self.ready),
            worst(&self.ready)
        ));
        say(format_args!(
            "first ack after that          {:.0} ms, at worst {:.0} ms",
            middle(&self.first_ack),
            worst(&self.first_ack)
        ));
        say(format_args!("pages the reader had to fetch {}", self.fetched));
    }
}

pub(super) async fn run(
    arguments: &KillsArguments,
    dice: &Dice,
    installation: &Installation,
    shop: Shop,
    ledgers: &Path,
) -> Result<Times> {
    let mut server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let mut people = shop.operators.into_iter().map(Arc::new);
    let (holder, watcher) = people
        .next()
        .zip(people.next())
        .context("two operators are needed")?;
    let shop = Shop {
        assistant: shop.assistant,
        operators: Vec::new(),
    };
    let visitors = crowd::open_dialogs(&api, &shop, &holder, arguments.visitors).await?;
    let dialogs: Vec<i64> = visitors.iter().map(|(dialog, _)| *dialog).collect();

    let (orders, receiver) = watch::channel(Orders {
        up: true,
        stop: false,
    });
    let (acks, mut acked) = watch::channel(0);
    let link = Link {
        orders: receiver,
        acks,
    };
    let (tell_ends, ends) = oneshot::channel();
    let reader = Reader::new(api.clone(), watcher, link.clone(), ledgers, &dialogs)?;
    let mut readers = JoinSet::new();
    readers.spawn(reader.run(ends));
    let pause = Duration::from_millis(arguments.pause);
    let mut writers = crowd::start(&api, ledgers, &visitors, &holder, &link, dice, pause)?;

    let mut times = Times::default();
    let mut when = dice.part(u64::MAX);
    for round in 1..=arguments.rounds {
        times.first_ack.push(first_ack(&mut acked).await?);
        tokio::time::sleep(when.between(SOONEST, LATEST)).await;
        orders.send_modify(|orders| orders.up = false);
        server = kill_and_restart(server, installation, round).await?;
        times.kills += 1;
        times.ready.push(server.ready_after());
        acked.mark_unchanged();
        orders.send_modify(|orders| orders.up = true);
        if round % TELL_EVERY == 0 {
            complain(format_args!(
                "{round} kills, {} messages acknowledged",
                *acked.borrow()
            ));
        }
    }
    orders.send_modify(|orders| orders.stop = true);
    while let Some(writer) = writers.join_next().await {
        writer??;
    }
    let last = collect::histories(&api, ledgers, &visitors, &holder).await?;
    let _ = tell_ends.send(last);
    while let Some(fetched) = readers.join_next().await {
        times.fetched += fetched??;
    }
    server.kill().await?;
    Ok(times)
}

/// Waits until anybody's message is acknowledged: from then on there is load.
async fn first_ack(acked: &mut watch::Receiver<u64>) -> Result<Duration> {
    let since = Instant::now();
    tokio::time::timeout(SILENCE, acked.changed())
        .await
        .context("the server is ready, but has acknowledged nothing for 10 s")??;
    Ok(since.elapsed())
}

async fn kill_and_restart(server: Running, installation: &Installation, round: u32) -> Result<Running> {
    server.kill().await?;
    installation
        .start()
        .await
        .with_context(|| format!("after kill {round} the server does not come back"))
}
