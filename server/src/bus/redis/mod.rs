//! The bus of several nodes: what one publishes goes to its own subscribers at once, and to those of the others
//! over one channel of a Redis server.
//!
//! Publishing never waits for the network. While the network is away events wait, and beyond a bound they are
//! lost. Whoever may have missed something is in doubt: [`Doubt`] tells who can look into the database.

mod link;
mod parcel;
mod peers;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{Notify, mpsc};

pub use link::{Link, Met};

use super::{Bus, LocalBus, Subscription};
use crate::domain::{Event, NodeId, Secret};

/// Events that may wait for the network.
const WAITING: usize = 16_384;

/// Notified when events of other nodes may have been lost.
pub type Doubt = Arc<Notify>;

/// Where the other nodes are met.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// `redis://…`, or `rediss://…` with TLS. May hold a password.
    pub url: Secret,
    /// A name that no other installation uses there.
    pub channel: String,
    pub node: NodeId,
}

/// The address is none.
#[derive(Debug, thiserror::Error)]
#[error("the address of Redis is not of the form redis://host:port/")]
pub struct NotAnAddress;

/// Carries events to all nodes of an installation.
pub struct RedisBus {
    local: Arc<LocalBus>,
    outgoing: mpsc::Sender<Arc<Event>>,
    left_out: Arc<AtomicU64>,
}

impl RedisBus {
    /// The bus, and the link to the other nodes, which somebody has to run.
    pub fn new(meeting: Meeting) -> Result<(Self, Link), NotAnAddress> {
        let local = Arc::new(LocalBus::new());
        let (outgoing, waiting) = mpsc::channel(WAITING);
        let left_out = Arc::new(AtomicU64::new(0));
        let link = Link::new(meeting, Arc::clone(&local), waiting, Arc::clone(&left_out))?;
        let bus = Self {
            local,
            outgoing,
            left_out,
        };
        Ok((bus, link))
    }
}

impl Bus for RedisBus {
    fn publish(&self, event: Arc<Event>) {
        if self.outgoing.try_send(Arc::clone(&event)).is_err() {
            // The others see it by a number that is left out.
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
        self.local.publish(event);
    }

    fn subscribe(&self) -> Subscription {
        self.local.subscribe()
    }
}
