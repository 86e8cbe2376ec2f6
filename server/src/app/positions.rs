//! The bus is a hint, and between nodes it may be lost: so each node looks for itself whether its connections lack
//! something, now and then and whenever it has reason to doubt; and it tells nodes that come who is here.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::inbox_feed::Touched;
use crate::bus::{Doubt, Met};
use crate::conversation::{self, Conversation};
use crate::domain::{Clock, DialogId, Mutant, TenantId, Timestamp, planted};
use crate::hub::Hub;
use crate::store::Store;

/// Without a reason. (The protocol promises every 10 s.)
const NOW_AND_THEN: Duration = Duration::from_secs(8);

/// Between two looks for a reason: a bad line gives many.
const AT_LEAST: Duration = Duration::from_millis(300);

/// How often the other nodes are told who is here, whether they know it or not.
const AGAIN: Duration = Duration::from_mins(1);

/// Dialogs, or replies, of one statement.
const BATCH: usize = 500;

/// How much later another node's row may become visible than its time says: its clock, and a slow commit.
const LATE: Duration = Duration::from_secs(30);

/// A reply of which nothing was heard for so long may have ended unheard.
const SILENT: Duration = Duration::from_secs(3);

/// Dialogs of one inbox that are shown anew after one look.
const MOST_ROWS: i64 = 1_000;

pub(super) struct Positions {
    pub hub: Arc<Hub>,
    pub store: Store,
    pub conversation: Conversation,
    pub clock: Arc<dyn Clock>,
    pub touched: Arc<Touched>,
    pub doubt: Doubt,
    pub met: watch::Receiver<Met>,
}

/// What was seen at the last look, so that nothing of it is told twice.
struct Seen {
    since: Timestamp,
    rows: HashMap<(TenantId, DialogId), Timestamp>,
}

impl Positions {
    pub(super) async fn run(mut self, stop: CancellationToken) {
        let mut seen = Seen {
            since: self.clock.now(),
            rows: HashMap::new(),
        };
        let mut known = Met::default();
        // Words about who is there may be lost like any other, and no number tells: so they are said again.
        let mut again = interval(AGAIN);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Not begun anew by whatever else happens: that would let a look wait for twice as long.
        let mut now_and_then = interval(NOW_AND_THEN);
        now_and_then.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                Ok(()) = self.met.changed() => {
                    let met = self.met.borrow_and_update().clone();
                    known.nodes.difference(&met.nodes).for_each(|gone| self.hub.forget_node(*gone));
                    if met.links != known.links || !met.nodes.is_subset(&known.nodes) {
                        self.hub.tell_nodes_again();
                    }
                    known = met;
                    continue;
                }
                _ = again.tick() => {
                    self.hub.forget_what_is_not_said_again();
                    self.hub.tell_nodes_again();
                    continue;
                }
                () = self.doubt.notified() => {}
                _ = now_and_then.tick() => {}
                () = stop.cancelled() => return,
            }
            if let Err(error) = self.look(&mut seen).await {
                tracing::warn!(%error, "it could not be looked up what the other nodes wrote");
            }
            now_and_then.reset();
            tokio::select! {
                () = tokio::time::sleep(AT_LEAST) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn look(&self, seen: &mut Seen) -> Result<(), conversation::Error> {
        if planted(Mutant::M07) {
            return Ok(());
        }
        for dialogs in self.hub.listened_to().chunks(BATCH) {
            let stands = self.store.read_aside().await?.dialog_numbers(dialogs).await?;
            for (tenant, dialog, stand) in stands {
                self.hub.catch_up(tenant, dialog, stand);
            }
        }
        self.end_what_is_over().await?;
        let (now, since) = (self.clock.now(), seen.since.minus(LATE));
        let mut rows = HashMap::new();
        for tenant in self.hub.tenants_with_inbox() {
            let mut reader = self.store.read_aside().await?;
            for (dialog, at) in reader.dialogs_changed_since(tenant, since, MOST_ROWS).await? {
                if seen.rows.get(&(tenant, dialog)) != Some(&at) {
                    self.touched.note(tenant, dialog);
                }
                rows.insert((tenant, dialog), at);
            }
        }
        *seen = Seen { since: now, rows };
        Ok(())
    }

    /// The end of a reply may be lost as well, and who joins would see it being written for ever.
    async fn end_what_is_over(&self) -> Result<(), conversation::Error> {
        for replies in self.hub.silent_replies(SILENT).chunks(BATCH) {
            for end in self.conversation.ended_replies(replies).await? {
                self.hub.deliver(&end);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::bus::LocalBus;
    use crate::domain::{Event, EventKind, GenerationId, Limits, Mark};
    use crate::store::{Place, Settings};

    struct Standing(AtomicI64);

    impl Clock for Standing {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::SeqCst))
        }
    }

    fn started(generation: i64) -> Event {
        Event {
            tenant: TenantId(1),
            dialog: DialogId(generation),
            kind: EventKind::GenerationStarted {
                generation: GenerationId(generation),
                reply_to: Mark::default(),
                attempt: 1,
            },
        }
    }

    #[tokio::test]
    async fn a_reply_whose_end_was_lost_is_over_once_it_was_silent() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite {
            file: folder.path().join("tandem.db"),
        };
        let (store, _writer) = Store::open(&Settings { place, readers: 2 }).await.unwrap();
        let clock = Arc::new(Standing(AtomicI64::new(1)));
        let hub = Arc::new(Hub::new(Limits::default(), clock.clone()));
        let (conversation, _poster) = Conversation::new(
            store.clone(),
            Arc::new(LocalBus::new()),
            clock.clone(),
            Arc::default(),
            Arc::default(),
        );
        let positions = Positions {
            hub: Arc::clone(&hub),
            store,
            conversation,
            clock: clock.clone(),
            touched: Arc::default(),
            doubt: Doubt::default(),
            met: watch::Sender::default().subscribe(),
        };
        hub.deliver(&started(1));
        clock.0.fetch_add(2_999, Ordering::SeqCst);
        hub.deliver(&started(2));
        positions.end_what_is_over().await.unwrap();
        assert_eq!(hub.census().generations, 2);
        clock.0.fetch_add(1, Ordering::SeqCst);
        positions.end_what_is_over().await.unwrap();
        assert_eq!(hub.census().generations, 1);
    }
}
