//! Who is there, and that it changed.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::{Hub, LiveGeneration};
use crate::domain::{DialogId, TenantId, Viewing};

/// Changes that wait to be taken. More dialogs than this do not change between two looks on one node.
const WAITING: usize = 65_536;

/// Somebody came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// In a dialog: ask [`Hub::presence`].
    Dialog(TenantId, DialogId),
    /// The same on another node.
    DialogElsewhere(TenantId, DialogId),
    /// Nothing changed, but other nodes may not know how it is.
    DialogAgain(TenantId, DialogId),
    /// Among the operators of a tenant: ask [`Hub::operators_online`].
    Operators(TenantId),
    /// The same on another node.
    OperatorsElsewhere(TenantId),
    /// Nothing changed, but other nodes may not know how it is.
    OperatorsAgain(TenantId),
}

/// What changed since the last look. The same change waits once, however often it happens.
#[derive(Default)]
pub struct Changes {
    waiting: Mutex<HashSet<Change>>,
    news: Notify,
}

impl Changes {
    /// Waits for at least one change and takes all there are. One reader at a time.
    pub async fn take(&self) -> Vec<Change> {
        loop {
            let taken = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
            if !taken.is_empty() {
                return taken.into_iter().collect();
            }
            self.news.notified().await;
        }
    }

    pub(super) fn note(&self, change: Change) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // A dropped change only means that presence is shown late: the next one tells it.
        if waiting.len() < WAITING && waiting.insert(change) {
            drop(waiting);
            self.news.notify_one();
        }
    }
}

impl Hub {
    /// Who has the dialog open, as far as this node has heard of the others.
    pub fn presence(&self, tenant: TenantId, dialog: DialogId) -> Viewing {
        let mut viewing = self.viewing(tenant, dialog);
        self.elsewhere.add_viewing((tenant, dialog), &mut viewing);
        viewing
    }

    /// Who has it open on this node.
    pub fn viewing(&self, tenant: TenantId, dialog: DialogId) -> Viewing {
        self.rooms
            .get(&(tenant, dialog))
            .map(|room| room.viewing())
            .unwrap_or_default()
    }

    /// The reply being written in the dialog, as far as this node has heard.
    pub fn live_generation(&self, tenant: TenantId, dialog: DialogId) -> Option<LiveGeneration> {
        self.rooms
            .get(&(tenant, dialog))
            .and_then(|room| room.live.snapshot())
    }

    /// Something of a dialog's presence changed that no coming or going tells: the visitor's page.
    pub fn look_again(&self, tenant: TenantId, dialog: DialogId) {
        self.changes.note(Change::Dialog(tenant, dialog));
    }

    /// Comings and goings, for who tells others about them.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }
}
