//! F11: the disk is full, and there is room again. And: what a reader that stays open does to the log.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::report::Report;
use super::scene::{Run, Scene};
use super::sqlite::Sqlite;
use super::watch::Onlooker;
use crate::arguments::Store;
use crate::load::Load;

const SIZE: &str = "size=64m,mode=700";
const ANSWER: Duration = Duration::from_secs(5);
const WORKS: Duration = Duration::from_secs(10);
const NEVER: Duration = Duration::from_mins(1);
const FULL_FOR: Duration = Duration::from_secs(5);
const LOG_LIMIT: u64 = 64 << 20;

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut disk = None;
    let mut scene = Scene::with(run, store, |installation| {
        disk = Some(SmallDisk::mount(&installation.folder().join("data"))?);
        Ok(installation)
    })
    .await?;
    let disk = disk.context("the small disk was not mounted")?;
    let load = scene.load(&run.base()).await?;
    let dialog = load.visitors().first().map_or(0, |(dialog, _)| *dialog);
    let mut report = Report::default();
    let (mut works, mut waited) = (Vec::new(), Vec::new());
    let (mut ended, mut unread, mut cut) = (0, 0, 0);
    for _ in 0..run.times(30, 3) {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let pid = scene.server.pid();
        let onlooker = Onlooker::start(&scene.api, &scene.watcher, dialog, pid).await?;
        let closes = total(&load);
        let since = Instant::now();
        disk.fill()?;
        tokio::time::sleep(FULL_FOR).await;
        let until = Instant::now();
        cut += total(&load) - closes;
        disk.free()?;
        works.push(load.pulse().until_next_ack(NEVER).await?);
        unread += onlooker.stop().await?.not_read;
        waited.extend(load.pulse().waits(since, until));
        if scene.server.has_ended()?.is_some() {
            ended += 1;
            scene.server = scene.installation.start().await?;
        }
        report.injected(1);
    }
    report.none("times that the server's process ended", ended);
    let refusals = load.pulse().refusals();
    let others = refusals
        .keys()
        .filter(|code| code.as_str() != "storage_full")
        .count();
    report.figure(
        "refusals, all retryable",
        format!("{refusals:?}"),
        "storage_full only",
        others == 0 && !refusals.is_empty(),
    );
    report.at_most(
        "a message that was sent meanwhile waited for its answer",
        &waited,
        ANSWER,
    );
    report.none("histories that could not be read meanwhile", unread);
    report.none("sockets that ended meanwhile", cut);
    report.at_most("room again to first commit", &works, WORKS);
    let file = scene.installation.database_file();
    let mut other = Sqlite::open(&file).await?;
    let integrity = other.say("PRAGMA integrity_check;").await?.join(", ");
    other.close().await?;
    report.figure("integrity_check", &integrity, "ok", integrity == "ok");
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// A reader that does not end keeps the log from being taken over.
pub(super) async fn open_reader(run: &Run<'_>, store: Store) -> Result<Report> {
    let scene = Scene::open(run, store).await?;
    let load = scene.load(&run.base()).await?;
    let file = scene.installation.database_file();
    let mut log = file.clone().into_os_string();
    log.push("-wal");
    let log = PathBuf::from(log);
    let size = || std::fs::metadata(&log).map_or(0, |data| data.len());
    let mut report = Report::default();
    report.injected(1);
    let minutes = run.pick(60, 2);
    let mut other = Sqlite::open(&file).await?;
    other.say("BEGIN; SELECT count(*) FROM messages;").await?;
    let (before, acks) = (size(), load.pulse().acks());
    tokio::time::sleep(Duration::from_mins(minutes)).await;
    let grown = size();
    let acks = load.pulse().acks() - acks;
    other.close().await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    report.figure(
        &format!("log after {minutes} min with a foreign reader, {acks} acks"),
        format!(
            "{} KiB, from {} KiB; then {} KiB",
            grown >> 10,
            before >> 10,
            size() >> 10
        ),
        "≤ 64 MiB",
        grown <= LOG_LIMIT,
    );
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// Sockets that the server or the network ended.
fn total(load: &Load) -> usize {
    load.pulse().closes().values().sum()
}

/// A disk of 64 MiB in memory. Unmounted when it is dropped.
#[derive(Debug)]
struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    fn mount(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut command = std::process::Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", SIZE, "tandem-small-disk"])
            .arg(folder);
        let status = command.status().context("cannot mount")?;
        anyhow::ensure!(status.success(), "a small disk can be mounted by root only");
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    fn filler(&self) -> PathBuf {
        self.folder.join("filler")
    }

    /// Writes until there is no room for one more byte.
    fn fill(&self) -> Result<()> {
        use std::io::Write;
        let mut filler = std::fs::File::create(self.filler())?;
        for size in [1 << 20, 4096, 1] {
            let piece = vec![0; size];
            while filler.write_all(&piece).is_ok() {}
        }
        Ok(())
    }

    fn free(&self) -> Result<()> {
        Ok(std::fs::remove_file(self.filler())?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a server that is being killed may still have files open.
        let _ = std::process::Command::new("umount")
            .arg("--lazy")
            .arg(&self.folder)
            .status();
    }
}
