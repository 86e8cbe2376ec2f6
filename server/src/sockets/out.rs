//! What a session hands to its carrier, in the form that its peer asked for.

use bytes::Bytes;

use crate::hub::Frame;
use crate::protocol::ServerFrame;

/// How every `message` frame begins: its `type` comes first.
const MESSAGE: &[u8] = br#"{"type":"message","#;

/// The shape in which a peer wants its messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    #[default]
    Bare,
    /// The older `{"message": {…}}`.
    Wrapped,
}

/// One thing for the peer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    Frame {
        /// Its number in the reader's stream, if it has one.
        seq: Option<i64>,
        bytes: Bytes,
    },
    /// A sign of life is wanted.
    Ping,
}

/// What goes out with the next flush.
#[derive(Debug)]
pub(super) struct Out {
    items: Vec<Item>,
    form: Form,
}

impl Out {
    pub(super) fn new(form: Form) -> Self {
        Self {
            items: Vec::new(),
            form,
        }
    }

    pub(super) fn say(&mut self, frame: &ServerFrame) {
        let bytes = frame.json().map(Bytes::from).unwrap_or_default();
        self.push(frame.seq(), bytes);
    }

    /// A frame of the hub, written already.
    pub(super) fn pass(&mut self, frame: &Frame) {
        self.push(frame.seq.filter(|_| !frame.ack), frame.bytes.clone());
    }

    pub(super) fn ping(&mut self) {
        self.items.push(Item::Ping);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn clear(&mut self) {
        self.items.clear();
    }

    pub(super) fn drain(&mut self) -> std::vec::Drain<'_, Item> {
        self.items.drain(..)
    }

    fn push(&mut self, seq: Option<i64>, bytes: Bytes) {
        let bytes = if self.form == Form::Wrapped && bytes.starts_with(MESSAGE) {
            [br#"{"message":"#, &*bytes, b"}"].concat().into()
        } else {
            bytes
        };
        self.items.push(Item::Frame { seq, bytes });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DialogId, MessageId, Sender, Timestamp};
    use crate::protocol::MessageFrame;

    fn message() -> ServerFrame {
        ServerFrame::Message(MessageFrame {
            id: MessageId(9),
            dialog_id: DialogId(1),
            seq: 7,
            sender: Sender::Manager,
            text: "Hello".to_owned(),
            timestamp: Timestamp(0).into(),
            note: false,
            client_id: None,
            author: None,
            generation_id: None,
            citations: Vec::new(),
            meta: None,
            edited_at: None,
            deleted: false,
        })
    }

    fn said(form: Form, frame: &ServerFrame) -> (Option<i64>, serde_json::Value) {
        let mut out = Out::new(form);
        out.say(frame);
        let Some(Item::Frame { seq, bytes }) = out.drain().next() else {
            panic!("nothing was said")
        };
        (seq, serde_json::from_slice(&bytes).unwrap())
    }

    #[test]
    fn only_messages_are_wrapped_and_nothing_is_lost_in_it() {
        let (seq, bare) = said(Form::Bare, &message());
        let (_, wrapped) = said(Form::Wrapped, &message());
        assert_eq!(seq, Some(7));
        assert_eq!(wrapped, serde_json::json!({ "message": bare }));
        let advance = ServerFrame::Advance {
            dialog_id: DialogId(1),
            seq: 8,
        };
        assert_eq!(said(Form::Wrapped, &advance), said(Form::Bare, &advance));
    }
}
