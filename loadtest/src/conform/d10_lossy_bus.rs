//! D10: the bus between two nodes loses a tenth of what one of them tells and hears. Nothing is missing in the
//! end, and what was lost is on the screens within a second where more follows, within ten where nothing does.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::course::Course;
use super::d10_screens;
use super::outcome::{Outcome, grouped};
use super::scene::Scene;
use crate::bench::latency::{Latencies, milliseconds};
use crate::load::{Load, Plan};
use crate::nodes::Disturbance;

const LOSSES: Disturbance = Disturbance {
    lost: 100,
    doubled: 0,
    swapped: 0,
};
/// What took longer on its way between the nodes had been lost; all else is there within a few milliseconds.
pub(super) const LATE: Duration = Duration::from_millis(50);
/// Fewer late messages than this say nothing.
const ENOUGH: usize = 10;

const WITH_TRAFFIC: Duration = Duration::from_secs(1);
const WITHOUT: Duration = Duration::from_secs(10);
/// Nodes look every ten seconds; then they read, and the machine is busy.
const READ: Duration = Duration::from_secs(1);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let scene = Scene::open_nodes(course, "D10").await?;
    let mut outcome = Outcome::default();
    let bus = &scene.neighbour.as_ref().context("D10 needs two nodes")?.bus;
    let losses = bus.disturb(1, LOSSES);
    let lasting = |full, quick| Duration::from_secs(course.count(full, quick) as u64);
    let busy = play(
        &scene,
        &Plan::busy(course.seed),
        lasting(120, 20),
        "busy",
        &mut outcome,
    )
    .await?;
    if !outcome.held() {
        // Without repair every further screen would be waited for in vain.
        return enough(scene, outcome).await;
    }
    let quiet = play(
        &scene,
        &Plan::quiet(course.seed),
        lasting(600, 60),
        "quiet",
        &mut outcome,
    )
    .await?;
    if !outcome.held() {
        return enough(scene, outcome).await;
    }
    let rounds = course.count(400, 40);
    let screens = d10_screens::run(&scene, course, rounds, WITHOUT + READ, &mut outcome).await?;
    outcome.count = format!(
        "{} lost on the bus; with traffic {busy}; without {quiet}; {screens}",
        grouped(bus.disturbed(1, &losses))
    );
    for (late, limit) in [(&busy, WITH_TRAFFIC), (&quiet, WITHOUT)] {
        outcome.expect(late.count >= ENOUGH, || {
            format!("only {} messages were late: nothing was lost", late.count)
        });
        outcome.expect(late.p99 <= limit, || {
            format!(
                "p99 of what was lost is {}, and not {}",
                milliseconds(late.p99),
                milliseconds(limit)
            )
        });
        outcome.expect(late.worst <= WITHOUT + READ, || {
            format!("something was shown after {} only", milliseconds(late.worst))
        });
    }
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

async fn enough(scene: Scene, mut outcome: Outcome) -> Result<Outcome> {
    "ended before its time: something was never repaired".clone_into(&mut outcome.count);
    scene.end(false).await?;
    Ok(outcome)
}

/// What was late on the other node's screens.
#[derive(Debug)]
struct Late {
    all: usize,
    count: usize,
    p99: Duration,
    worst: Duration,
}

impl std::fmt::Display for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} of {} late, p99 {}, worst {}",
            grouped(self.count),
            grouped(self.all),
            milliseconds(self.p99),
            milliseconds(self.worst)
        )
    }
}

async fn play(
    scene: &Scene,
    plan: &Plan,
    lasting: Duration,
    name: &str,
    outcome: &mut Outcome,
) -> Result<Late> {
    let ledgers = scene.installation.folder().join("load").join(name);
    let load = start(scene, plan, &ledgers).await?;
    let pulse = std::sync::Arc::clone(load.pulse());
    let since = Instant::now();
    tokio::time::sleep(lasting).await;
    let until = Instant::now();
    // Screens that lack something have a minute from here.
    outcome.extend(load.end().await?.violations);
    let arrivals = pulse.arrivals(since, until);
    let between = arrivals.iter().filter(|arrival| !arrival.same_node);
    let took: Vec<u64> = between.map(|arrival| arrival.took.as_nanos() as u64).collect();
    let all = took.len();
    let late = Latencies::of(
        took.into_iter()
            .filter(|took| *took > LATE.as_nanos() as u64)
            .collect(),
    );
    Ok(Late {
        all,
        count: late.nanoseconds().len(),
        p99: late.percentile(0.99),
        worst: late.percentile(1.0),
    })
}

async fn start(scene: &Scene, plan: &Plan, ledgers: &Path) -> Result<Load> {
    let (ways, holder) = (scene.ways(), &scene.holder);
    Load::start(&scene.api, &ways, &scene.assistant, holder, plan, ledgers).await
}
