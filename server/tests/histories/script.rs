//! What may happen in a dialog, at random.

use proptest::prelude::*;
use tandem::conversation::{NewPost, Position};
use tandem::domain::{DialogId, EntryKind, MarkKind, MessageId, MessageText, Principal, ReleaseTo};

use super::house::House;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Say {
        who: usize,
        text: String,
    },
    Note {
        who: usize,
        text: String,
    },
    /// The `nth` entry of the staff's stream, in hundredths.
    Edit {
        who: usize,
        nth: usize,
        text: String,
    },
    Delete {
        who: usize,
        nth: usize,
    },
    Mark {
        who: usize,
        read: bool,
        nth: usize,
    },
    AskForPerson,
    Claim {
        who: usize,
    },
    Release {
        who: usize,
        to_queue: bool,
    },
    Transfer {
        who: usize,
        to: usize,
    },
    Close {
        who: usize,
    },
    Reopen {
        who: usize,
    },
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let operator = || 1..=2_usize;
    let text = || "[a-z]{1,6}";
    let nth = || 0..100_usize;
    let step = prop_oneof![
        4 => (0..=2_usize, text()).prop_map(|(who, text)| Step::Say { who, text }),
        2 => (operator(), text()).prop_map(|(who, text)| Step::Note { who, text }),
        4 => (operator(), nth(), text()).prop_map(|(who, nth, text)| Step::Edit { who, nth, text }),
        3 => (operator(), nth()).prop_map(|(who, nth)| Step::Delete { who, nth }),
        4 => (0..=2_usize, any::<bool>(), nth()).prop_map(|(who, read, nth)| Step::Mark { who, read, nth }),
        1 => Just(Step::AskForPerson),
        3 => operator().prop_map(|who| Step::Claim { who }),
        1 => (operator(), any::<bool>()).prop_map(|(who, to_queue)| Step::Release { who, to_queue }),
        1 => (operator(), operator()).prop_map(|(who, to)| Step::Transfer { who, to }),
        1 => operator().prop_map(|who| Step::Close { who }),
        1 => operator().prop_map(|who| Step::Reopen { who }),
    ];
    prop::collection::vec(step, 1..24)
}

impl House {
    /// Does it, or is refused: either way something is to be seen of it by all, or nothing by anybody.
    pub(super) async fn does(&self, dialog: DialogId, step: Step) {
        let conversation = &self.conversation;
        let operator = |who: usize| self.operators[who - 1].clone();
        match step {
            Step::Say { who, text } => self.posts(dialog, who, EntryKind::Message, &text).await,
            Step::Note { who, text } => self.posts(dialog, who, EntryKind::Note, &text).await,
            Step::Edit { who, nth, text } => {
                if let Some(message) = self.nth(dialog, nth).await {
                    let text = MessageText::parse(&text, 100).unwrap();
                    let _ = conversation.edit(&operator(who), dialog, message, text).await;
                }
            }
            Step::Delete { who, nth } => {
                if let Some(message) = self.nth(dialog, nth).await {
                    let _ = conversation.delete(&operator(who), dialog, message).await;
                }
            }
            Step::Mark { who, read, nth } => {
                let principal = self.person(who);
                let row = conversation.dialog(&principal, dialog).await.unwrap();
                let end = match principal {
                    Principal::Contact(_) => row.seq.public,
                    Principal::Operator(_) => row.seq.staff,
                };
                let kind = if read { MarkKind::Read } else { MarkKind::Delivered };
                let seq = (end + 1) * nth as i64 / 99;
                conversation.mark(&principal, dialog, kind, seq).await.unwrap();
            }
            Step::AskForPerson => {
                let _ = conversation
                    .request_person(&self.person(0), dialog, Some("because"))
                    .await;
            }
            Step::Claim { who } => drop(conversation.claim(&operator(who), dialog).await),
            Step::Release { who, to_queue } => {
                let to = if to_queue {
                    ReleaseTo::Queue
                } else {
                    ReleaseTo::Assistant
                };
                drop(conversation.release(&operator(who), dialog, to).await);
            }
            Step::Transfer { who, to } => {
                drop(
                    conversation
                        .transfer(&operator(who), dialog, operator(to).id())
                        .await,
                );
            }
            Step::Close { who } => drop(conversation.close(&operator(who), dialog).await),
            Step::Reopen { who } => drop(conversation.reopen(&operator(who), dialog).await),
        }
    }

    async fn posts(&self, dialog: DialogId, who: usize, kind: EntryKind, text: &str) {
        let post = NewPost {
            dialog,
            kind,
            client_id: self.client_id(),
            text: MessageText::parse(text, 100).unwrap(),
            expected_epoch: None,
            origin: None,
        };
        let _ = self.conversation.post(&self.person(who), post).await;
    }

    async fn nth(&self, dialog: DialogId, nth: usize) -> Option<MessageId> {
        let from = Position::Before(i64::MAX);
        let page = self
            .conversation
            .history(&self.person(1), dialog, from, 200)
            .await;
        let entries = page.unwrap().entries;
        entries.get(entries.len() * nth / 100).map(|entry| entry.id)
    }
}
