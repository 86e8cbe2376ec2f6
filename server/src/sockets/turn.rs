//! Joining is what costs most of a connection: each asks the database several times. So only some join at
//! once, and a storm of those who come back leaves room for those who never went.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Sockets;
use crate::access::problem_response;
use crate::protocol::{ErrorCode, Problem};

/// How long somebody waits for their turn before they are told to come back later.
const PATIENCE: Duration = Duration::from_secs(3);

/// Over how many milliseconds those are spread who have to come back.
const SPREAD: u64 = 5_000;

/// Bounds how many join at once.
#[derive(Clone)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// So many at once.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// Waits for a turn. `None` if it did not come in time.
    pub(super) async fn take(&self) -> Option<Turn> {
        let waiting = Arc::clone(&self.0).acquire_owned();
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(Ok(turn)) => Some(Turn(turn)),
            _ => None,
        }
    }
}

/// A turn at joining; it ends when this is dropped. As an extractor: a request that gets none is refused with
/// `503` and `Retry-After`.
pub(super) struct Turn(
    #[expect(dead_code, reason = "it is held, and goes back when dropped")] OwnedSemaphorePermit,
);

impl<S> FromRequestParts<S> for Turn
where
    Sockets: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Response> {
        let sockets = Sockets::from_ref(state);
        sockets.turns.take().await.ok_or_else(|| {
            // The moment at which somebody comes is chance enough to keep them apart.
            let later = 1_000 + sockets.clock.now().0.unsigned_abs() % SPREAD;
            let title = "Too many are connecting just now. Try again in a moment.";
            problem_response(&Problem::new(ErrorCode::Unavailable, title).retry_after(later))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_waits_too_long_for_a_turn_is_told() {
        let turns = Turns::new(1);
        let first = turns.take().await;
        assert!(first.is_some());
        let start = tokio::time::Instant::now();
        assert!(turns.take().await.is_none());
        assert_eq!(start.elapsed(), PATIENCE);
        drop(first);
        assert!(turns.take().await.is_some());
    }
}
