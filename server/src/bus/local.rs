use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::{Bus, Subscription};
use crate::domain::Event;

/// Events that may wait for one subscriber.
const WAITING: usize = 65_536;

/// The bus of a single node: everything stays in this process.
#[derive(Debug)]
pub struct LocalBus {
    subscribers: Mutex<Vec<mpsc::Sender<Arc<Event>>>>,
    waiting: usize,
    lost: AtomicU64,
}

impl LocalBus {
    pub fn new() -> Self {
        Self::with_room_for(WAITING)
    }

    fn with_room_for(waiting: usize) -> Self {
        Self {
            subscribers: Mutex::default(),
            waiting,
            lost: AtomicU64::new(0),
        }
    }

    /// How many events did not fit into a subscriber's queue since the start.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn count_lost(&self) {
        let lost = self.lost.fetch_add(1, Ordering::Relaxed) + 1;
        // At 1, 2, 4, 8 …: a flood of losses must not become a flood of log lines.
        if lost.is_power_of_two() {
            tracing::warn!(
                bus.lost = lost,
                "the bus runs over: readers fetch what they lack from the database"
            );
        }
    }
}

impl Default for LocalBus {
    fn default() -> Self {
        Self::new()
    }
}

impl Bus for LocalBus {
    fn publish(&self, event: Arc<Event>) {
        // Sending under the lock gives every subscriber the same order.
        let mut subscribers = self.subscribers.lock().unwrap_or_else(PoisonError::into_inner);
        subscribers.retain(|subscriber| match subscriber.try_send(Arc::clone(&event)) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                self.count_lost();
                true
            }
            Err(TrySendError::Closed(_)) => false,
        });
    }

    fn subscribe(&self) -> Subscription {
        let (sender, events) = mpsc::channel(self.waiting);
        self.subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sender);
        Subscription { events }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DialogId, EventKind, TenantId};

    fn touched(dialog: i64) -> Arc<Event> {
        Arc::new(Event {
            tenant: TenantId(1),
            dialog: DialogId(dialog),
            kind: EventKind::Touched,
        })
    }

    #[tokio::test]
    async fn every_subscriber_gets_every_event_in_order() {
        let bus = LocalBus::new();
        let (mut one, mut two) = (bus.subscribe(), bus.subscribe());
        for dialog in 1..=100 {
            bus.publish(touched(dialog));
        }
        let mut many = Vec::new();
        assert_eq!(two.recv_many(&mut many, 512).await, 100);
        for dialog in 1..=100 {
            assert_eq!(one.recv().await.unwrap().dialog, DialogId(dialog));
            assert_eq!(many[dialog as usize - 1].dialog, DialogId(dialog));
        }
    }

    #[tokio::test]
    async fn a_full_queue_loses_and_counts_but_never_blocks() {
        let bus = LocalBus::with_room_for(2);
        let mut slow = bus.subscribe();
        for dialog in 1..=5 {
            bus.publish(touched(dialog));
        }
        assert_eq!(bus.lost(), 3);
        assert_eq!(slow.recv().await.unwrap().dialog, DialogId(1));
        bus.publish(touched(6));
        assert_eq!(slow.recv().await.unwrap().dialog, DialogId(2));
        assert_eq!(slow.recv().await.unwrap().dialog, DialogId(6));
    }

    #[tokio::test]
    async fn who_left_is_forgotten_and_the_end_is_told() {
        let bus = LocalBus::new();
        let gone = bus.subscribe();
        let mut stays = bus.subscribe();
        drop(gone);
        bus.publish(touched(1));
        assert_eq!(bus.subscribers.lock().unwrap().len(), 1);
        drop(bus);
        assert!(stays.recv().await.is_some());
        assert!(stays.recv().await.is_none());
    }
}
