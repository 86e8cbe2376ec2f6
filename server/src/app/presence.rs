//! Tells operators who is there: when a visitor's last connection goes, or somebody opens the same dialog; and
//! contacts whether a person is.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::domain::{DialogId, Event, EventKind, NodeId, Presence, TenantId};
use crate::hub::{Change, Frame, Hub};
use crate::protocol::{PresenceFrame, ServerFrame};
use crate::store::Store;

/// A reload is a going and a coming: both within this time are no news.
const TICK: Duration = Duration::from_millis(150);

pub(super) struct PresenceFeed {
    pub hub: Arc<Hub>,
    pub bus: Arc<dyn Bus>,
    pub store: Store,
    /// Under which name the other nodes are told, if there are any.
    pub told_as: Option<NodeId>,
}

impl PresenceFeed {
    pub(super) async fn run(self, stop: CancellationToken) {
        loop {
            let changes = tokio::select! {
                changes = self.hub.changes().take() => changes,
                () = stop.cancelled() => return,
            };
            for change in changes {
                match change {
                    Change::Dialog(tenant, dialog) => {
                        self.tell_nodes_of_dialog(tenant, dialog);
                        self.tell_viewers(tenant, dialog).await;
                    }
                    Change::DialogElsewhere(tenant, dialog) => self.tell_viewers(tenant, dialog).await,
                    Change::DialogAgain(tenant, dialog) => self.tell_nodes_of_dialog(tenant, dialog),
                    Change::Operators(tenant) => {
                        self.tell_nodes_of_operators(tenant);
                        self.tell_contacts(tenant);
                    }
                    Change::OperatorsElsewhere(tenant) => self.tell_contacts(tenant),
                    Change::OperatorsAgain(tenant) => self.tell_nodes_of_operators(tenant),
                }
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    fn tell_nodes_of_dialog(&self, tenant: TenantId, dialog: DialogId) {
        let Some(node) = self.told_as else { return };
        let viewing = self.hub.viewing(tenant, dialog);
        let kind = EventKind::Viewed { node, viewing };
        self.bus.publish(Arc::new(Event { tenant, dialog, kind }));
    }

    fn tell_nodes_of_operators(&self, tenant: TenantId) {
        let Some(node) = self.told_as else { return };
        let operators = self.hub.operators_here(tenant);
        let kind = EventKind::Staffed { node, operators };
        // It concerns no dialog: 0 is the number of none.
        let dialog = DialogId(0);
        self.bus.publish(Arc::new(Event { tenant, dialog, kind }));
    }

    /// Each node tells its own operators, so that nobody hears it twice.
    async fn tell_viewers(&self, tenant: TenantId, dialog: DialogId) {
        if self.hub.viewing(tenant, dialog).viewers.is_empty() {
            return;
        }
        let page = match self.store.read().await {
            Ok(mut reader) => reader
                .dialog(tenant, dialog)
                .await
                .ok()
                .flatten()
                .and_then(|d| d.page),
            Err(_) => None,
        };
        let viewing = self.hub.presence(tenant, dialog);
        let kind = EventKind::Presence(Presence {
            visitor: viewing.visitor,
            page,
            viewers: viewing.viewers,
        });
        self.hub.deliver(&Event { tenant, dialog, kind });
    }

    /// Whether a person is there is the same for all of a tenant's contacts: one frame for all.
    fn tell_contacts(&self, tenant: TenantId) {
        let frame = ServerFrame::Presence(PresenceFrame {
            operators_online: Some(self.hub.operators_online(tenant)),
            ..PresenceFrame::default()
        });
        let Ok(bytes) = frame.json() else {
            return;
        };
        let frame = Frame {
            dialog: None,
            seq: None,
            ack: false,
            bytes: bytes.into(),
        };
        self.hub.deliver_to_contacts(tenant, &Arc::new(frame));
    }
}
