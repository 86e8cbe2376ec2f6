use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::watch;

/// Each dialog's last number in the staff stream.
pub(super) type Ends = HashMap<i64, i64>;

/// What all clients are told.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    Write,
    /// Nothing new; see to it that all is acknowledged, and end.
    Settle,
    /// Readers end once they have all that there is.
    CatchUp(Arc<Ends>),
}

/// A client's view of it.
#[derive(Clone, Debug)]
pub(super) struct Orders(pub(super) watch::Receiver<Phase>);

impl Orders {
    pub(super) fn is_settling(&self) -> bool {
        !matches!(*self.0.borrow(), Phase::Write)
    }

    /// Whether a reader that has `last` in `dialog` may go.
    pub(super) fn may_go(&self, dialog: i64, last: i64) -> bool {
        match &*self.0.borrow() {
            Phase::CatchUp(ends) => ends.get(&dialog).is_none_or(|end| last >= *end),
            _ => false,
        }
    }

    /// Returns when there is a new phase.
    pub(super) async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            // Nobody gives orders any more: whoever waits for one is about to be dropped.
            std::future::pending::<()>().await;
        }
    }
}
