//! `dialog_updated` for whoever follows a tenant's inbox.
//!
//! Why not with each event: a row of the inbox needs the contact, the unread count and the holder, and a
//! busy dialog would ask for them at every message. Here each dialog is read once per tick however much
//! happened in it, only for tenants whose inbox somebody has open, and all of a tick in one statement.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::domain::{DialogId, TenantId};
use crate::hub::{Frame, Hub};
use crate::protocol::ServerFrame;
use crate::rest::summary_body;
use crate::store::{DialogSummary, Store};

/// Between two looks: below what a person notices, above what a burst of messages takes.
const TICK: Duration = Duration::from_millis(40);

/// Dialogs of one statement.
const BATCH: usize = 200;

/// Dialogs whose row has changed since the last look. Each is there once, so it cannot outgrow the dialogs.
#[derive(Default)]
pub(super) struct Touched {
    waiting: Mutex<HashMap<TenantId, HashSet<DialogId>>>,
    news: Notify,
}

impl Touched {
    pub(super) fn note(&self, tenant: TenantId, dialog: DialogId) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.entry(tenant).or_default().insert(dialog) {
            drop(waiting);
            self.news.notify_one();
        }
    }

    fn take(&self) -> HashMap<TenantId, HashSet<DialogId>> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

pub(super) struct InboxFeed {
    pub touched: Arc<Touched>,
    pub hub: Arc<Hub>,
    pub store: Store,
}

impl InboxFeed {
    pub(super) async fn run(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = self.touched.news.notified() => {}
                () = stop.cancelled() => return,
            }
            self.tell().await;
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    async fn tell(&self) {
        let followed = self.hub.tenants_with_inbox();
        for (tenant, dialogs) in self.touched.take() {
            if !followed.contains(&tenant) {
                continue;
            }
            let dialogs: Vec<DialogId> = dialogs.into_iter().collect();
            for batch in dialogs.chunks(BATCH) {
                if let Err(error) = self.tell_batch(tenant, batch).await {
                    // Operators' lists stay as they are; the next change of these dialogs tells them.
                    tracing::warn!(tenant.id = %tenant, error = %error, "the inbox could not be told of changes");
                }
            }
        }
    }

    async fn tell_batch(&self, tenant: TenantId, dialogs: &[DialogId]) -> Result<(), crate::store::Error> {
        let summaries = self.store.read_aside().await?.summaries(tenant, dialogs).await?;
        for summary in summaries.into_iter().filter(DialogSummary::is_begun) {
            let frame = ServerFrame::DialogUpdated {
                dialog: Box::new(summary_body(summary)),
            };
            let Ok(bytes) = frame.json() else {
                continue;
            };
            let frame = Frame {
                dialog: None,
                seq: None,
                ack: false,
                bytes: bytes.into(),
            };
            self.hub.deliver_to_inbox(tenant, &Arc::new(frame));
        }
        Ok(())
    }
}
