//! What was asked, and what became of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use super::asked::Asked;

#[derive(Debug, Default)]
pub(crate) struct Records {
    asked: Mutex<Vec<Asked>>,
    counts: watch::Sender<Counts>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) asked: usize,
    pub(super) running: usize,
    pub(super) left: usize,
}

impl Records {
    pub(super) fn all(&self) -> Vec<Asked> {
        self.list().clone()
    }

    pub(super) fn count(&self) -> usize {
        self.list().len()
    }

    pub(super) fn counts(&self) -> Counts {
        *self.counts.borrow()
    }

    pub(super) async fn until(&self, mut reached: impl FnMut(&Counts) -> bool) {
        // The sender lives as long as this borrow does.
        self.counts
            .subscribe()
            .wait_for(|counts| reached(counts))
            .await
            .ok();
    }

    /// Remembers a request; the watch is to be held until its answer is over.
    pub(super) fn begin(self: &Arc<Self>, asked: Asked) -> Watch {
        let told = Arc::clone(&asked.told);
        self.list().push(asked);
        self.counts.send_modify(|counts| {
            counts.asked += 1;
            counts.running += 1;
        });
        Watch {
            records: Arc::clone(self),
            told,
            finished: false,
        }
    }

    fn list(&self) -> MutexGuard<'_, Vec<Asked>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held while an answer is running.
pub(crate) struct Watch {
    records: Arc<Records>,
    told: Arc<Mutex<Vec<Instant>>>,
    finished: bool,
}

impl Watch {
    /// A piece of the answer has been handed to the line.
    pub(crate) fn told(&self) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.push(Instant::now());
    }

    /// The script is at its end, whatever that is.
    pub(crate) fn finished(&mut self) {
        self.finished = true;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.records.counts.send_modify(|counts| {
            counts.running -= 1;
            counts.left += usize::from(!self.finished);
        });
    }
}
