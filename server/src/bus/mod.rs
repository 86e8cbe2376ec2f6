//! Events on their way from who made them to this node's connections.
//!
//! The bus is a hint: it may lose an event (a queue ran over, a node was away), and nothing depends on it
//! for its truth. Numbers tell a reader that it lacks something, and the database has it.

mod local;
mod redis;

use std::sync::Arc;

use tokio::sync::mpsc;

pub use self::redis::{Doubt, Link, Meeting, Met, NotAnAddress, RedisBus};
pub use local::LocalBus;

use crate::domain::Event;

/// Carries events to every node, the publishing one included.
pub trait Bus: Send + Sync {
    /// Hands `event` to every subscription. Never blocks: it is called right after a commit.
    ///
    /// One caller's events arrive in the order of its calls.
    fn publish(&self, event: Arc<Event>);

    /// Everything that is published from now on. Dropping the subscription ends it.
    fn subscribe(&self) -> Subscription;
}

/// One reader of the bus.
#[derive(Debug)]
pub struct Subscription {
    events: mpsc::Receiver<Arc<Event>>,
}

impl Subscription {
    /// The next event; `None` once the bus is gone.
    pub async fn recv(&mut self) -> Option<Arc<Event>> {
        self.events.recv().await
    }

    /// Moves up to `limit` waiting events into `buffer`, waiting for the first one. Gives how many; none
    /// once the bus is gone.
    pub async fn recv_many(&mut self, buffer: &mut Vec<Arc<Event>>, limit: usize) -> usize {
        self.events.recv_many(buffer, limit).await
    }
}
