//! Which replies are being written on this node, and how to stop one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::domain::GenerationId;

/// A handle to what this node is writing. Cheap to clone.
#[derive(Clone, Default)]
pub struct Cancellations(Arc<Mutex<Writing>>);

#[derive(Default)]
struct Writing {
    next: u64,
    tokens: HashMap<GenerationId, (u64, CancellationToken)>,
}

impl Cancellations {
    /// Stops the writing of `generation` at once, if this node is at it.
    pub fn cancelled(&self, generation: GenerationId) {
        if let Some((_, token)) = self.lock().tokens.get(&generation) {
            token.cancel();
        }
    }

    /// Notes that `generation` is being written, until the guard is dropped. An earlier attempt that this node
    /// is still at is stopped: its lease ran out, or there would be no new one.
    pub(super) fn register(&self, generation: GenerationId) -> Registration {
        let token = CancellationToken::new();
        let mut writing = self.lock();
        let ticket = writing.next;
        writing.next += 1;
        if let Some((_, earlier)) = writing.tokens.insert(generation, (ticket, token.clone())) {
            earlier.cancel();
        }
        drop(writing);
        Registration {
            of: self.clone(),
            generation,
            ticket,
            token,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Writing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One attempt in the list; dropping it takes it out.
pub(super) struct Registration {
    of: Cancellations,
    generation: GenerationId,
    ticket: u64,
    token: CancellationToken,
}

impl Registration {
    /// Waits until the attempt is to stop.
    pub(super) async fn cancelled(&self) {
        self.token.cancelled().await;
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut writing = self.of.lock();
        if writing
            .tokens
            .get(&self.generation)
            .is_some_and(|(ticket, _)| *ticket == self.ticket)
        {
            writing.tokens.remove(&self.generation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_attempt_stops_the_earlier_and_outlives_it() {
        let cancellations = Cancellations::default();
        let earlier = cancellations.register(GenerationId(1));
        let later = cancellations.register(GenerationId(1));
        assert!(earlier.token.is_cancelled() && !later.token.is_cancelled());
        drop(earlier);
        cancellations.cancelled(GenerationId(1));
        assert!(later.token.is_cancelled());
        drop(later);
        assert!(cancellations.lock().tokens.is_empty());
    }

    #[test]
    fn a_stranger_is_not_stopped() {
        let cancellations = Cancellations::default();
        let writing = cancellations.register(GenerationId(1));
        cancellations.cancelled(GenerationId(2));
        assert!(!writing.token.is_cancelled());
    }
}
