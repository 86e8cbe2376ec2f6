//! The one task through which all posts of this node go, many to a transaction.
//!
//! Why: a commit costs one sync of the disk, whether it carries one message or five hundred. While one
//! batch is being synced the next one gathers; nobody waits for company.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::settle::{Batch, Settled};
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
    conversation: Conversation,
    queue: mpsc::Receiver<Unit>,
}

impl Poster {
    pub(super) fn new(conversation: Conversation, queue: mpsc::Receiver<Unit>) -> Self {
        Self { conversation, queue }
    }

    /// Writes what is posted until `stop`, then what is still queued.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut units = Vec::with_capacity(BATCH);
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
                return;
            }
            self.write(std::mem::take(&mut units)).await;
        }
    }

    async fn write(&self, units: Vec<Unit>) {
        let (posts, replies): (Vec<_>, Vec<_>) = units
            .into_iter()
            .map(|unit| ((unit.principal, unit.post), unit.reply))
            .unzip();
        let posts: Arc<[(Principal, NewPost)]> = posts.into();
        match self.settle(posts.clone()).await {
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
                    let result = match self.settle(alone).await {
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

    async fn settle(&self, posts: Arc<[(Principal, NewPost)]>) -> Result<Vec<Settled>, Error> {
        let conversation = self.conversation.clone();
        let dialogs = posts
            .iter()
            .map(|(principal, post)| (principal.tenant(), post.dialog))
            .collect();
        conversation
            .store
            .clone()
            .write_dialogs(dialogs, move |tx| {
                Box::pin(async move { Batch::new(conversation, posts).settle(tx).await })
            })
            .await
    }
}
