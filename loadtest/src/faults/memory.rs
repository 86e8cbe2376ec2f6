//! F26: the kernel gives no more memory.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::dice::Dice;
use crate::stage::throng;

/// Of what the server uses under its usual load.
const SHARE: f64 = 1.5;
/// What presses: so many connections come on top, and each asks for a long history.
const CROWD: usize = 6_000;
const PRESS: Duration = Duration::from_secs(6);
const BACK: Duration = Duration::from_secs(10);
const NEVER: Duration = Duration::from_mins(3);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let group = Group::make()?;
    let tasks = group.file("cgroup.procs");
    let join = "echo $$ > \"$0\" && exec \"$@\"";
    let mut scene = Scene::with(run, store, |installation| {
        Ok(installation.started_by(&["sh", "-c", join, &tasks]))
    })
    .await?;
    let visitors = throng::open_dialogs(&scene.api, &scene.assistant, run.pick(CROWD, 3_000)).await?;
    scene.kill_and_restart().await?;
    let load = scene.load(&run.base()).await?;
    let mut report = Report::default();
    let (mut died, mut lived, mut back) = (0, 0, Vec::new());
    let mut limits = Vec::new();
    for _ in 0..run.times(20, 2) {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let limit = (scene.server.usage()?.resident as f64 * SHARE) as u64;
        limits.push(limit >> 20);
        group.limit(limit)?;
        let server = scene.installation.address();
        let press = tokio::time::timeout(PRESS, async {
            let sockets = throng::connect(server, &visitors).await;
            // Those who are in stay until the time is over.
            std::future::pending::<()>().await;
            drop(sockets);
        });
        // Nothing but the time ends it.
        let _ = press.await;
        group.no_limit()?;
        let since = Instant::now();
        if scene.server.has_ended()?.is_some() {
            died += 1;
            load.pulse().new_era();
            scene.server = scene.installation.start().await?;
            load.pulse().until_all_back(NEVER).await?;
        } else {
            lived += 1;
            load.pulse().until_next_ack(NEVER).await?;
        }
        back.push(since.elapsed());
        report.injected(1);
    }
    report.note("limits", format!("{limits:?} MiB"));
    report.note(
        "went on · was killed by the kernel and started again",
        format!("{lived} · {died}"),
    );
    report.at_most("all clients served again", &back, BACK);
    report.note("closes", format!("{:?}", load.pulse().closes()));
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// A control group for memory, of the first version. Removed when it is dropped.
#[derive(Debug)]
struct Group(PathBuf);

impl Group {
    fn make() -> Result<Self> {
        let name = format!("tandem-faults-{:08x}", Dice::fresh().roll() >> 32);
        let path = PathBuf::from("/sys/fs/cgroup/memory").join(name);
        std::fs::create_dir(&path).context("memory control groups cannot be made here")?;
        Ok(Self(path))
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }

    fn limit(&self, bytes: u64) -> Result<()> {
        std::fs::write(self.file("memory.limit_in_bytes"), bytes.to_string()).context("no limit can be set")
    }

    fn no_limit(&self) -> Result<()> {
        std::fs::write(self.file("memory.limit_in_bytes"), "-1").context("the limit cannot be taken away")
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Fails only while somebody is in it, who then keeps it.
        let _ = std::fs::remove_dir(&self.0);
    }
}
