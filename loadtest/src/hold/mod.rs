//! Many connections held for a long time, with traffic: memory stays where it is.

mod client;
mod sample;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use crate::Verdict;
use crate::arguments::HoldArguments;
use crate::bench::latency::{Latencies, milliseconds};
use crate::dice::Dice;
use crate::server::{Installation, raise_file_limit};
use crate::stage::{Shop, throng};
use crate::terminal::{complain, say};
use crate::wire::Api;
use client::{Client, Tally};
use sample::Sample;

/// Files that this program and the server need beside the connections.
const SPARE_FILES: u64 = 200;
/// Until then buffers and caches find their size (the writer's page cache alone takes 16 MiB, page by page as dialogs are
/// written to); from then on nothing may grow …
const WARM_UP_MINUTES: u64 = 12;
/// … by more than this.
const FLAT: f64 = 0.02;

pub(crate) async fn run(arguments: &HoldArguments) -> Result<Verdict> {
    let files = raise_file_limit()?;
    let count = arguments.connections;
    ensure!(
        count as u64 + SPARE_FILES <= files,
        "{count} connections do not fit into {files} open files"
    );
    let installation = Installation::new("hold", &arguments.server)?.for_crowds();
    let shop = Shop::open(&installation, 1).await?;
    let server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let visitors = throng::open_dialogs(&api, &shop.assistant, count).await?;
    let owner = shop.operator(0).party(&api).await?;
    for (dialog, _) in &visitors {
        // So that the assistant keeps out of it.
        api.claim(&owner, *dialog).await?.read::<serde_json::Value>()?;
    }
    server.kill().await?;
    // A fresh process: what making the dialogs has cost is not what is looked at.
    let server = installation.start().await?;
    let sockets = throng::connect(installation.address(), &visitors).await?;
    let tally = Arc::new(Tally::default());
    let pause = Duration::from_secs_f64(2.0 * count as f64 / arguments.per_second.max(1) as f64);
    let dice = Dice::from_seed(arguments.server.seed.unwrap_or_else(Dice::fresh_seed));
    let mut clients = JoinSet::new();
    for (index, socket) in sockets.into_iter().enumerate() {
        let client = Client {
            tally: Arc::clone(&tally),
            dice: dice.part(index as u64),
            longest_pause: pause,
        };
        clients.spawn(client.run(socket));
    }
    complain(format_args!("{count} connections, one line a minute"));
    let mut samples = vec![Sample::take(&server, &tally, None)?];
    for _ in 0..arguments.minutes {
        tokio::time::sleep(Duration::from_mins(1)).await;
        let sample = Sample::take(&server, &tally, samples.last())?;
        complain(format_args!("{sample}"));
        samples.push(sample);
    }
    let ended = std::iter::from_fn(|| clients.try_join_next()).count();
    clients.shutdown().await;
    server.kill().await?;
    Ok(report(count, ended, &samples, &tally))
}

fn report(count: usize, ended: usize, samples: &[Sample], tally: &Tally) -> Verdict {
    let warm = samples.len().saturating_sub(1).min(WARM_UP_MINUTES as usize);
    let grown = match (samples.get(warm), samples.last()) {
        (Some(warm), Some(last)) => last.resident as f64 / warm.resident as f64 - 1.0,
        _ => 0.0,
    };
    let minutes = samples.len() - 1;
    let latencies = Latencies::of(tally.latencies());
    let cpu: f64 = samples.iter().map(|sample| sample.cpu_share).sum::<f64>() / minutes.max(1) as f64;
    let most = samples.iter().map(|sample| sample.resident).max().unwrap_or(0);
    say(format_args!(
        "connections held              {count}, for {minutes} min"
    ));
    say(format_args!("ended meanwhile               {ended}"));
    say(format_args!(
        "messages sent · acknowledged  {} · {}",
        tally.sent(),
        latencies.nanoseconds().len()
    ));
    say(format_args!(
        "sent to acknowledged          p50 {}, p99 {}",
        milliseconds(latencies.percentile(0.5)),
        milliseconds(latencies.percentile(0.99))
    ));
    say(format_args!(
        "memory at most                {:.1} MiB",
        most as f64 / 1_048_576.0
    ));
    say(format_args!(
        "memory, minute {warm} to {minutes:<14}{:+.2} % (wanted: ≤ {:+.0} %)",
        grown * 100.0,
        FLAT * 100.0
    ));
    say(format_args!(
        "CPU of the server             {:.1} % of a core",
        cpu * 100.0
    ));
    Verdict::held(ended == 0 && grown <= FLAT && tally.sent() > 0)
}
