//! F08: Redis dies, and comes back later with nothing in it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::passage::Windows;
use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;

const ACK: Duration = Duration::from_secs(1);
/// What nodes may need to find it again.
const FOUND: Duration = Duration::from_secs(5);
const AFTERWARDS: Duration = Duration::from_secs(5);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::two_nodes(run, store).await?;
    let load = scene.load_on_both(&run.base(), "").await?;
    let pulse = Arc::clone(load.pulse());
    let mut dice = run.dice(8);
    let mut report = Report::default();
    let absence = Duration::from_secs(run.pick(300, 20));
    let (mut before, mut gone, mut back) = (Windows::default(), Windows::default(), Windows::default());
    let (mut waited, mut ended) = (Vec::new(), 0);
    for _ in 0..run.times(30, 2) {
        let calm = Instant::now();
        tokio::time::sleep(dice.between(Duration::from_secs(2), Duration::from_secs(5))).await;
        let since = Instant::now();
        before.add(calm, since);
        scene.neighbour()?.bus.redis.fall().await?;
        tokio::time::sleep(absence).await;
        let until = Instant::now();
        gone.add(since, until);
        scene.neighbour()?.bus.redis.come_back().await?;
        waited.extend(pulse.waits(since, until));
        tokio::time::sleep(FOUND).await;
        let found = Instant::now();
        tokio::time::sleep(AFTERWARDS).await;
        back.add(found, Instant::now());
        ended += usize::from(scene.server.has_ended()?.is_some());
        ended += usize::from(scene.neighbour()?.server.has_ended()?.is_some());
        report.injected(1);
    }
    let refusals = pulse.refusals();
    let checked = scene.close(load).await?;
    before.passages(&pulse).judge_with_bus("before", &mut report);
    report.p99_at_most("meanwhile: sent to acked", &waited, ACK);
    report.none("sends refused", refusals.values().sum());
    gone.passages(&pulse).judge_without_bus(&mut report);
    back.passages(&pulse)
        .judge_with_bus("5 s after it is back", &mut report);
    report.none("times that a server's process ended", ended);
    report.note("closes", format!("{:?}", pulse.closes()));
    report.checked(&checked);
    Ok(report)
}
