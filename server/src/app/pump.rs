//! From the bus to this node: connections, workers and the inbox all hear of events here.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::inbox_feed::Touched;
use crate::assistant::worker::{Cancellations, Typists};
use crate::bus::Subscription;
use crate::domain::{EventKind, Mutant, NodeId, planted};
use crate::hub::Hub;

pub(super) struct Pump {
    pub node: NodeId,
    pub events: Subscription,
    pub hub: Arc<Hub>,
    pub cancellations: Cancellations,
    pub typists: Typists,
    pub touched: Arc<Touched>,
}

impl Pump {
    pub(super) async fn run(mut self, stop: CancellationToken) {
        loop {
            let event = tokio::select! {
                biased;
                event = self.events.recv() => event,
                () = stop.cancelled() => return,
            };
            let Some(event) = event else { return };
            self.hub.deliver(&event);
            if let EventKind::GenerationCancelled { generation, .. } = &event.kind
                && !planted(Mutant::M17)
            {
                self.cancellations.cancelled(*generation);
            }
            self.typists.follow(&event);
            match &event.kind {
                EventKind::Touched => self.hub.look_again(event.tenant, event.dialog),
                // What this node said itself comes by here, too.
                EventKind::Viewed { node, viewing } if *node != self.node => {
                    self.hub
                        .viewed_elsewhere(event.tenant, event.dialog, *node, viewing);
                }
                EventKind::Staffed { node, operators } if *node != self.node => {
                    self.hub.staffed_elsewhere(event.tenant, *node, operators);
                }
                _ => {}
            }
            if changes_a_row(&event.kind) {
                self.touched.note(event.tenant, event.dialog);
            }
        }
    }
}

/// Whether lists show the dialog differently after it.
fn changes_a_row(kind: &EventKind) -> bool {
    match kind {
        EventKind::Posted { .. }
        | EventKind::HandoffRequested { .. }
        | EventKind::HandoffStarted { .. }
        | EventKind::HandoffEnded { .. }
        | EventKind::Closed { .. }
        | EventKind::Reopened { .. }
        | EventKind::Marked { .. }
        | EventKind::GenerationStarted { .. }
        | EventKind::GenerationFailed { .. }
        | EventKind::Touched => true,
        EventKind::Typing { .. }
        | EventKind::GenerationDelta { .. }
        | EventKind::GenerationSnapshot { .. }
        | EventKind::GenerationCompleted { .. }
        | EventKind::GenerationCancelled { .. }
        | EventKind::Presence(_)
        | EventKind::Viewed { .. }
        | EventKind::Staffed { .. }
        | EventKind::RightEnded(_) => false,
    }
}
