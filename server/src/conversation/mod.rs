//! What happens in a dialog, and the only writer of dialogs and messages.
//!
//! Each operation is one transaction: numbers, rows and follow-up work together. Events are published
//! after the commit, in the order of the commits. Nothing here knows that connections exist.

mod amend;
mod attributes;
mod change;
mod claim;
mod close;
mod delete;
mod edit;
mod error;
mod history;
mod identify;
mod let_go;
mod mark;
mod number;
mod open;
mod pace;
mod page;
mod post;
mod poster;
mod rate;
mod release;
mod reopen;
mod reply;
mod reply_wanted;
mod request;
mod settle;
mod transfer;
mod typing;
mod write_batch;

use std::sync::Arc;

use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::domain::{Clock, Dialog, DialogId, Event, EventKind, Holder, Limits, Person, Principal, TenantId};
use crate::store::Store;

pub use amend::Changed;
pub use attributes::Details;
pub use error::Error;
pub use history::{HistoryPage, Position};
pub use open::{NewDialog, Opened};
pub use post::{NewPost, Posted};
pub use poster::Poster;
pub use reply::{Outcome, Reply, Returned, Task, WorkflowSays};
pub use reply_wanted::{DEADLINE_JOB, REPLY_JOB};

/// A handle to the operations. Cheap to clone.
#[derive(Clone)]
pub struct Conversation {
    store: Store,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    limits: Arc<Limits>,
    replies_wanted: Arc<Notify>,
    posts: mpsc::Sender<poster::Unit>,
    pace: Arc<pace::Pace>,
}

impl Conversation {
    /// The handle, and the [`Poster`] whose `run` the caller has to drive.
    /// `replies_wanted` is notified after each commit that queued a generation.
    pub fn new(
        store: Store,
        bus: Arc<dyn Bus>,
        clock: Arc<dyn Clock>,
        limits: Arc<Limits>,
        replies_wanted: Arc<Notify>,
    ) -> (Self, Poster) {
        let (posts, queue) = mpsc::channel(poster::QUEUE);
        let pace = Arc::new(pace::Pace::new(&limits));
        let conversation = Self {
            store,
            bus,
            clock,
            limits,
            replies_wanted,
            posts,
            pace,
        };
        let poster = Poster::new(conversation.clone(), queue);
        (conversation, poster)
    }

    /// The dialog, if it exists for `principal`.
    pub async fn dialog(&self, principal: &Principal, dialog: DialogId) -> Result<Dialog, Error> {
        let found = self
            .store
            .read()
            .await?
            .dialog(principal.tenant(), dialog)
            .await?;
        found
            .filter(|dialog| dialog.opens_to(principal))
            .ok_or(Error::NotFound)
    }

    /// The same for who begins to follow it, which they may not do again and again.
    pub async fn find(&self, principal: &Principal, dialog: DialogId) -> Result<Dialog, Error> {
        self.pace.act(principal)?;
        self.dialog(principal, dialog).await
    }

    /// The operator who holds `dialog`, as others see them.
    pub async fn holder(&self, dialog: &Dialog) -> Result<Option<Person>, Error> {
        let Some(operator) = dialog.handoff.holder.operator() else {
            return Ok(None);
        };
        let member = self.store.read().await?.member(dialog.tenant, operator).await?;
        Ok(member.map(|(operator, _)| operator.person()))
    }

    /// The dialog's place in the queue, 1 being next.
    pub async fn queue_position(&self, dialog: &Dialog) -> Result<Option<i64>, Error> {
        if !matches!(dialog.handoff.holder, Holder::Queued { .. }) {
            return Ok(None);
        }
        Ok(self
            .store
            .read()
            .await?
            .queue_position(dialog.tenant, dialog.id)
            .await?)
    }

    /// Forgets, now and then, whose doings need not be counted any more. Runs until `stop`.
    pub async fn forget_the_quiet(self, stop: CancellationToken) {
        self.pace.forget_the_quiet(stop).await;
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Opaque; another one after the database was restored from an older backup.
    pub fn history_epoch(&self) -> &str {
        self.store.history_epoch()
    }

    fn publish(&self, tenant: TenantId, dialog: DialogId, kind: EventKind) {
        self.bus.publish(Arc::new(Event { tenant, dialog, kind }));
    }
}
