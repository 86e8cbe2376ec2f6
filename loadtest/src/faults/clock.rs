//! F12: the wall clock jumps; the monotonic one does not.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::Method;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::wire::Party;

/// Seconds. Two days are longer than any token lasts.
const JUMPS: [(&str, f64); 4] = [
    ("-1 h", -3600.0),
    ("+2 d", 172_800.0),
    ("+200 ms", 0.2),
    ("-200 ms", -0.2),
];
const STAY: Duration = Duration::from_secs(3);
const NEVER: Duration = Duration::from_secs(30);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let library = library()?;
    let mut clock = PathBuf::new();
    let mut scene = Scene::with(run, store, |installation| {
        clock = installation.folder().join("clock");
        std::fs::write(&clock, "+0")?;
        let clock = clock.to_string_lossy().into_owned();
        Ok(installation
            .with_word("LD_PRELOAD", &library)
            .with_word("FAKETIME_TIMESTAMP_FILE", &clock)
            .with_word("FAKETIME_NO_CACHE", "1")
            .with_word("FAKETIME_DONT_FAKE_MONOTONIC", "1"))
    })
    .await?;
    let load = scene.load(&run.base()).await?;
    let dialog = load.visitors().first().map_or(0, |(dialog, _)| *dialog);
    let mut report = Report::default();
    let (mut out, mut still_in, mut cut_at_minus, mut silent, mut ended) = (0, 0, 0, 0, 0);
    for jump in 0..run.times(30, 4) {
        let (name, seconds) = JUMPS[jump % JUMPS.len()];
        scene.watcher.forget().await;
        let party = scene.watcher.party(&scene.api).await?;
        let closes: usize = load.pulse().closes().values().sum();
        std::fs::write(&clock, format!("{seconds:+}"))?;
        tokio::time::sleep(STAY).await;
        let taken = takes(&scene, &party, dialog).await?;
        match name {
            "+2 d" => still_in += usize::from(taken),
            _ => out += usize::from(!taken),
        }
        if name == "-1 h" {
            cut_at_minus += load.pulse().closes().values().sum::<usize>() - closes;
        }
        silent += usize::from(load.pulse().until_next_ack(NEVER).await.is_err());
        std::fs::write(&clock, "+0")?;
        scene.operator.forget().await;
        silent += usize::from(load.pulse().until_next_ack(NEVER).await.is_err());
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    report.none("valid tokens refused at -1 h and ±200 ms", out);
    report.none("sockets closed at -1 h", cut_at_minus);
    report.none("expired tokens taken at +2 d", still_in);
    report.none("times without any ack for 30 s", silent);
    report.none("times that the server's process ended", ended);
    report.note("refusals", format!("{:?}", load.pulse().refusals()));
    report.note("closes", format!("{:?}", load.pulse().closes()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// Whether the server takes this token.
async fn takes(scene: &Scene, party: &Party, dialog: i64) -> Result<bool> {
    let path = party.rest(&format!("/dialogs/{dialog}/messages"), "?limit=1");
    let answer = scene.api.ask(Method::GET, &path, Some(party), None).await?;
    anyhow::ensure!(
        answer.is_done() || answer.status == 401,
        "a history was refused with {}",
        answer.status
    );
    Ok(answer.is_done())
}

/// Where Debian and others put it; the form for programs with threads.
fn library() -> Result<String> {
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib64/faketime/libfaketimeMT.so.1",
        "/usr/local/lib/faketime/libfaketimeMT.so.1",
    ]
    .into_iter()
    .find(|path| std::path::Path::new(path).exists())
    .map(str::to_owned)
    .context("libfaketime is not installed (package faketime)")
}
