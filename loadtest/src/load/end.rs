use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::crowd::Load;
use super::phase::Phase;
use crate::kills::{dialog_folder, histories};
use crate::ledger::{self, Counts};

/// Everything has to be acknowledged by then once nothing disturbs any more.
const SETTLE: Duration = Duration::from_mins(1);
/// How long readers may need to have everything: longer than a client's longest back-off and two tries.
const CATCH_UP: Duration = Duration::from_mins(1);

/// What the check says of a load.
#[derive(Clone, Debug, Default)]
pub(crate) struct Checked {
    pub(crate) counts: Counts,
    pub(crate) asked: usize,
    pub(crate) answered: usize,
    pub(crate) handed_over: usize,
    /// How long the slowest question took, until an answer or a person's name.
    pub(crate) slowest_answer: Duration,
    pub(crate) violations: Vec<String>,
}

impl Load {
    /// Tells the check which names restores gave to the history.
    pub(crate) fn restored(&self, epochs: &[String]) -> Result<()> {
        for (dialog, _) in &self.visitors {
            ledger::write_restores(&dialog_folder(&self.ledgers, *dialog), epochs)?;
        }
        Ok(())
    }

    /// Lets everybody finish, compares their ledgers with the histories, and tells what is wrong.
    pub(crate) async fn end(mut self) -> Result<Checked> {
        let mut checked = Checked::default();
        self.phase.send_replace(Phase::Settle);
        finish(&mut self.writers, SETTLE).await?;
        let asked = async {
            while let Some(answers) = self.askers.join_next().await {
                let answers = answers??;
                checked.asked += answers.asked;
                checked.answered += answers.answered;
                checked.handed_over += answers.handed_over;
                checked.slowest_answer = checked.slowest_answer.max(answers.slowest);
                checked.violations.extend(answers.wrong);
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(2 * SETTLE, asked)
            .await
            .context("the last questions are not answered")??;
        let ends = histories(&self.straight, &self.ledgers, &self.visitors, &self.operator).await?;
        self.phase.send_replace(Phase::CatchUp(Arc::new(ends)));
        finish(&mut self.readers, CATCH_UP).await?;
        check(&self.ledgers, &mut checked)?;
        Ok(checked)
    }
}

/// Waits for the clients. Who is not done in time is left to the check, which finds what it lacks.
async fn finish(clients: &mut JoinSet<Result<()>>, limit: Duration) -> Result<()> {
    let all = async {
        while let Some(client) = clients.join_next().await {
            client??;
        }
        Ok(())
    };
    tokio::time::timeout(limit, all).await.unwrap_or(Ok(()))
}

fn check(ledgers: &Path, checked: &mut Checked) -> Result<()> {
    for dialog in ledger::dialogs(ledgers)? {
        let (counts, violations) = ledger::check(&ledger::read(&dialog)?);
        checked.counts += counts;
        let name = dialog
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let named = violations.iter().map(|violation| format!("{name}: {violation}"));
        checked.violations.extend(named);
    }
    Ok(())
}
