//! Units of work on their way to the writer, and the group that shares a transaction.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::oneshot;

use super::tx::AfterCommit;
use super::{Error, Tx};
use crate::domain::{DialogId, TenantId};

/// A unit of work as the writer sees it: without its types.
pub(super) trait Unit: Send {
    /// The dialogs whose locks cover all that it changes; `None` if it may change anything.
    fn dialogs(&self) -> Option<&[DialogKey]>;
    /// Does the work and keeps its outcome. Whether it is to be kept.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;
    /// The work was undone after it had succeeded.
    fn fail(&mut self, error: Error);
    /// Tells the caller.
    fn settle(self: Box<Self>);
}

/// A dialog, by its tenant.
pub type DialogKey = (TenantId, DialogId);

/// A unit with its types.
pub(super) struct Work<T, E, F> {
    dialogs: Option<Vec<DialogKey>>,
    body: Option<F>,
    /// `None` as long as the writer has not come to it.
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Work<T, E, F> {
    pub(super) fn new(
        dialogs: Option<Vec<DialogKey>>,
        work: F,
        caller: oneshot::Sender<Result<T, E>>,
    ) -> Self {
        Self {
            dialogs,
            body: Some(work),
            outcome: None,
            caller,
        }
    }
}

impl<T, E, F> Unit for Work<T, E, F>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
{
    fn dialogs(&self) -> Option<&[DialogKey]> {
        self.dialogs.as_deref()
    }

    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(work) = self.body.take() else {
                return false;
            };
            // The work sees nothing of what it left half done: its savepoint is rolled back.
            let done = AssertUnwindSafe(async move { work(tx).await })
                .catch_unwind()
                .await;
            let outcome = done.unwrap_or_else(|_| {
                tracing::error!("a unit of work panicked; it was rolled back");
                Err(Error::Panicked.into())
            });
            self.outcome.insert(outcome).is_ok()
        })
    }

    fn fail(&mut self, error: Error) {
        self.outcome = Some(Err(error.into()));
    }

    fn settle(self: Box<Self>) {
        // Whoever asked may have gone; what is written stands all the same.
        let _ = self
            .caller
            .send(self.outcome.unwrap_or_else(|| Err(Error::Stopped.into())));
    }
}

/// How many of the first units may share a transaction with the writers of other nodes about.
///
/// Two transactions that lock the same rows in different orders wait for each other for ever. So those share one
/// that name their dialogs, which are then locked first and in one order; whoever else comes, comes alone.
pub(super) fn sharing(group: &[Box<dyn Unit>]) -> usize {
    let naming = group.iter().take_while(|unit| unit.dialogs().is_some()).count();
    naming.max(1).min(group.len())
}

/// The dialogs of these units, each once, in the order in which all lock them.
pub(super) fn dialogs_of(group: &[Box<dyn Unit>]) -> Vec<DialogKey> {
    let mut dialogs: Vec<DialogKey> = group
        .iter()
        .flat_map(|unit| unit.dialogs().unwrap_or_default())
        .copied()
        .collect();
    dialogs.sort_unstable_by_key(|(_, dialog)| *dialog);
    dialogs.dedup();
    dialogs
}

/// Runs what follows a commit. A panic there is that callback's alone: the data is durable.
pub(super) fn run_after(callbacks: Vec<AfterCommit>) {
    for then in callbacks {
        if std::panic::catch_unwind(AssertUnwindSafe(then)).is_err() {
            tracing::error!("what follows a commit panicked");
        }
    }
}
