//! F07: the database answers late, or somebody else holds its lock.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::report::Report;
use super::scene::{Run, Scene};
use super::sqlite::Sqlite;
use super::watch::Onlooker;
use crate::arguments::Store;
use crate::proxy::{Direction, Effect, Rule};

const ANSWER: Duration = Duration::from_secs(5);
const LATE: Duration = Duration::from_secs(2);
const NEVER: Duration = Duration::from_mins(2);
const WORKS: Duration = Duration::from_secs(10);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::on_a_line(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let dialog = load.visitors().first().map_or(0, |(dialog, _)| *dialog);
    let mut report = Report::default();
    let (mut works, mut troubles, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ended, mut stayed_ready) = (0, 0);
    let length = Duration::from_secs(run.pick(30, 12));
    // What the process needs once for this load is not counted.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = scene.server.usage()?.resident;
    let mut most = before;
    for _ in 0..run.times(20, 2) {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let pid = scene.server.pid();
        let onlooker = Onlooker::start(&scene.api, &scene.watcher, dialog, pid).await?;
        let since = Instant::now();
        let until = match scene.line() {
            None => {
                let mut other = Sqlite::open(&scene.installation.database_file()).await?;
                other.say("BEGIN IMMEDIATE;").await?;
                tokio::time::sleep(length).await;
                let until = Instant::now();
                other.say("COMMIT;").await?;
                other.close().await?;
                until
            }
            Some(line) => {
                let rule = line.add(Rule::new(Effect::Delay(LATE)).going(Direction::ToServer));
                tokio::time::sleep(length).await;
                let until = Instant::now();
                line.remove(rule);
                until
            }
        };
        works.push(load.pulse().until_next_ack(NEVER).await?);
        let seen = onlooker.stop().await?;
        troubles.push((since, until));
        stayed_ready += usize::from(seen.not_ready == 0);
        asked.extend(seen.took);
        most = most.max(seen.resident);
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    // Also those who were still waiting when it worked again have their answers by then.
    tokio::time::sleep(WORKS).await;
    let waited = troubles
        .iter()
        .flat_map(|(since, until)| load.pulse().waits(*since, *until));
    let waited: Vec<Duration> = waited.collect();
    report.at_most(
        "a message that was sent meanwhile waited for its answer",
        &waited,
        ANSWER,
    );
    report.at_most("/readyz and histories waited for", &asked, ANSWER);
    report.none("times during which /readyz never said degraded", stayed_ready);
    let grown = most as f64 / before as f64 - 1.0;
    report.figure(
        "memory",
        format!(
            "{:+.1} % of {:.1} MiB",
            grown * 100.0,
            before as f64 / 1_048_576.0
        ),
        "≤ +20 %",
        grown <= 0.2,
    );
    report.at_most("free again to first commit", &works, WORKS);
    report.none("times that the server's process ended", ended);
    report.note(
        "refusals, all retryable",
        format!("{:?}", load.pulse().refusals()),
    );
    report.note("closes", format!("{:?}", load.pulse().closes()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}
