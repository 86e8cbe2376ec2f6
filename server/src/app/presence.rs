//! Tells operators who is there: when a visitor's last connection goes, or somebody opens the same dialog; and
//! contacts whether a person is.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::domain::{Event, EventKind, Presence, TenantId};
use crate::hub::{Change, Frame, Hub};
use crate::protocol::{PresenceFrame, ServerFrame};
use crate::store::Store;

/// A reload is a going and a coming: both within this time are no news.
const TICK: Duration = Duration::from_millis(150);

pub(super) struct PresenceFeed {
    pub hub: Arc<Hub>,
    pub bus: Arc<dyn Bus>,
    pub store: Store,
}

impl PresenceFeed {
    pub(super) async fn run(self, stop: CancellationToken) {
        loop {
            let changes = tokio::select! {
                changes = self.hub.changes().take() => changes,
                () = stop.cancelled() => return,
            };
            for change in changes {
                if let Change::Operators(tenant) = change {
                    self.tell_contacts(tenant);
                }
                if let Change::Dialog(tenant, dialog) = change {
                    let viewing = self.hub.presence(tenant, dialog);
                    if viewing.viewers.is_empty() {
                        // Nobody would see it.
                        continue;
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
                    let presence = Presence {
                        visitor: viewing.visitor,
                        page,
                        viewers: viewing.viewers,
                    };
                    let kind = EventKind::Presence(presence);
                    self.bus.publish(Arc::new(Event { tenant, dialog, kind }));
                }
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Whether a person is there is the same for all of a tenant's contacts: one frame for all.
    fn tell_contacts(&self, tenant: TenantId) {
        let frame = ServerFrame::Presence(PresenceFrame {
            operators_online: Some(self.hub.operators_online(tenant)),
            ..PresenceFrame::default()
        });
        let Ok(bytes) = serde_json::to_vec(&frame) else {
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
