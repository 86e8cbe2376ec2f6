//! A reader who knows nothing but frames.

use std::collections::BTreeMap;

use tandem::domain::{MarkKind, Person, Pool, ReleaseTo, Sender, Side, SystemCode};
use tandem::protocol::{ChangeFrame, MarksBody, MessageFrame, ServerFrame};

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    sender: Sender,
    author: Option<String>,
    note: bool,
    text: String,
    edited: bool,
    deleted: bool,
}

/// What is on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reader {
    pub(super) pool: Pool,
    pub(super) last: i64,
    pub(super) lines: BTreeMap<i64, Line>,
    pub(super) state: String,
    pub(super) manager: Option<String>,
    pub(super) read: (i64, i64),
    pub(super) delivered: (i64, i64),
}

pub(super) fn pair(marks: MarksBody) -> (i64, i64) {
    (marks.user, marks.manager)
}

impl Reader {
    /// Applies a frame; what is known already is dropped. `whole` is the history as it can be fetched now.
    pub(super) fn hears(&mut self, frame: &ServerFrame, whole: &[ServerFrame]) {
        if let Some(seq) = frame.seq() {
            if seq <= self.last {
                return;
            }
            assert_eq!(seq, self.last + 1, "a hole before {frame:?}");
            self.last = seq;
        }
        match frame {
            ServerFrame::Advance { seq, .. } => {
                let fetched = whole.iter().find(|entry| entry.seq() == Some(*seq)).unwrap();
                self.takes(fetched);
            }
            ServerFrame::HandoffRequested { .. } => self.hands("queued", None),
            ServerFrame::HandoffStarted { manager, .. } => self.hands("operator", Some(manager)),
            ServerFrame::HandoffEnded { to, .. } => self.hands_back(*to),
            ServerFrame::DialogClosed { .. } => self.hands("closed", None),
            ServerFrame::DialogReopened { .. } => self.hands("assistant", None),
            ServerFrame::Read { sender, seq, .. } => self.mark(*sender, MarkKind::Read, *seq),
            ServerFrame::Delivered { sender, seq, .. } => self.mark(*sender, MarkKind::Delivered, *seq),
            other => self.takes(other),
        }
    }

    fn takes(&mut self, entry: &ServerFrame) {
        match entry {
            ServerFrame::Message(message) => self.message(message),
            ServerFrame::MessageUpdated(change) => {
                if let Some(line) = self.line(change) {
                    line.edited = true;
                    if let Some(text) = &change.text {
                        line.text.clone_from(text);
                    }
                }
            }
            ServerFrame::MessageDeleted(change) => {
                if let Some(line) = self.line(change) {
                    line.deleted = true;
                    line.text.clear();
                }
            }
            _ => {}
        }
    }

    fn line(&mut self, change: &ChangeFrame) -> Option<&mut Line> {
        self.lines.get_mut(&change.of_seq)
    }

    pub(super) fn message(&mut self, message: &MessageFrame) {
        let line = Line {
            sender: message.sender,
            author: message.author.as_ref().map(|author| author.name.clone()),
            note: message.note,
            text: message.text.clone(),
            edited: message.edited_at.is_some(),
            deleted: message.deleted,
        };
        self.lines.insert(message.seq, line);
        if message.sender == Sender::Manager && !message.note {
            // Who answers has read.
            self.mark(Side::Manager, MarkKind::Read, message.seq);
        }
        let Some(meta) = &message.meta else { return };
        match meta.code {
            Some(SystemCode::HandoffRequested) => self.hands("queued", None),
            Some(SystemCode::HandoffStarted) => self.hands("operator", meta.manager.as_ref()),
            Some(SystemCode::HandoffEnded) => self.hands_back(meta.to.unwrap()),
            Some(SystemCode::DialogClosed) => self.hands("closed", None),
            Some(SystemCode::DialogReopened) => self.hands("assistant", None),
            Some(SystemCode::AssistantFailed) | None => {}
        }
    }

    fn hands(&mut self, state: &str, manager: Option<&Person>) {
        state.clone_into(&mut self.state);
        self.manager = manager.map(|person| person.name.clone());
    }

    fn hands_back(&mut self, to: ReleaseTo) {
        match to {
            ReleaseTo::Assistant => self.hands("assistant", None),
            ReleaseTo::Queue => self.hands("queued", None),
        }
    }

    fn mark(&mut self, side: Side, kind: MarkKind, seq: i64) {
        let further = |marks: &mut (i64, i64)| match side {
            Side::User => marks.0 = marks.0.max(seq),
            Side::Manager => marks.1 = marks.1.max(seq),
        };
        if kind == MarkKind::Read {
            further(&mut self.read);
        }
        further(&mut self.delivered);
    }
}
