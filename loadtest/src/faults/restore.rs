//! F29: an older backup is restored.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::load::Plan;

/// From the start of the new process until every client knows and shows the restored history.
const BACK: Duration = Duration::from_mins(1);
const NEVER: Duration = Duration::from_mins(3);
/// A client reads the whole dialog first, before it looks at what else its connection brought.
const RESET: Duration = Duration::from_secs(20);
/// Before the backup, and again between it and the end of that history.
const GOES_ON: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(3));

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let mut scene = Scene::open(run, store).await?;
    // Without those who ask the assistant: their dialogs, opened on the way, would be lost with the restore.
    let plan = Plan {
        askers: 0,
        restores: true,
        ..run.base()
    };
    let load = scene.load(&plan).await?;
    let mut dice = run.dice(29);
    let mut report = Report::default();
    let (mut back, mut epochs) = (Vec::new(), Vec::new());
    let (mut unaware, mut clients, mut without_loss) = (0, 0, 0);
    for round in 1..=run.times(20, 3) {
        tokio::time::sleep(dice.between(GOES_ON.0, GOES_ON.1)).await;
        let backup = scene.installation.folder().join(format!("backup-{round}"));
        let backup = backup
            .to_str()
            .context("the run's folder has a name that is no text")?;
        scene
            .installation
            .ask(&["backup", "--to", backup, "--json"], "")
            .await?;
        let acks = load.pulse().acks();
        tokio::time::sleep(dice.between(GOES_ON.0, GOES_ON.1)).await;
        without_loss += usize::from(load.pulse().acks() == acks);
        scene.stop(round % 2 == 0).await?;
        let restored = scene
            .installation
            .ask(&["restore", "--from", backup, "--json"], "")
            .await?;
        let epoch = restored["history_epoch"]
            .as_str()
            .context("no `history_epoch` was printed")?;
        epochs.push(epoch.to_owned());
        // Nobody is connected any more, so whoever is welcomed from now on is by the restored server.
        load.pulse().new_era();
        let since = Instant::now();
        scene.server = scene.installation.start().await?;
        load.pulse().until_all_back(NEVER).await?;
        back.push(since.elapsed());
        let told = load.pulse().unaware();
        clients += told.0;
        unaware += told.1;
        // It comes right behind the welcome; whoever waits for it too long has not got it.
        let reset = load.pulse().until_reset(clients as u64);
        let _ = tokio::time::timeout(RESET, reset).await;
        report.injected(1);
    }
    load.restored(&epochs)?;
    let pulse = std::sync::Arc::clone(load.pulse());
    let checked = scene.close(load).await?;
    report.none(
        &format!("clients that were welcomed without the new `history_epoch`, of {clients}"),
        unaware,
    );
    let resets = pulse.resets();
    report.figure(
        "`reset` behind that welcome",
        resets.to_string(),
        &format!("≥ {clients}"),
        resets >= clients as u64,
    );
    report.none("restores after which nothing was lost: no test", without_loss);
    let again = pulse.sent_again();
    report.figure(
        "acknowledged, lost with a restore, sent again",
        again.to_string(),
        "> 0",
        again > 0,
    );
    report.at_most("all clients back", &back, BACK);
    report.checked(&checked);
    Ok(report)
}
