//! F09: one node's line to Redis goes dead without a word, and comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::passage::Windows;
use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::proxy::{Effect, Rule};

/// The node gives the dead connection up and tries another.
const NOTICED: Duration = Duration::from_secs(15);
const NEVER: Duration = Duration::from_mins(2);
const RESUBSCRIBED: Duration = Duration::from_secs(5);
const AFTERWARDS: Duration = Duration::from_secs(5);
/// The node whose line it is.
const NODE: usize = 1;

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::two_nodes(run, store).await?;
    let load = scene.load_on_both(&run.base(), "").await?;
    let pulse = Arc::clone(load.pulse());
    let mut report = Report::default();
    let silence = Duration::from_secs(run.pick(60, 20));
    let (mut dead, mut healed) = (Windows::default(), Windows::default());
    let (mut noticed, mut ended) = (Vec::new(), 0);
    for _ in 0..run.times(50, 2) {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let line = scene.neighbour()?.bus.line(NODE);
        let connections = line.connections();
        let since = Instant::now();
        let rule = line.add(Rule::new(Effect::HalfOpen));
        // A node that never notices takes all of this time.
        let _ = tokio::time::timeout(NEVER, line.until_connected(connections)).await;
        noticed.push(since.elapsed());
        tokio::time::sleep(silence.saturating_sub(since.elapsed())).await;
        let until = Instant::now();
        dead.add(since, until);
        line.remove(rule);
        line.heal();
        tokio::time::sleep(RESUBSCRIBED).await;
        let resubscribed = Instant::now();
        tokio::time::sleep(AFTERWARDS).await;
        healed.add(resubscribed, Instant::now());
        ended += usize::from(scene.server.has_ended()?.is_some());
        ended += usize::from(scene.neighbour()?.server.has_ended()?.is_some());
        report.injected(1);
    }
    let refusals = pulse.refusals();
    let checked = scene.close(load).await?;
    report.at_most("line dead to another try of the node", &noticed, NOTICED);
    report.none("sends refused", refusals.values().sum());
    dead.passages(&pulse).judge_without_bus(&mut report);
    healed
        .passages(&pulse)
        .judge_with_bus("5 s after healing", &mut report);
    report.none("times that a server's process ended", ended);
    report.note("closes", format!("{:?}", pulse.closes()));
    report.checked(&checked);
    Ok(report)
}
