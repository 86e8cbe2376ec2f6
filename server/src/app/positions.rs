//! The bus is a hint, and between nodes it may be lost: so each node looks for itself whether its connections lack
//! something, now and then and whenever it has reason to doubt; and it tells nodes that come who is here.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::inbox_feed::Touched;
use crate::bus::Doubt;
use crate::domain::{Clock, NodeId, Timestamp};
use crate::hub::Hub;
use crate::store::{Error, Store};

/// Without a reason. (The protocol promises every 10 s.)
const NOW_AND_THEN: Duration = Duration::from_secs(8);

/// Between two looks for a reason: a bad line gives many.
const AT_LEAST: Duration = Duration::from_millis(300);

/// Dialogs of one statement.
const BATCH: usize = 500;

/// How much later another node's row may become visible than its time says: its clock, and a slow commit.
const LATE: Duration = Duration::from_secs(30);

/// Dialogs of one inbox that are shown anew after one look.
const MOST_ROWS: i64 = 1_000;

pub(super) struct Positions {
    pub hub: Arc<Hub>,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub touched: Arc<Touched>,
    pub doubt: Doubt,
    pub peers: watch::Receiver<BTreeSet<NodeId>>,
}

impl Positions {
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut since = self.clock.now();
        let mut known = BTreeSet::new();
        loop {
            tokio::select! {
                Ok(()) = self.peers.changed() => {
                    let now = self.peers.borrow_and_update().clone();
                    known.difference(&now).for_each(|gone| self.hub.forget_node(*gone));
                    if !now.is_subset(&known) {
                        self.hub.tell_all();
                    }
                    known = now;
                    continue;
                }
                () = self.doubt.notified() => {}
                () = tokio::time::sleep(NOW_AND_THEN) => {}
                () = stop.cancelled() => return,
            }
            let now = self.clock.now();
            match self.look(since).await {
                Ok(()) => since = now,
                Err(error) => tracing::warn!(%error, "it could not be looked up what the other nodes wrote"),
            }
            tokio::select! {
                () = tokio::time::sleep(AT_LEAST) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn look(&self, since: Timestamp) -> Result<(), Error> {
        for dialogs in self.hub.listened_to().chunks(BATCH) {
            let stands = self.store.read_aside().await?.dialog_numbers(dialogs).await?;
            for (tenant, dialog, stand) in stands {
                self.hub.catch_up(tenant, dialog, stand);
            }
        }
        let since = since.minus(LATE);
        for tenant in self.hub.tenants_with_inbox() {
            let mut reader = self.store.read_aside().await?;
            for dialog in reader.dialogs_changed_since(tenant, since, MOST_ROWS).await? {
                self.touched.note(tenant, dialog);
            }
        }
        Ok(())
    }
}
