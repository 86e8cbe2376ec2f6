//! A dialog's past as an engine is told of it, outside of any reply.

use super::engine::Turn;
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
        let mut history: Vec<Turn> = entries
            .into_iter()
            .filter(|entry| entry.sender != Sender::System && !entry.deleted)
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
        }
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
