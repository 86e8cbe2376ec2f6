//! A group of units in one transaction, each in a savepoint of its own.

use super::group::{DialogKey, Unit, dialogs_of};
use super::tx::{AfterCommit, Begun};
use super::{Error, Tx};
use crate::domain::{Mutant, planted};

/// What follows the commit, for each unit.
pub(super) type Outcome = Result<Vec<Vec<AfterCommit>>, Error>;

/// Commits everything of the group that succeeds. An error is the whole group's: then the connection is not to be
/// used again. `waiting` says how many units are there for the next group.
pub(super) async fn run_group(
    tx: &mut Tx,
    group: &mut [Box<dyn Unit>],
    waiting: impl Fn() -> usize,
) -> Outcome {
    if let ([only], false) = (&mut *group, tx.poisons()) {
        // Alone, the transaction itself is its savepoint.
        tx.begin().await?;
        let keep = only.run(tx).await;
        let after = tx.take_after();
        tx.command(match keep {
            true if planted(Mutant::M01) => "select 1",
            true => "commit",
            false => "rollback",
        })
        .await?;
        return Ok(vec![if keep { after } else { Vec::new() }]);
    }
    let alone = tx.poisons() && group.len() == 1;
    let dialogs = if alone { Vec::new() } else { dialogs_of(group) };
    begin(tx, alone, &dialogs).await?;
    let mut callbacks = Vec::with_capacity(group.len());
    let last = group.len() - 1;
    for (at, unit) in group.iter_mut().enumerate() {
        let keep = unit.run(tx).await;
        let after = tx.take_after();
        let then = match at {
            at if at < last => Then::NEXT,
            _ if !tx.poisons() => Then::end(0),
            _ => {
                // Who heard that the rows are written hands over what comes next.
                tokio::task::yield_now().await;
                Then::end(waiting())
            }
        };
        callbacks.push(if go_on(tx, unit, keep, then).await? {
            after
        } else {
            Vec::new()
        });
    }
    Ok(callbacks)
}

/// Goes into the first unit's savepoint.
async fn begin(tx: &mut Tx, alone: bool, dialogs: &[DialogKey]) -> Result<(), Error> {
    let begun = tx.take_begun();
    if alone {
        // Alone, it locks its dialogs by itself.
        return match begun {
            Begun::Nothing => tx.command("begin; savepoint unit").await,
            Begun::Transaction => tx.command("savepoint unit").await,
            Begun::Savepoint => Ok(()),
        };
    }
    match begun {
        Begun::Nothing => tx.begin().await?,
        Begun::Transaction => {}
        Begun::Savepoint => tx.command("release savepoint unit").await?,
    }
    // Before the savepoint: whoever went back to it would lose the locks.
    tx.lock_rows(dialogs).await?;
    tx.command("savepoint unit").await
}

/// What is done after a unit, and what of the next transaction stands then.
#[derive(Clone, Copy)]
struct Then(&'static str, Begun);

impl Then {
    const NEXT: Self = Self("release savepoint unit; savepoint unit", Begun::Nothing);

    /// The end, with `waiting` units for the next transaction: where each command is a journey, that begins with the
    /// same one.
    fn end(waiting: usize) -> Self {
        match waiting {
            _ if planted(Mutant::M01) => Self("release savepoint unit", Begun::Nothing),
            0 => Self("release savepoint unit; commit", Begun::Nothing),
            1 => Self(
                "release savepoint unit; commit; begin; savepoint unit",
                Begun::Savepoint,
            ),
            _ => Self("release savepoint unit; commit; begin", Begun::Transaction),
        }
    }

    async fn go_on(self, tx: &mut Tx) -> Result<(), Error> {
        tx.command(self.0).await?;
        tx.has_begun(self.1);
        Ok(())
    }
}

/// Ends the savepoint of a unit and goes on. Whether the unit was kept; an error here is the whole group's.
async fn go_on(tx: &mut Tx, unit: &mut Box<dyn Unit>, keep: bool, then: Then) -> Result<bool, Error> {
    if !keep {
        tx.command("rollback to savepoint unit").await?;
    } else if let Err(error) = then.go_on(tx).await {
        // It swallowed the error of a statement: what it believes to have written is not there. (Or the commit itself
        // failed: then there is nothing left to go back to.)
        unit.fail(error.clone());
        tx.command("rollback to savepoint unit")
            .await
            .map_err(|_| error)?;
    } else {
        return Ok(true);
    }
    then.go_on(tx).await?;
    Ok(false)
}
