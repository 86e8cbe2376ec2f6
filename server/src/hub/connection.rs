use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::outbox::Queue;
use crate::domain::{Clock, ConnectionId, OperatorId, Principal, TenantId, Timestamp};

/// One live connection: whose it is, what waits for it, and when it last gave a sign of life.
pub(super) struct Connection {
    pub(super) id: ConnectionId,
    pub(super) who: Principal,
    pub(super) address: Option<IpAddr>,
    /// Whether it follows the whole inbox.
    pub(super) inbox: bool,
    pub(super) queue: Queue,
    life: Life,
}

impl Connection {
    pub(super) fn new(
        id: ConnectionId,
        who: Principal,
        address: Option<IpAddr>,
        inbox: bool,
        now: Moment,
    ) -> Self {
        Self {
            id,
            who,
            address,
            inbox,
            queue: Queue::default(),
            life: Life::new(now),
        }
    }

    pub(super) fn tenant(&self) -> TenantId {
        self.who.tenant()
    }

    pub(super) fn operator(&self) -> Option<OperatorId> {
        self.who.operator().map(|operator| operator.person.id)
    }

    pub(super) fn alive(&self, now: Moment) {
        self.life.mark(now);
    }

    pub(super) fn silent_for(&self, now: Moment) -> Duration {
        self.life.since(now)
    }
}

/// Now, by both clocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) wall: Timestamp,
    /// Milliseconds since the hub was made, by a clock that nobody sets but that stands still in a suspend.
    steady: i64,
}

impl Moment {
    /// The longer of the two times that have gone by since `earlier`.
    pub(super) fn since(self, earlier: Self) -> Duration {
        let wall = self.wall.0.saturating_sub(earlier.wall.0);
        let steady = self.steady.saturating_sub(earlier.steady);
        Duration::from_millis(u64::try_from(wall.max(steady)).unwrap_or(0))
    }
}

/// Tells the time by the wall and by the steady clock: the first survives a suspend, the second a clock that
/// is set back.
pub(super) struct LifeClock {
    wall: Arc<dyn Clock>,
    start: Instant,
}

impl LifeClock {
    pub(super) fn new(wall: Arc<dyn Clock>) -> Self {
        Self {
            wall,
            start: Instant::now(),
        }
    }

    pub(super) fn now(&self) -> Moment {
        Moment {
            wall: self.wall.now(),
            steady: self.start.elapsed().as_millis() as i64,
        }
    }
}

struct Life {
    wall: AtomicI64,
    steady: AtomicI64,
}

impl Life {
    fn new(now: Moment) -> Self {
        Self {
            wall: AtomicI64::new(now.wall.0),
            steady: AtomicI64::new(now.steady),
        }
    }

    fn mark(&self, now: Moment) {
        self.wall.store(now.wall.0, Ordering::Relaxed);
        self.steady.store(now.steady, Ordering::Relaxed);
    }

    fn since(&self, now: Moment) -> Duration {
        now.since(Moment {
            wall: Timestamp(self.wall.load(Ordering::Relaxed)),
            steady: self.steady.load(Ordering::Relaxed),
        })
    }
}
