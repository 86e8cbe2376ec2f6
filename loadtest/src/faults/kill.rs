//! F01: SIGKILL of the server.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::terminal::complain;

const READY: Duration = Duration::from_secs(2);
const BACK: Duration = Duration::from_secs(10);
/// When it is clear that they do not come back.
const NEVER: Duration = Duration::from_mins(3);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::open(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let mut dice = run.dice(1);
    let mut report = Report::default();
    let (mut ready, mut back) = (Vec::new(), Vec::new());
    for kill in 1..=run.times(500, 10) {
        tokio::time::sleep(dice.between(Duration::from_millis(500), Duration::from_secs(5))).await;
        let since = Instant::now();
        // Who came back before the kill has to come back once more.
        scene.server.kill_now().await?;
        load.pulse().new_era();
        scene.server = scene.installation.start().await?;
        ready.push(scene.server.ready_after());
        load.pulse().until_all_back(NEVER).await?;
        back.push(since.elapsed());
        report.injected(1);
        if kill % 50 == 0 {
            complain(format_args!("  {kill} kills, {} acked", load.pulse().acks()));
        }
    }
    report.at_most("ready again", &ready, READY);
    report.at_most("all clients resumed", &back, BACK);
    report.checked(&scene.close(load).await?);
    Ok(report)
}
