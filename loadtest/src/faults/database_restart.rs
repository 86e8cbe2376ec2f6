//! F05: the database falls and comes back.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;

const FIRST_COMMIT: Duration = Duration::from_secs(5);
const NEVER: Duration = Duration::from_mins(1);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::open(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let mut dice = run.dice(5);
    let mut report = Report::default();
    let (mut commits, mut ended) = (Vec::new(), 0);
    let started = Instant::now();
    for _ in 0..run.times(50, 5) {
        tokio::time::sleep(dice.between(Duration::from_millis(500), Duration::from_secs(4))).await;
        scene.database()?.cluster.crash_and_restart().await?;
        commits.push(load.pulse().until_next_ack(NEVER).await?);
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    report.at_most("database ready to first commit", &commits, FIRST_COMMIT);
    report.none("times that the server's process ended", ended);
    let gaps = load.pulse().gaps(started, Instant::now());
    report.note(
        "composed to acked, p99",
        format!("{:?}", super::report::p99(&gaps)),
    );
    report.note(
        "refusals, all retryable",
        format!("{:?}", load.pulse().refusals()),
    );
    report.note("closes", format!("{:?}", load.pulse().closes()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}
