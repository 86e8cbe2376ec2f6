//! How many connections there may be, before anybody knows whose they are.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::network_of;

/// The bounds of [`Gate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GateLimits {
    /// Connections in all. Each is an open file, and the database needs some too.
    pub connections: usize,
    /// Connections over which nobody has proved yet who they are.
    pub strangers: usize,
    /// Of those, how many from one address; 0 is no bound.
    pub strangers_per_address: usize,
    /// How long such a connection may live.
    pub stranger_lives: Duration,
}

/// Counts connections from the moment they are taken on.
#[derive(Clone)]
pub(super) struct Gate {
    all: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
    by_address: Arc<Mutex<HashMap<IpAddr, usize>>>,
    per_address: usize,
}

/// A connection's place among all. Dropping it gives it back.
pub(super) struct Place {
    _one: OwnedSemaphorePermit,
}

/// A stranger's place among strangers. Dropping it gives it back.
pub(super) struct StrangersPlace {
    _one: OwnedSemaphorePermit,
    address: Option<(IpAddr, Gate)>,
}

impl Gate {
    pub(super) fn new(limits: GateLimits) -> Self {
        let bound = |limit: usize| Arc::new(Semaphore::new(limit.clamp(1, Semaphore::MAX_PERMITS)));
        Self {
            all: bound(limits.connections),
            strangers: bound(limits.strangers),
            by_address: Arc::default(),
            per_address: limits.strangers_per_address,
        }
    }

    /// A place among all, if there is one.
    pub(super) fn place(&self) -> Option<Place> {
        let one = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Place { _one: one })
    }

    /// A place among strangers, if there is one for this address.
    pub(super) fn strangers_place(&self, peer: IpAddr) -> Option<StrangersPlace> {
        let one = Arc::clone(&self.strangers).try_acquire_owned().ok()?;
        let mut place = StrangersPlace {
            _one: one,
            address: None,
        };
        if self.per_address > 0 {
            let network = network_of(peer);
            let mut counts = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
            let count = counts.entry(network).or_default();
            if *count >= self.per_address {
                return None;
            }
            *count += 1;
            place.address = Some((network, self.clone()));
        }
        Some(place)
    }

    /// Waits until strangers have a place. (Somebody else may take it first.)
    pub(super) async fn room_for_strangers(&self) {
        // The semaphore is never closed.
        drop(self.strangers.acquire().await);
    }
}

impl Drop for StrangersPlace {
    fn drop(&mut self) {
        let Some((network, gate)) = self.address.take() else {
            return;
        };
        let mut counts = gate.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::new(GateLimits {
            connections: 3,
            strangers: 2,
            strangers_per_address: 1,
            stranger_lives: Duration::from_secs(10),
        })
    }

    fn from(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn places_are_bounded_and_come_back() {
        let gate = gate();
        let held: Vec<_> = (0..3).map_while(|_| gate.place()).collect();
        assert_eq!(held.len(), 3);
        assert!(gate.place().is_none());
        drop(held);
        assert!(gate.place().is_some());
    }

    #[test]
    fn one_address_cannot_take_the_places_of_others() {
        let gate = gate();
        let one = gate.strangers_place(from(1));
        assert!(one.is_some());
        assert!(gate.strangers_place(from(1)).is_none());
        let other = gate.strangers_place(from(2));
        assert!(other.is_some());
        assert!(gate.strangers_place(from(3)).is_none(), "there are two in all");
        drop((one, other));
        assert!(gate.by_address.lock().unwrap().is_empty());
        assert!(gate.strangers_place(from(1)).is_some());
    }

    #[test]
    fn a_home_counts_as_one_address() {
        let gate = gate();
        let one = gate.strangers_place("2001:db8:1:2::3".parse().unwrap());
        assert!(one.is_some());
        assert!(
            gate.strangers_place("2001:db8:1:2:9::4".parse().unwrap())
                .is_none()
        );
    }
}
