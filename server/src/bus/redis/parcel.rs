//! What goes over the channel: some events of one node, numbered so that a loss shows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::{Event, EventKind, NodeId};

/// Events of one node, in their order. Without any it is a sign of life.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Parcel {
    pub(super) node: NodeId,
    /// One more than the node's parcel before; more than that if the node itself had to leave events out.
    pub(super) number: u64,
    pub(super) events: Vec<Arc<Event>>,
}

impl Parcel {
    pub(super) fn pack(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    pub(super) fn unpack(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The events as another node has them: connections have numbers of their own there.
    pub(super) fn into_events(self) -> impl Iterator<Item = Arc<Event>> {
        self.events.into_iter().map(|event| match &event.kind {
            EventKind::Posted { origin: Some(_), .. } | EventKind::Typing { origin: Some(_), .. } => {
                let mut event = Arc::unwrap_or_clone(event);
                if let EventKind::Posted { origin, .. } | EventKind::Typing { origin, .. } = &mut event.kind {
                    *origin = None;
                }
                Arc::new(event)
            }
            _ => event,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Author, ConnectionId, ContactId, DialogId, Entropy, EntryKind, Message, MessageId, MessageMeta,
        Sender, TenantId, Timestamp,
    };

    struct Zero;

    impl Entropy for Zero {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    fn event(kind: EventKind) -> Arc<Event> {
        Arc::new(Event {
            tenant: TenantId(1),
            dialog: DialogId(2),
            kind,
        })
    }

    #[test]
    fn events_come_out_as_they_went_in_but_for_whose_connection_it_was() {
        let message = Message {
            id: MessageId(3),
            tenant: TenantId(1),
            dialog: DialogId(2),
            kind: EntryKind::Message,
            public_seq: Some(4),
            staff_seq: 5,
            sender: Sender::User,
            author: Author::Contact(ContactId(6)),
            person: None,
            text: "Größe “M”\u{2028}?".to_owned(),
            client_id: Some("a".to_owned()),
            citations: Vec::new(),
            meta: MessageMeta::default(),
            at: Timestamp(7),
            change: None,
            edited_at: None,
            deleted: false,
        };
        let message = Arc::new(message);
        let posted = |origin| {
            event(EventKind::Posted {
                message: Arc::clone(&message),
                origin,
            })
        };
        let parcel = Parcel {
            node: NodeId::new(&Zero),
            number: 8,
            events: vec![posted(Some(ConnectionId(9))), event(EventKind::Touched)],
        };
        let unpacked = Parcel::unpack(&parcel.pack().unwrap()).unwrap();
        assert_eq!(unpacked, parcel);
        let events: Vec<_> = unpacked.into_events().collect();
        assert_eq!(events, [posted(None), event(EventKind::Touched)]);
    }
}
