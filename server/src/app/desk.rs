//! A thread of its own for the few tasks through which everything goes that is written.
//!
//! Why: on the threads of the connections the writer came in turn with hundreds of them, once for each answer of the
//! database and once more after each commit. On two busy cores it waited for its turn almost half of the time, while the
//! database had nothing to do. Here the system wakes it, in preference to who has long been computing.

use std::io;
use std::sync::Arc;

use tokio::runtime::{Builder, Handle};
use tokio_util::sync::{CancellationToken, DropGuard};

/// The thread lives as long as the last clone of this.
#[derive(Clone)]
pub(super) struct Desk {
    handle: Handle,
    _open: Arc<DropGuard>,
}

impl Desk {
    pub(super) fn open() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let closed = CancellationToken::new();
        let guard = closed.clone().drop_guard();
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || runtime.block_on(closed.cancelled()))?;
        Ok(Self {
            handle,
            _open: Arc::new(guard),
        })
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}
