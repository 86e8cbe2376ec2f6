//! F14: clients whose line goes dead without a word.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;
use tokio::task::JoinSet;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::proxy::{Effect, Proxy, Rule};
use crate::server::open_files;
use crate::stage::throng;
use crate::wire::{Kind, Socket};

const NOTICED: Duration = Duration::from_secs(45);
/// A close that is not answered is waited for a little.
const FILES_CLOSED: Duration = Duration::from_mins(1);
/// When it is clear that it is not noticed.
const NEVER: Duration = Duration::from_secs(75);
/// So many files may be open for other reasons than before.
const SLACK: usize = 20;

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let scene = Scene::open(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let line = Proxy::http(scene.installation.address(), run.seed).await?;
    let count = run.times(1_000, 100);
    let pid = scene.server.pid();
    let visitors = throng::open_dialogs(&scene.api, &scene.assistant, count).await?;
    let party = scene.watcher.party(&scene.api).await?;
    let mut desk = Socket::open(scene.installation.address(), "/ws/inbox", party.bearer()).await?;
    for (dialog, _) in &visitors {
        desk.send(&json!({ "type": "subscribe", "dialog_id": dialog }))
            .await?;
        // Who asks for a thousand without reading is too slow for what the inbox has to tell meanwhile.
        desk.until(|frame| frame.kind == Kind::Hello && frame.dialog_id == Some(*dialog))
            .await?;
    }
    let files = open_files(pid)?;
    let mut there: HashMap<i64, bool> = visitors.iter().map(|(dialog, _)| (*dialog, false)).collect();
    let mut alive = JoinSet::new();
    for mut socket in throng::connect(line.address(), &visitors).await? {
        // Answers pings, as far as they come.
        alive.spawn(async move { while socket.next_text().await.is_ok() {} });
    }
    let came = look(&mut desk, &mut there, true, Instant::now()).await?;
    let seen = came.len();

    let since = Instant::now();
    let rule = line.add(Rule::new(Effect::HalfOpen));
    let gone = look(&mut desk, &mut there, false, since).await?;
    let mut report = Report::default();
    report.injected(count);
    report.figure(
        "visitors whom the operator saw come, and go",
        format!("{seen}, {}", gone.len()),
        &format!("{count}, {count}"),
        seen == count && gone.len() == count,
    );
    report.at_most("line dead to “offline” at the operator's", &gone, NOTICED);
    while open_files(pid)? > files + SLACK && since.elapsed() < NEVER {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    report.at_most(
        "line dead to their files closed",
        &[since.elapsed()],
        FILES_CLOSED,
    );
    line.remove(rule);
    line.heal();
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// Waits until all visitors are there, or gone. How long each took.
async fn look(
    desk: &mut Socket,
    there: &mut HashMap<i64, bool>,
    wanted: bool,
    since: Instant,
) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    while there.values().any(|there| *there != wanted) {
        let left = NEVER.saturating_sub(since.elapsed());
        let Ok(frame) = tokio::time::timeout(left, desk.next()).await else {
            return Ok(times);
        };
        let frame = frame?;
        if frame.kind == Kind::Presence
            && let Some((dialog, visitor)) = frame.dialog_id.zip(frame.visitor)
            && let Some(there) = there.get_mut(&dialog)
            && *there != visitor
        {
            *there = visitor;
            if visitor == wanted {
                times.push(since.elapsed());
            }
        }
    }
    Ok(times)
}
