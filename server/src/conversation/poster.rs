//! The one task through which all posts of this node go, many to a transaction.
//!
//! Why: a commit costs one sync of the disk, whether it carries one message or five hundred. While one
//! batch is being written the next one gathers; nobody waits for company. It is handed to the writer when the
//! rows of the one before are written and only their sync is left, so that the database has no pause between two.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

use super::settle::{Batch, Settled, Unsettled};
use super::{Conversation, Error, NewPost, Posted};
use crate::domain::Principal;

/// Posts that may wait; one more is refused as retryable.
pub(super) const QUEUE: usize = 8_192;

/// Posts of one transaction.
const BATCH: usize = 512;

pub(super) struct Unit {
    pub(super) principal: Principal,
    pub(super) post: NewPost,
    pub(super) reply: oneshot::Sender<Result<Posted, Error>>,
}

pub struct Poster {
    writing: Writing,
    queue: mpsc::Receiver<Unit>,
}

/// Has one batch written and tells its senders.
#[derive(Clone)]
struct Writing {
    conversation: Conversation,
    /// What was sent before comes in swarms, after a connection or a node was lost: then it is looked for at first.
    looks_back: Arc<AtomicBool>,
}

impl Poster {
    pub(super) fn new(conversation: Conversation, queue: mpsc::Receiver<Unit>) -> Self {
        let writing = Writing {
            conversation,
            looks_back: Arc::default(),
        };
        Self { writing, queue }
    }

    /// Writes what is posted until `stop`, then what is still queued.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut units = Vec::with_capacity(BATCH);
        let mut under_way = JoinSet::new();
        loop {
            let received = tokio::select! {
                biased;
                () = stop.cancelled() => {
                    self.queue.close();
                    self.queue.recv_many(&mut units, BATCH).await
                }
                received = self.queue.recv_many(&mut units, BATCH) => received,
            };
            if received == 0 {
                break;
            }
            let batch = std::mem::take(&mut units);
            let (told, rows_written) = oneshot::channel();
            under_way.spawn(self.writing.clone().write(batch, told));
            if rows_written.await.is_err() {
                // It failed before its commit, and its posts may be on their way once more: what comes later must not
                // overtake them.
                finish(&mut under_way).await;
            }
            while let Some(written) = under_way.try_join_next() {
                pass_on_panic(written);
            }
        }
        finish(&mut under_way).await;
    }
}

async fn finish(under_way: &mut JoinSet<()>) {
    while let Some(written) = under_way.join_next().await {
        pass_on_panic(written);
    }
}

/// No task dies silently: the poster dies of what its batch died of, and the process is stopped.
fn pass_on_panic(written: Result<(), JoinError>) {
    if let Some(panic) = written.err().and_then(|error| error.try_into_panic().ok()) {
        std::panic::resume_unwind(panic);
    }
}

impl Writing {
    /// `rows_written` hears when only the commit is left.
    async fn write(self, units: Vec<Unit>, rows_written: oneshot::Sender<()>) {
        let (posts, replies): (Vec<_>, Vec<_>) = units
            .into_iter()
            .map(|unit| ((unit.principal, unit.post), unit.reply))
            .unzip();
        let posts: Arc<[(Principal, NewPost)]> = posts.into();
        match self.settle_looking_back(&posts, rows_written).await {
            Ok(settled) => {
                for (reply, result) in replies.into_iter().zip(settled) {
                    // Whoever asked may have gone; the message stands all the same.
                    let _ = reply.send(result);
                }
            }
            Err(Error::Store(error)) if error.is_retryable() => {
                tracing::warn!(error = %error, posts = replies.len(), "posts could not be saved");
                for reply in replies {
                    let _ = reply.send(Err(Error::Store(error.clone())));
                }
            }
            // One bad row fails its own sender only.
            Err(_) if posts.len() > 1 => {
                for ((principal, post), reply) in posts.iter().zip(replies) {
                    let alone: Arc<[_]> = Arc::new([(principal.clone(), post.clone())]);
                    let result = match self.settle(alone, true, None).await.map_err(Error::from) {
                        Ok(mut settled) => settled.pop().unwrap_or(Err(Error::Overloaded)),
                        Err(error) => Err(error),
                    };
                    let _ = reply.send(result);
                }
            }
            Err(error) => {
                if let Some(reply) = replies.into_iter().next() {
                    let _ = reply.send(Err(error));
                }
            }
        }
    }

    /// Once as if nothing of it had been sent before; if that may be wrong, once more.
    async fn settle_looking_back(
        &self,
        posts: &Arc<[(Principal, NewPost)]>,
        rows_written: oneshot::Sender<()>,
    ) -> Result<Vec<Settled>, Error> {
        let looks_back = self.looks_back.load(Ordering::Relaxed);
        let settled = match self
            .settle(Arc::clone(posts), looks_back, Some(rows_written))
            .await
        {
            Err(Unsettled::SentBefore) => self.settle(Arc::clone(posts), true, None).await?,
            settled => settled?,
        };
        let all_new = |settled: &Settled| settled.as_ref().is_ok_and(|posted| !posted.duplicate);
        self.looks_back
            .store(!settled.iter().all(all_new), Ordering::Relaxed);
        Ok(settled)
    }

    async fn settle(
        &self,
        posts: Arc<[(Principal, NewPost)]>,
        looks_back: bool,
        rows_written: Option<oneshot::Sender<()>>,
    ) -> Result<Vec<Settled>, Unsettled> {
        let conversation = self.conversation.clone();
        let dialogs = posts
            .iter()
            .map(|(principal, post)| (principal.tenant(), post.dialog))
            .collect();
        conversation
            .store
            .clone()
            .write_dialogs(dialogs, move |tx| {
                Box::pin(async move {
                    let settled = Batch::new(conversation, posts, looks_back).settle(tx).await?;
                    if let Some(rows_written) = rows_written {
                        // The poster may have come to its end.
                        let _ = rows_written.send(());
                    }
                    Ok(settled)
                })
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "a batch")]
    async fn a_batch_that_panics_is_the_posters_end() {
        let mut under_way = JoinSet::new();
        under_way.spawn(async { panic!("a batch") });
        finish(&mut under_way).await;
    }
}
