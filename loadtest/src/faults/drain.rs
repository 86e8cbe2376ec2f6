//! F03: SIGTERM, and a new process.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::server::is_ready;

const EXIT: Duration = Duration::from_secs(10);
const NEVER: Duration = Duration::from_mins(3);
const GAP: Duration = Duration::from_secs(3);
/// Clients must be told to come back at moments that are so far apart, from the tenth to the ninetieth
/// in a hundred.
const SPREAD: u64 = 1_000;

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::open(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let mut dice = run.dice(3);
    let mut report = Report::default();
    let (mut exits, mut back) = (Vec::new(), Vec::new());
    let (mut told_while_ready, mut narrow, mut dirty) = (0, 0, 0);
    let mut spread = (u64::MAX, 0);
    let started = Instant::now();
    for _ in 0..run.times(100, 5) {
        tokio::time::sleep(dice.between(Duration::from_millis(500), Duration::from_secs(3))).await;
        let since = Instant::now();
        scene.server.ask_to_stop()?;
        load.pulse().new_era();
        let mut last_ready = since;
        let status = loop {
            let asked = Instant::now();
            tokio::select! {
                status = scene.server.ended() => break status?,
                ready = is_ready(scene.installation.address()) => {
                    if ready {
                        last_ready = asked;
                    }
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        };
        exits.push(since.elapsed());
        dirty += usize::from(!status.success());
        scene.server = scene.installation.start().await?;
        load.pulse().until_all_back(NEVER).await?;
        back.push(since.elapsed());
        let told = load.pulse().told_since(since);
        // A load balancer that asks now would still send people here.
        told_while_ready += usize::from(told.iter().any(|(at, _)| *at < last_ready));
        let mut after: Vec<u64> = told.into_iter().map(|(_, after)| after).collect();
        after.sort_unstable();
        let at = |share: usize| after.get(after.len() * share / 100).copied().unwrap_or(0);
        spread = (spread.0.min(at(10)), spread.1.max(at(90)));
        narrow += usize::from(at(90) - at(10) < SPREAD);
        report.injected(1);
    }
    let closes = load.pulse().closes();
    let properly = closes.get("1012").copied().unwrap_or(0);
    report.none(
        "sockets told to go while /readyz still said ready (restarts)",
        told_while_ready,
    );
    report.figure(
        "retry_after_ms, 10th to 90th in a hundred",
        format!(
            "{} to {} ms; {narrow} restarts with less than 1 s between",
            spread.0, spread.1
        ),
        "≥ 1 s apart",
        narrow == 0,
    );
    let otherwise = closes.get("broken").copied().unwrap_or(0);
    report.figure(
        "sockets closed with 1012",
        format!("{properly}, {otherwise} broken"),
        "no broken ones",
        properly > 0 && otherwise == 0,
    );
    report.note("all closes", format!("{closes:?}"));
    report.none("exit codes other than 0", dirty);
    report.at_most("SIGTERM to exit", &exits, EXIT);
    report.at_most("SIGTERM to all clients back", &back, NEVER);
    report.p99_at_most(
        "composed to acked",
        &load.pulse().gaps(started, Instant::now()),
        GAP,
    );
    report.note("refusals on the way", format!("{:?}", load.pulse().refusals()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}
