//! F06: the line to the database goes dead without a word, and comes back.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::report::Report;
use super::scene::{Run, Scene};
use super::watch::Onlooker;
use crate::arguments::Store;
use crate::proxy::{Effect, Rule};

const ANSWER: Duration = Duration::from_secs(5);
const WORKS: Duration = Duration::from_secs(10);
const NEVER: Duration = Duration::from_mins(2);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::on_a_line(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let dialog = load.visitors().first().map_or(0, |(dialog, _)| *dialog);
    let mut report = Report::default();
    let silence = Duration::from_secs(run.pick(60, 15));
    let (mut works, mut silences, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ended, mut stayed_ready) = (0, 0);
    for _ in 0..run.times(50, 2) {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let pid = scene.server.pid();
        let onlooker = Onlooker::start(&scene.api, &scene.watcher, dialog, pid).await?;
        let line = scene
            .line()
            .context("this fault needs a database with a line to it")?;
        let since = Instant::now();
        let rule = line.add(Rule::new(Effect::HalfOpen));
        tokio::time::sleep(silence).await;
        let until = Instant::now();
        line.remove(rule);
        line.heal();
        works.push(load.pulse().until_next_ack(NEVER).await?);
        let seen = onlooker.stop().await?;
        silences.push((since, until));
        stayed_ready += usize::from(seen.not_ready == 0);
        asked.extend(seen.took);
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    // Also those who were still waiting when it worked again have their answers by then.
    tokio::time::sleep(WORKS).await;
    let waited = silences
        .iter()
        .flat_map(|(since, until)| load.pulse().waits(*since, *until));
    let waited: Vec<Duration> = waited.collect();
    let longest = silences
        .iter()
        .map(|(since, until)| load.pulse().longest_wait(*since, *until));
    let longest: Vec<String> = longest.collect();
    report.at_most(
        "a message that was sent meanwhile waited for its answer",
        &waited,
        ANSWER,
    );
    report.at_most("/readyz and histories waited for", &asked, ANSWER);
    report.none("silences during which /readyz never said degraded", stayed_ready);
    report.at_most("healed to first commit", &works, WORKS);
    report.none("times that the server's process ended", ended);
    report.note("who waited longest", longest.join("; "));
    report.note(
        "refusals, all retryable",
        format!("{:?}", load.pulse().refusals()),
    );
    report.note("closes", format!("{:?}", load.pulse().closes()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}
