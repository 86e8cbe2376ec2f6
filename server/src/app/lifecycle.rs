//! The life of the process: tasks that are all known, a polite stop, and a hard one.
//!
//! They end in three waves, so that nothing is cut off that still has something to say: first whoever
//! makes work (connections, workers), then whoever passes it on (posts, events), last the writer.

use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;

/// How long each wave of a stop may take before it becomes hard.
const DEADLINE: Duration = Duration::from_secs(8);

type Set = Arc<Mutex<JoinSet<()>>>;

/// The tasks of this process. One that ends before the stop takes the process down: nothing dies silently.
#[derive(Clone)]
pub(super) struct Tasks {
    first_wave: Set,
    second_wave: Set,
    third_wave: Set,
    /// Everybody who makes work is asked to come to an end.
    pub stop: CancellationToken,
    /// Nobody makes work any more: what passes it on may end.
    pub late: CancellationToken,
    /// Nothing will be written any more.
    pub last: CancellationToken,
    failed: CancellationToken,
    desk: Desk,
}

impl Tasks {
    /// Fails if the system gives no further thread.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            first_wave: Set::default(),
            second_wave: Set::default(),
            third_wave: Set::default(),
            stop: CancellationToken::new(),
            late: CancellationToken::new(),
            last: CancellationToken::new(),
            failed: CancellationToken::new(),
            desk: Desk::open()?,
        })
    }

    /// Runs a task that makes work, until [`Self::stop`]. `name` is what the log calls it.
    pub(super) fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.run(&self.first_wave, &Handle::current(), name, task);
    }

    /// Runs a task that passes work on, until [`Self::late`].
    pub(super) fn spawn_late(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.run(&self.second_wave, &Handle::current(), name, task);
    }

    /// Runs a task on which all others rest, until [`Self::last`].
    pub(super) fn spawn_last(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        self.run(&self.third_wave, &Handle::current(), name, task);
    }

    /// Runs the task that gives posts to the writer, beside the writer.
    pub(super) fn spawn_poster(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.run(&self.second_wave, self.desk.handle(), "poster", task);
    }

    /// Runs the writer on a thread that is not the connections'.
    pub(super) fn spawn_writer(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.run(&self.third_wave, self.desk.handle(), "writer", task);
    }

    fn run(
        &self,
        wave: &Set,
        place: &Handle,
        name: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let guard = Guard {
            name,
            stop: self.stop.clone(),
            failed: self.failed.clone(),
        };
        let guarded = async move {
            let _guard = guard;
            task.await;
        };
        wave.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .spawn_on(guarded, place);
    }

    /// Ends when a task has died.
    pub(super) async fn failed(&self) {
        self.failed.cancelled().await;
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.is_cancelled()
    }

    /// Asks all tasks to end, wave after wave, and waits for each at most until the deadline. Whether all did.
    pub(super) async fn finish(&self) -> bool {
        let mut all = true;
        for (token, wave) in [
            (&self.stop, &self.first_wave),
            (&self.late, &self.second_wave),
            (&self.last, &self.third_wave),
        ] {
            token.cancel();
            let mut set = std::mem::take(&mut *wave.lock().unwrap_or_else(PoisonError::into_inner));
            let ended = async { while set.join_next().await.is_some() {} };
            if tokio::time::timeout(DEADLINE, ended).await.is_err() {
                tracing::warn!(left = set.len(), "some tasks did not end in time");
                set.abort_all();
                all = false;
            }
        }
        all
    }
}

/// Notices the end of a task, by a panic too.
struct Guard {
    name: &'static str,
    stop: CancellationToken,
    failed: CancellationToken,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.stop.is_cancelled() {
            tracing::error!(
                task = self.name,
                "a task ended that should not have; the server stops"
            );
            self.failed.cancel();
        }
    }
}

/// SIGTERM and Ctrl-C, which from its making on no longer end the process by themselves.
pub(super) struct StopSignals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl StopSignals {
    pub(super) fn listen() -> std::io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Ends at the next of them.
    pub(super) async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_dies_is_noticed() {
        let tasks = Tasks::new().unwrap();
        tasks.spawn("short", async {});
        tasks.failed().await;
        assert!(tasks.has_failed());
    }

    #[tokio::test]
    async fn tasks_that_end_with_the_stop_are_no_failure() {
        let tasks = Tasks::new().unwrap();
        let (stop, last) = (tasks.stop.clone(), tasks.last.clone());
        tasks.spawn("first", async move { stop.cancelled().await });
        tasks.spawn_last("last", async move { last.cancelled().await });
        assert!(tasks.finish().await);
        assert!(!tasks.has_failed());
    }

    #[tokio::test]
    async fn the_writer_has_a_thread_of_its_own() {
        let tasks = Tasks::new().unwrap();
        let (told, thread) = tokio::sync::oneshot::channel();
        let last = tasks.last.clone();
        tasks.spawn_writer(async move {
            let _ = told.send(std::thread::current().id());
            last.cancelled().await;
        });
        assert_ne!(thread.await.unwrap(), std::thread::current().id());
        assert!(tasks.finish().await);
    }
}
