//! F01 of trust.md: SIGKILL under load, over and over. What was acknowledged must be there exactly
//! once, and what was not must be there exactly once after it is sent again.

mod collect;
mod crowd;
mod orders;
mod position;
mod post_writer;
mod reader;
mod rounds;
mod socket_writer;
mod writer;

pub(crate) use collect::{dialog_folder, histories};
pub(crate) use position::Position;
pub(crate) use writer::Receipt;

use std::path::Path;

use anyhow::Result;

use crate::Verdict;
use crate::arguments::KillsArguments;
use crate::dice::Dice;
use crate::ledger::{self, Counts, Violation};
use crate::server::Installation;
use crate::stage::Shop;
use crate::terminal::{complain, say};

/// Violations are alike; the first ones tell what is wrong.
const SHOWN: usize = 20;

pub(crate) async fn run(arguments: &KillsArguments) -> Result<Verdict> {
    let seed = arguments.server.seed.unwrap_or_else(Dice::fresh_seed);
    let mut installation = Installation::new("kills", &arguments.server)?.with(
        "TANDEM_LIMITS__SUBSCRIPTIONS_PER_CONNECTION",
        arguments.visitors.max(100) as u64,
    );
    complain(format_args!(
        "{} kills on {}, {} visitors, seed {seed}",
        arguments.rounds,
        installation.storage().name(),
        arguments.visitors
    ));
    let ledgers = installation.folder().join("ledgers");
    let shop = Shop::open(&installation, 2).await?;
    let outcome = rounds::run(arguments, &Dice::from_seed(seed), &installation, shop, &ledgers).await;
    let times = match outcome {
        Ok(times) => times,
        Err(error) => {
            installation.keep();
            return Err(error.context(format!("see {} (seed {seed})", installation.folder().display())));
        }
    };
    times.print();
    let verdict = check_again(&ledgers)?;
    if verdict == Verdict::Violated {
        installation.keep();
        complain(format_args!(
            "kept: {} (seed {seed})",
            installation.folder().display()
        ));
    }
    Ok(verdict)
}

/// Checks the ledgers of a run; they may be from long ago.
pub(crate) fn check_again(folder: &Path) -> Result<Verdict> {
    let mut counts = Counts::default();
    let mut violations = Vec::new();
    let dialogs = ledger::dialogs(folder)?;
    for dialog in &dialogs {
        let (more, found) = ledger::check(&ledger::read(dialog)?);
        counts += more;
        let name = dialog
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        violations.extend(found.into_iter().map(|violation| (name.clone(), violation)));
    }
    report(dialogs.len(), counts, &violations);
    Ok(Verdict::held(violations.is_empty() && counts.acked > 0))
}

fn report(dialogs: usize, counts: Counts, violations: &[(String, Violation)]) {
    let of = |wanted: fn(&Violation) -> bool| violations.iter().filter(|(_, v)| wanted(v)).count();
    say(format_args!("dialogs                       {dialogs}"));
    say(format_args!("messages sent                 {}", counts.sent));
    say(format_args!("acknowledged                  {}", counts.acked));
    say(format_args!(
        "answered as repeats           {}",
        counts.duplicates
    ));
    say(format_args!("entries in readers' lists     {}", counts.applied));
    say(format_args!("entries read back over REST   {}", counts.read));
    say(format_args!(
        "acknowledged and lost         {}",
        of(|v| matches!(v, Violation::Lost { .. }))
    ));
    say(format_args!(
        "doubled                       {}",
        of(|v| matches!(v, Violation::Doubled { .. }))
    ));
    say(format_args!(
        "holes in the numbers          {}",
        of(|v| matches!(v, Violation::Hole { .. }))
    ));
    say(format_args!("violations in all             {}", violations.len()));
    for (dialog, violation) in violations.iter().take(SHOWN) {
        say(format_args!("  {dialog}: {violation}"));
    }
    if violations.len() > SHOWN {
        say(format_args!("  … and {} more", violations.len() - SHOWN));
    }
    if counts.acked == 0 {
        say(format_args!("nothing was acknowledged, so nothing is shown"));
    }
}
