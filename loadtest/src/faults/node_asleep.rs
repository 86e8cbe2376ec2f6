//! F16 and F21: one of two nodes stands still and wakes up as if no time had passed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::node_lost::{ELSEWHERE, Nodes};
use super::report::Report;
use super::scene::{Run, Scene};
use crate::dice::Dice;
use crate::stage::Visitor;

/// From waking to the node's own next commit.
const WORKS: Duration = Duration::from_secs(10);
const ASK_EVERY: Duration = Duration::from_millis(100);
const NEVER: Duration = Duration::from_mins(2);

/// A sleep.
#[derive(Clone, Copy, Debug)]
struct Sleep {
    length: Duration,
    /// Nothing reaches the machine meanwhile, and whoever was connected to it has given up.
    cut_off: bool,
}

/// F16: a process that is stopped for a minute: a zombie that believes in its leases.
pub(super) async fn frozen(run: &Run<'_>) -> Result<Report> {
    let sleep = Sleep {
        length: Duration::from_secs(run.pick(60, 30)),
        cut_off: false,
    };
    sleeps(run, sleep, run.times(100, 1)).await
}

/// F21: its machine sleeps, and all its connections are dead when it wakes.
pub(super) async fn asleep(run: &Run<'_>) -> Result<Report> {
    let sleep = Sleep {
        length: Duration::from_secs(run.pick(600, 30)),
        cut_off: true,
    };
    sleeps(run, sleep, run.times(100, 1)).await
}

async fn sleeps(run: &Run<'_>, sleep: Sleep, times: usize) -> Result<Report> {
    let mut nodes = Nodes::under_load(run).await?;
    let scene = &mut nodes.scene;
    let pulse = Arc::clone(nodes.load.pulse());
    let mut dice = run.dice(21);
    let mut report = Report::default();
    let (mut waited, mut works, mut ended) = (Vec::new(), Vec::new(), 0);
    for _ in 0..times {
        tokio::time::sleep(dice.between(Duration::from_secs(3), Duration::from_secs(8))).await;
        let since = Instant::now();
        scene.server.freeze()?;
        if sleep.cut_off {
            // The clients' connections are ended by the balancer.
            scene
                .line()
                .context("there is no line to the database")?
                .cut_all();
            scene.neighbour()?.bus.line(0).cut_all();
        }
        tokio::time::sleep(sleep.length).await;
        let woken = Instant::now();
        scene.server.thaw()?;
        works.push(until_it_works(scene, woken).await?);
        tokio::time::sleep(ELSEWHERE).await;
        waited.extend(pulse.gaps(since, since + ELSEWHERE));
        waited.extend(pulse.gaps(woken, woken + ELSEWHERE));
        ended += usize::from(scene.server.has_ended()?.is_some());
        ended += usize::from(scene.neighbour()?.server.has_ended()?.is_some());
        report.injected(1);
    }
    report.at_most("woken to its own first commit", &works, WORKS);
    report.none("times that a server's process ended", ended);
    nodes.close(&waited, report).await
}

/// How long the woken node takes to commit something itself.
async fn until_it_works(scene: &Scene, woken: Instant) -> Result<Duration> {
    let mut secrets = Dice::fresh();
    let visitor = Visitor::new(&scene.assistant, &mut secrets);
    while let Err(error) = visitor.open_dialog(&scene.api, &mut secrets).await {
        if woken.elapsed() > NEVER {
            return Err(error).context("the woken node does not work");
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
    Ok(woken.elapsed())
}
