//! A dialog's past as an engine is told of it, outside of any reply.

use super::engine::Turn;
use super::knowledge::{asks_for_person, is_talk};
use crate::domain::{DialogId, Message, Pool, Sender, TenantId};
use crate::store::{Error, Store};

/// How many entries are looked at.
const LOOK_BACK: i64 = 60;

/// What was said up to a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// What the contact said since anybody answered, or the dialog was closed.
    pub question: String,
    /// All before that, oldest first.
    pub history: Vec<Turn>,
    /// Of the contact's questions before that, those to which the assistant said that it does not know, and nobody has
    /// said anything since; oldest first.
    pub unknown: Vec<String>,
}

impl Past {
    /// Reads what was said in public before the entry numbered `before`.
    pub async fn read(store: &Store, tenant: TenantId, dialog: DialogId, before: i64) -> Result<Self, Error> {
        let mut conn = store.read().await?;
        let entries = conn
            .entries_before(tenant, dialog, Pool::Client, before, LOOK_BACK)
            .await?;
        Ok(Self::of(entries))
    }

    fn of(entries: Vec<Message>) -> Self {
        let mut entries: Vec<Message> = entries.into_iter().filter(|entry| !entry.deleted).collect();
        let unknown = unknown(&entries);
        let answered = entries
            .iter()
            .rposition(|entry| entry.sender == Sender::Assistant || entry.settles())
            .map_or(0, |last| last + 1);
        let question: Vec<String> = turns(entries.split_off(answered)).map(|turn| turn.text).collect();
        Self {
            question: question.join("\n"),
            history: turns(entries).collect(),
            unknown,
        }
    }

    /// Whether what the contact said last is something that an article could answer.
    pub fn asks_something(&self) -> bool {
        is_question(&self.question, &self.history)
    }

    /// All of it as a script, each line with who said it; at most `most` characters, the oldest left out.
    pub fn script(&self, most: usize) -> String {
        let who = |sender| match sender {
            Sender::User => "Visitor",
            Sender::Assistant | Sender::System => "Assistant",
            Sender::Manager => "Operator",
        };
        let mut lines: Vec<String> = self
            .history
            .iter()
            .map(|turn| format!("{}: {}", who(turn.sender), turn.text))
            .collect();
        if !self.question.is_empty() {
            lines.push(format!("Visitor: {}", self.question));
        }
        let mut room = most;
        let kept = lines.iter().rev().take_while(|line| {
            let fits = line.chars().count() < room;
            room = room.saturating_sub(line.chars().count() + 1);
            fits
        });
        let mut kept: Vec<&str> = kept.map(String::as_str).collect();
        kept.reverse();
        kept.join("\n")
    }
}

/// What people and the assistant said.
fn turns(entries: Vec<Message>) -> impl Iterator<Item = Turn> {
    let said = entries.into_iter().filter(|entry| entry.sender != Sender::System);
    said.map(|entry| Turn {
        sender: entry.sender,
        text: entry.text,
    })
}

/// Whether `question`, said after `history`, is something that an article could answer: no mere politeness, and no wish
/// for a person.
pub(super) fn is_question(question: &str, history: &[Turn]) -> bool {
    !is_talk(question, last_answer(history))
}

/// Whether it is a wish for a person, and nothing else.
pub(super) fn is_wish_for_person(question: &str, history: &[Turn]) -> bool {
    asks_for_person(question, last_answer(history))
}

fn last_answer(history: &[Turn]) -> Option<&str> {
    let last = history.iter().rev().find(|turn| turn.sender == Sender::Assistant);
    last.map(|turn| turn.text.as_str())
}

/// What the assistant could not answer, as far as it is still open.
fn unknown(entries: &[Message]) -> Vec<String> {
    let (mut unknown, mut asked) = (Vec::new(), Vec::new());
    let mut last_answer = None;
    for entry in entries {
        match entry.sender {
            Sender::User => asked.push(entry.text.as_str()),
            Sender::Assistant => {
                let question = asked.join("\n");
                if entry.meta.answered == Some(false) && !is_talk(&question, last_answer) {
                    unknown.push(question);
                }
                asked.clear();
                last_answer = Some(entry.text.as_str());
            }
            Sender::Manager | Sender::System if entry.settles() => {
                asked.clear();
                unknown.clear();
            }
            Sender::Manager | Sender::System => {}
        }
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Author, EntryKind, MessageId, MessageMeta, SystemCode, Timestamp};

    fn entry(sender: Sender, text: &str, meta: MessageMeta) -> Message {
        Message {
            id: MessageId(1),
            tenant: TenantId(1),
            dialog: DialogId(1),
            kind: EntryKind::Message,
            public_seq: Some(1),
            staff_seq: 1,
            sender,
            author: Author::System,
            person: None,
            text: text.to_owned(),
            client_id: None,
            citations: Vec::new(),
            meta,
            at: Timestamp(0),
            change: None,
            edited_at: None,
            deleted: false,
        }
    }

    fn said(sender: Sender, text: &str) -> Message {
        entry(sender, text, MessageMeta::default())
    }

    #[test]
    fn what_was_asked_before_a_dialog_was_closed_is_not_open() {
        let unsure = MessageMeta {
            answered: Some(false),
            ..MessageMeta::default()
        };
        let closed = MessageMeta {
            code: Some(SystemCode::DialogClosed),
            ..MessageMeta::default()
        };
        let past = Past::of(vec![
            said(Sender::User, "Do you rent skis?"),
            entry(Sender::Assistant, "I do not know.", unsure),
            said(Sender::User, "And boats?"),
            entry(Sender::System, "closed", closed),
            said(Sender::User, "Where is my parcel?"),
        ]);
        assert_eq!(past.question, "Where is my parcel?");
        assert_eq!(past.unknown, [""; 0]);
        let history: Vec<_> = past.history.iter().map(|turn| turn.text.as_str()).collect();
        assert_eq!(history, ["Do you rent skis?", "I do not know.", "And boats?"]);
    }

    #[test]
    fn a_person_who_joins_leaves_the_question_open() {
        let started = MessageMeta {
            code: Some(SystemCode::HandoffStarted),
            ..MessageMeta::default()
        };
        let past = Past::of(vec![
            said(Sender::User, "Do you rent skis?"),
            entry(Sender::System, "joined", started),
        ]);
        assert_eq!(past.question, "Do you rent skis?");
        let past = Past::of(vec![
            said(Sender::User, "Do you rent skis?"),
            said(Sender::Manager, "We do."),
        ]);
        assert_eq!(past.question, "");
    }
}
