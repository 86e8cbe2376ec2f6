//! A connection at the door: where it comes from, and whether anybody has proved who they are over it.

use std::any::Any;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Extensions;

/// What a stranger holds of the server until somebody proves who they are: dropped then.
pub type Deposit = Box<dyn Any + Send>;

/// One connection, as its requests carry it among their extensions. Cheap to clone.
#[derive(Clone)]
pub struct Arrival(Arc<Shared>);

struct Shared {
    peer: IpAddr,
    proven: AtomicBool,
    deposit: Mutex<Option<Deposit>>,
}

impl Arrival {
    /// A connection of a stranger.
    pub fn of_stranger(peer: IpAddr, deposit: Deposit) -> Self {
        Self::new(peer, false, Some(deposit))
    }

    /// A connection of a proxy that is trusted: it carries the requests of many.
    pub fn of_proxy(peer: IpAddr) -> Self {
        Self::new(peer, true, None)
    }

    fn new(peer: IpAddr, proven: bool, deposit: Option<Deposit>) -> Self {
        Self(Arc::new(Shared {
            peer,
            proven: AtomicBool::new(proven),
            deposit: Mutex::new(deposit),
        }))
    }

    /// The other end: a proxy, if one stands in between.
    pub fn peer(&self) -> IpAddr {
        self.0.peer
    }

    /// Whether it may stay: somebody has proved who they are, or it is a trusted proxy's.
    pub fn is_proven(&self) -> bool {
        self.0.proven.load(Ordering::Acquire)
    }

    /// Notes that somebody has proved who they are.
    pub fn prove(&self) {
        if !self.0.proven.swap(true, Ordering::AcqRel) {
            drop(
                self.0
                    .deposit
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .take(),
            );
        }
    }
}

/// Notes that a request of this connection bore a proof that was right.
pub fn proven(extensions: &Extensions) {
    if let Some(arrival) = extensions.get::<Arrival>() {
        arrival.prove();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deposit_goes_back_with_the_first_proof() {
        let deposit = Arc::new(());
        let arrival = Arrival::of_stranger(IpAddr::from([127, 0, 0, 1]), Box::new(Arc::clone(&deposit)));
        assert!(!arrival.is_proven());
        assert_eq!(Arc::strong_count(&deposit), 2);
        let mut extensions = Extensions::new();
        extensions.insert(arrival.clone());
        proven(&extensions);
        proven(&extensions);
        assert!(arrival.is_proven());
        assert_eq!(Arc::strong_count(&deposit), 1);
    }
}
