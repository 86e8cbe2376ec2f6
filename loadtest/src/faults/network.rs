//! F28: a bad network between the clients and the server.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::load::Plan;
use crate::proxy::{Effect, Proxy, Rule};
use crate::wire::Api;

const ACK: Duration = Duration::from_secs(30);
/// 64 kbit/s.
const NARROW: u32 = 8_000;
/// Of a thousand pieces so many are lost and come again later, as TCP makes of a loss …
const LOST: u64 = 300;
const AGAIN: Duration = Duration::from_millis(1_500);
/// … and so many are the last of their connection.
const CUT: u64 = 3;

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let scene = Scene::open(run, store).await?;
    let line = Proxy::http(scene.installation.address(), run.seed).await?;
    let cuts = line.add(Rule::new(Effect::Reset).chance(CUT));
    let losses = line.add(Rule::new(Effect::Jitter(AGAIN)).chance(LOST));
    line.add(Rule::new(Effect::Throttle(NARROW)));
    // One question's answer is many small pieces, so that each takes minutes here: nobody asks.
    let plan = Plan {
        askers: 0,
        ..run.base()
    };
    let load = scene.load_by(&Api::new(line.address())?, &plan).await?;
    let mut report = Report::default();
    let started = Instant::now();
    let minutes = run.pick(30, 2);
    for _ in 0..run.times(10, 1) {
        tokio::time::sleep(Duration::from_mins(minutes)).await;
        report.injected(1);
    }
    let gaps = load.pulse().gaps(started, Instant::now());
    report.p99_at_most("composed to acked", &gaps, ACK);
    report.note(
        &format!("{minutes} min each: pieces late, connections reset"),
        format!("{}, {}", line.applied(losses), line.applied(cuts)),
    );
    report.note("closes", format!("{:?}", load.pulse().closes()));
    line.remove(cuts);
    // For whoever looks at a run that went wrong.
    let log = line
        .events()
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    std::fs::write(scene.installation.folder().join("network.log"), log)?;
    report.checked(&scene.close(load).await?);
    Ok(report)
}
