//! What an engine is asked: the contact's words since the last answer, and what was said before.

use super::attempt::Stop;
use crate::assistant::engine::{EngineError, Request, Turn};
use crate::domain::{Generation, Message, Pool, Sender};
use crate::store::{Error, Store};

/// How many entries an engine gets to see.
const LOOK_BACK: i64 = 40;

/// Reads what `generation` is to answer.
pub(super) async fn of(store: &Store, generation: &Generation) -> Result<Request, Stop> {
    let mut conn = store.read().await.map_err(|error| unreadable(&error))?;
    let assistant = conn
        .assistant(generation.tenant, generation.assistant)
        .await
        .map_err(|error| unreadable(&error))?
        .ok_or_else(|| EngineError::lasting("the assistant is gone"))?;
    let entries = conn
        .entries_before(
            generation.tenant,
            generation.dialog,
            Pool::Client,
            generation.reply_to_public + 1,
            LOOK_BACK,
        )
        .await
        .map_err(|error| unreadable(&error))?;
    let (question, history) = parted(entries);
    Ok(Request {
        assistant,
        question,
        history,
    })
}

/// Parts the contact's last words from what was said before them.
fn parted(entries: Vec<Message>) -> (String, Vec<Turn>) {
    let mut turns: Vec<Turn> = entries
        .into_iter()
        .filter(|entry| entry.sender != Sender::System && !entry.deleted)
        .map(|entry| Turn {
            sender: entry.sender,
            text: entry.text,
        })
        .collect();
    let answered = turns
        .iter()
        .rposition(|turn| turn.sender != Sender::User)
        .map_or(0, |last| last + 1);
    let question: Vec<String> = turns
        .split_off(answered)
        .into_iter()
        .map(|turn| turn.text)
        .collect();
    (question.join("\n"), turns)
}

fn unreadable(error: &Error) -> Stop {
    EngineError::passing(format!("the dialog could not be read: {error}")).into()
}
