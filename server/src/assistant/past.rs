//! A dialog's past as an engine is told of it, outside of any reply.

use super::engine::Turn;
use super::knowledge::is_talk;
use crate::domain::{DialogId, Message, Pool, Sender, TenantId};
use crate::store::{Error, Store};

/// How many entries are looked at.
const LOOK_BACK: i64 = 60;

/// What was said up to a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// What the contact said since anybody answered.
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
        let entries: Vec<Message> = entries
            .into_iter()
            .filter(|entry| entry.sender != Sender::System && !entry.deleted)
            .collect();
        let unknown = unknown(&entries);
        let mut history: Vec<Turn> = entries
            .into_iter()
            .map(|entry| Turn {
                sender: entry.sender,
                text: entry.text,
            })
            .collect();
        let answered = history
            .iter()
            .rposition(|turn| turn.sender != Sender::User)
            .map_or(0, |last| last + 1);
        let question: Vec<String> = history
            .split_off(answered)
            .into_iter()
            .map(|turn| turn.text)
            .collect();
        Self {
            question: question.join("\n"),
            history,
            unknown,
        }
    }

    /// Whether what the contact said last is something that an article could answer: no mere politeness, and no wish for
    /// a person.
    pub fn asks_something(&self) -> bool {
        let answers = self.history.iter().rev();
        let last = answers
            .filter(|turn| turn.sender == Sender::Assistant)
            .map(|turn| turn.text.as_str())
            .next();
        !is_talk(&self.question, last)
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

/// What the assistant could not answer, as far as it is still open: whatever a person says closes it.
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
            Sender::Manager | Sender::System => {
                asked.clear();
                unknown.clear();
            }
        }
    }
    unknown
}
