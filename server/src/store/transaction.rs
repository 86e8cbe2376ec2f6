//! A group of units in one transaction, each in a savepoint of its own.

use super::group::{Unit, dialogs_of};
use super::tx::AfterCommit;
use super::{Error, Tx};
use crate::domain::{Mutant, planted};

/// What follows the commit, for each unit.
pub(super) type Outcome = Result<Vec<Vec<AfterCommit>>, Error>;

/// Commits everything of the group that succeeds. An error is the whole group's: then the connection is not to be
/// used again.
pub(super) async fn run_group(tx: &mut Tx, group: &mut [Box<dyn Unit>]) -> Outcome {
    if let ([only], false) = (&mut *group, tx.poisons()) {
        // Alone, the transaction itself is its savepoint.
        tx.begin().await?;
        let keep = only.run(tx).await;
        let after = tx.take_after();
        tx.command(if keep { end(COMMIT) } else { "rollback" }).await?;
        return Ok(vec![if keep { after } else { Vec::new() }]);
    }
    if tx.poisons() && group.len() == 1 {
        // Alone, it locks its dialogs by itself.
        tx.command("begin; savepoint unit").await?;
    } else {
        tx.begin().await?;
        // Before the savepoint: whoever went back to it would lose the locks.
        tx.lock_rows(&dialogs_of(group)).await?;
        tx.command("savepoint unit").await?;
    }
    let mut callbacks = Vec::with_capacity(group.len());
    let last = group.len() - 1;
    for (at, unit) in group.iter_mut().enumerate() {
        let then = if at == last {
            end(RELEASE_AND_COMMIT)
        } else {
            "release savepoint unit; savepoint unit"
        };
        callbacks.push(run_unit(tx, unit, then).await?);
    }
    Ok(callbacks)
}

const COMMIT: &str = "commit";
const RELEASE_AND_COMMIT: &str = "release savepoint unit; commit";

/// How a transaction ends; with the mutant it does not yet.
fn end(commands: &'static str) -> &'static str {
    match commands {
        COMMIT if planted(Mutant::M01) => "select 1",
        RELEASE_AND_COMMIT if planted(Mutant::M01) => "release savepoint unit",
        _ => commands,
    }
}

/// Runs one unit in the savepoint that stands, and `then` after it. An error here is the whole group's.
async fn run_unit(
    tx: &mut Tx,
    unit: &mut Box<dyn Unit>,
    then: &'static str,
) -> Result<Vec<AfterCommit>, Error> {
    let keep = unit.run(tx).await;
    let after = tx.take_after();
    if !keep {
        tx.command("rollback to savepoint unit").await?;
    } else if let Err(error) = tx.command(then).await {
        // It swallowed the error of a statement: what it believes to have written is not there. (Or the commit itself
        // failed: then there is nothing left to go back to.)
        unit.fail(error.clone());
        tx.command("rollback to savepoint unit")
            .await
            .map_err(|_| error)?;
    } else {
        return Ok(after);
    }
    tx.command(then).await?;
    Ok(Vec::new())
}
