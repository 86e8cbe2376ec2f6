//! F10: the bus loses, doubles and swaps what goes over it, for both nodes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::passage::{BY_LOOKING, Windows};
use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::load::Plan;
use crate::nodes::{Disturbance, Neighbour};

const DISTURBANCE: Disturbance = Disturbance {
    lost: 100,
    doubled: 50,
    swapped: 50,
};
/// What took longer than this was lost, or overtaken.
const LATE: Duration = Duration::from_millis(50);
const WITH_TRAFFIC: Duration = Duration::from_secs(1);
const WITHOUT: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_secs(2);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::two_nodes(run, store).await?;
    let mut report = Report::default();
    let times = run.times(10, 1);
    report.injected(times);
    for (name, plan, limit) in [
        ("with traffic", Plan::busy(run.seed), WITH_TRAFFIC),
        ("without traffic", Plan::quiet(run.seed), WITHOUT),
    ] {
        let load = scene.load_on_both(&plan, name).await?;
        let pulse = Arc::clone(load.pulse());
        let (mut bad, mut disturbed) = (Windows::default(), 0);
        for _ in 0..times {
            tokio::time::sleep(PAUSE).await;
            let since = Instant::now();
            disturbed += disturb(scene.neighbour()?, Duration::from_secs(run.pick(60, 40))).await;
            bad.add(since, Instant::now());
        }
        report.checked(&load.end().await.with_context(|| name.to_owned())?);
        let mut late = bad.passages(&pulse).other_node;
        let all = late.len();
        late.retain(|took| *took > LATE);
        report.note(
            &format!("{name}: disturbed on the bus; late of all that went to the other node"),
            format!("{disturbed}; {} of {all}", late.len()),
        );
        report.p99_at_most(&format!("{name}: the late ones"), &late, limit);
        report.at_most(&format!("{name}: the latest"), &late, BY_LOOKING);
    }
    scene.end(report.held()).await?;
    Ok(report)
}

/// How often something went wrong on both lines together.
async fn disturb(second: &Neighbour, length: Duration) -> usize {
    let rules = [0, 1].map(|node| (node, second.bus.disturb(node, DISTURBANCE)));
    tokio::time::sleep(length).await;
    let removed = rules.into_iter().map(|(node, rules)| {
        let line = second.bus.line(node);
        rules.into_iter().map(|rule| line.remove(rule)).sum::<usize>()
    });
    removed.sum()
}
