//! F27: no more files may be opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::load::{BackOff, Plan};
use crate::server::open_files;
use crate::stage::throng;

const FILES: &str = "--nofile=600:600";
const CLIENTS: usize = 1_000;
const ATTEMPT: Duration = Duration::from_secs(5);
const LENGTH: Duration = Duration::from_secs(8);
const RECOVERED: Duration = Duration::from_secs(10);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::with(run, store, |installation| {
        Ok(installation.started_by(&["prlimit", FILES]))
    })
    .await?;
    let plan = Plan {
        dialogs: 100,
        askers: 0,
        restless: false,
        ..run.base()
    };
    let visitors = throng::open_dialogs(&scene.api, &scene.assistant, CLIENTS).await?;
    let load = scene.load(&plan).await?;
    let mut report = Report::default();
    let (mut shares, mut recovered, mut harmed, mut ended, mut most) = (Vec::new(), Vec::new(), 0, 0, 0);
    let inside = Arc::new(AtomicUsize::new(0));
    let mut crowded = 0;
    for round in 0..run.times(20, 2) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (closes, acks) = (load.pulse().closes(), load.pulse().acks());
        inside.store(0, Ordering::SeqCst);
        let mut crowd = JoinSet::new();
        for (index, (dialog, party)) in visitors.iter().cloned().enumerate() {
            let mut back_off = BackOff::new(run.dice(27 + (round * CLIENTS + index) as u64));
            let (server, inside) = (scene.installation.address(), Arc::clone(&inside));
            crowd.spawn(async move {
                loop {
                    let join = throng::join(server, index, dialog, &party);
                    if let Ok(Ok(mut socket)) = tokio::time::timeout(ATTEMPT, join).await {
                        inside.fetch_add(1, Ordering::SeqCst);
                        while socket.next_text().await.is_ok() {}
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                    tokio::time::sleep(back_off.failed()).await;
                }
            });
        }
        let (used, since) = (scene.server.usage()?.cpu, Instant::now());
        tokio::time::sleep(LENGTH).await;
        let cpu = scene.server.usage()?.cpu.saturating_sub(used);
        shares.push(cpu.as_secs_f64() / since.elapsed().as_secs_f64());
        most = most.max(open_files(scene.server.pid())?);
        crowded += usize::from(inside.load(Ordering::SeqCst) < CLIENTS);
        harmed += usize::from(load.pulse().closes() != closes || load.pulse().acks() == acks);
        crowd.shutdown().await;
        let since = Instant::now();
        let (dialog, party) = &visitors[0];
        while since.elapsed() < 3 * RECOVERED {
            let join = throng::join(scene.installation.address(), 0, *dialog, party);
            if let Ok(Ok(_)) = tokio::time::timeout(Duration::from_secs(1), join).await {
                break;
            }
        }
        recovered.push(since.elapsed());
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    report.figure(
        "rounds in which not all found room",
        format!("{crowded}, {most} files open at most"),
        "all",
        crowded == shares.len(),
    );
    report.none(
        "rounds in which an open session ended, or nothing was acked",
        harmed,
    );
    report.none("times that the server's process ended", ended);
    let busiest = shares.iter().copied().fold(0.0, f64::max);
    report.figure(
        "CPU",
        format!("{:.0} % of a core", busiest * 100.0),
        "< 100 %",
        busiest < 1.0,
    );
    report.at_most("crowd gone to a new client's hello", &recovered, RECOVERED);
    report.checked(&scene.close(load).await?);
    Ok(report)
}
