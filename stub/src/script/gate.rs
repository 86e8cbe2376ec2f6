use std::sync::Arc;

use tokio::sync::Semaphore;

/// What a test holds a script with.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets `count` through that wait here, or come later.
    pub fn release(&self, count: usize) {
        self.0.add_permits(count);
    }

    /// Holds nobody any more.
    pub fn open(&self) {
        self.0.close();
    }

    pub(crate) async fn pass(&self) {
        // A closed semaphore is an open gate.
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}
