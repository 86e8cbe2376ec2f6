use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::engine::Connections;
use super::group::{Unit, run_after, sharing};
use super::transaction::{Outcome, run_group};
use super::{Error, Tx};
use crate::domain::{Mutant, planted};

/// Units that may wait; a caller beyond that waits for its place.
const QUEUE: usize = 4_096;

/// Units of one transaction.
const GROUP: usize = 512;

/// Groups until the plans of the statements are made anew: a table that was young then has grown.
const REPLAN: u32 = 256;

/// First and longest pause between two attempts to reach the database.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// How many attempts a waiting group is worth before its callers are told.
const ATTEMPTS: u32 = 4;

type Group = Vec<Box<dyn Unit>>;

/// The one writer of this node.
///
/// Why one: a commit costs one sync of the disk, whether it carries one unit or five hundred. While one
/// group is being synced the next one gathers; nobody waits for company. Each unit stands in its own
/// savepoint, so that one that fails is rolled back alone.
///
/// On SQLite each statement, and the sync at the end, is a call: it wants a thread that may block.
pub struct Writer {
    queue: mpsc::Receiver<Box<dyn Unit>>,
    connections: Connections,
    tx: Option<Tx>,
    groups: u32,
}

impl Writer {
    pub(super) fn new(connections: Connections) -> (mpsc::Sender<Box<dyn Unit>>, Self) {
        let (sender, queue) = mpsc::channel(QUEUE);
        (
            sender,
            Self {
                queue,
                connections,
                tx: None,
                groups: 0,
            },
        )
    }

    /// Writes what is asked for until `stop`, then what is still queued, then closes its connection.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut group = Vec::with_capacity(GROUP);
        loop {
            let received = tokio::select! {
                received = self.queue.recv_many(&mut group, GROUP) => received,
                () = stop.cancelled(), if !self.queue.is_closed() => {
                    self.queue.close();
                    continue;
                }
            };
            if received == 0 {
                break;
            }
            if self.connections.is_shared() {
                while !group.is_empty() {
                    let rest = group.split_off(sharing(&group));
                    self.write(&mut group).await;
                    group = rest;
                }
            } else {
                self.write(&mut group).await;
            }
        }
        self.tx = None;
        self.connections.close().await;
    }

    /// One group: everything of it that succeeds becomes durable at once, or nothing does.
    async fn write(&mut self, group: &mut Group) {
        match self.transact(group).await {
            Ok(callbacks) => {
                for (unit, after) in group.drain(..).zip(callbacks) {
                    run_after(after);
                    unit.settle();
                }
                if planted(Mutant::M01)
                    && let Some(tx) = &mut self.tx
                {
                    let _ = tx.command("commit").await;
                }
            }
            Err(error) => {
                tracing::warn!(%error, units = group.len(), "a group of writes was not committed");
                if let Some(tx) = self.tx.take() {
                    tx.discard().await;
                }
                // A refusal too is taken back: it may rest on what another unit of the group had written.
                let told = if matches!(error, Error::Full | Error::Busy) {
                    error
                } else {
                    Error::NotCommitted
                };
                for mut unit in group.drain(..) {
                    unit.fail(told.clone());
                    unit.settle();
                }
            }
        }
    }

    /// The units' callbacks, in their order, once all is committed.
    async fn transact(&mut self, group: &mut Group) -> Outcome {
        let mut tx = match self.tx.take() {
            Some(tx) => tx,
            None => connect(&self.connections).await?,
        };
        self.groups = self.groups.wrapping_add(1);
        if self.groups.is_multiple_of(REPLAN) {
            tx.forget_plans().await?;
        }
        let result = run_group(&mut tx, group, || self.queue.len()).await;
        // Also after a failure: `write` throws the connection away in its own time.
        self.tx = Some(tx);
        result
    }
}

async fn connect(connections: &Connections) -> Result<Tx, Error> {
    let (mut pause, longest) = PAUSE;
    let mut attempt = 1;
    loop {
        match connections.acquire().await {
            Ok(conn) => return Ok(Tx::new(conn)),
            Err(error) if attempt == ATTEMPTS => return Err(error),
            Err(error) => tracing::warn!(%error, attempt, "the database cannot be reached"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(longest);
        attempt += 1;
    }
}
