//! F16: one of two nodes is killed, stays away for a while, and is started again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::report::Report;
use super::scene::{Run, Scene};
use crate::load::Load;
use crate::nodes::Balancer;
use crate::server::Installation;

/// From composing a message to its ack, for clients whose node is gone.
pub(super) const ELSEWHERE: Duration = Duration::from_secs(10);
/// What a question may take whose writer's node is gone: its visitor comes back, a lease runs out, and the answer is written.
const ANSWERED: Duration = Duration::from_secs(40);
/// Milliseconds between two pieces of an answer: so that many are being written at any time.
const PACE: u64 = 150;

pub(super) async fn run(run: &Run<'_>) -> Result<Report> {
    let mut nodes = Nodes::under_load(run).await?;
    let scene = &mut nodes.scene;
    let pulse = Arc::clone(nodes.load.pulse());
    let mut dice = run.dice(16);
    let mut report = Report::default();
    let (mut waited, mut ended) = (Vec::new(), 0);
    for _ in 0..run.times(100, 2) {
        tokio::time::sleep(dice.between(Duration::from_secs(3), Duration::from_secs(8))).await;
        let since = Instant::now();
        scene.server.kill_now().await?;
        tokio::time::sleep(dice.between(Duration::from_secs(12), Duration::from_secs(20))).await;
        scene.server = scene
            .installation
            .start()
            .await
            .context("the node does not come back")?;
        tokio::time::sleep(ELSEWHERE).await;
        waited.extend(pulse.gaps(since, since + ELSEWHERE));
        ended += usize::from(scene.neighbour()?.server.has_ended()?.is_some());
        report.injected(1);
    }
    report.none("times that the other node's process ended", ended);
    nodes.close(&waited, report).await
}

/// Two nodes behind a balancer that sends each client elsewhere whose node is gone, with slow answers.
pub(super) struct Nodes {
    pub(super) scene: Scene,
    pub(super) load: Load,
    /// Its doors are open as long as it lives.
    _balancer: Balancer,
}

impl Nodes {
    pub(super) async fn under_load(run: &Run<'_>) -> Result<Self> {
        let prepare = |installation: Installation| installation.with("TANDEM_ANSWER_PACE_MS", PACE);
        let scene = Scene::two_nodes_on_a_line(run, prepare).await?;
        let balancer = scene.balancer().await?;
        let load = scene.load_balanced(&balancer, &run.base()).await?;
        Ok(Self {
            scene,
            load,
            _balancer: balancer,
        })
    }

    /// Ends the load and judges it; `waited` are the times from composing to an ack while a node was away.
    pub(super) async fn close(self, waited: &[Duration], mut report: Report) -> Result<Report> {
        let pulse = Arc::clone(self.load.pulse());
        let checked = self.scene.close(self.load).await?;
        report.at_most("composed meanwhile to acked", waited, ELSEWHERE);
        report.at_most("the slowest question", &[checked.slowest_answer], ANSWERED);
        report.note("refusals", format!("{:?}", pulse.refusals()));
        report.note("closes", format!("{:?}", pulse.closes()));
        report.checked(&checked);
        Ok(report)
    }
}
