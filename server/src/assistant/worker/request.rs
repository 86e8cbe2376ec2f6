//! What an engine is asked: the contact's words since the last answer, and what was said before.

use super::attempt::Stop;
use crate::assistant::engine::{Asker, EngineError, Request, Turn};
use crate::domain::{Assistant, Away, Generation, Message, Pool, Sender, Timestamp};
use crate::store::{Error, Store};

/// How many entries an engine gets to see.
const LOOK_BACK: i64 = 40;

/// Reads whose answer is wanted.
pub(super) async fn assistant(store: &Store, generation: &Generation) -> Result<Assistant, Stop> {
    let mut conn = store.read().await.map_err(|error| unreadable(&error))?;
    let found = conn
        .assistant(generation.tenant, generation.assistant)
        .await
        .map_err(|error| unreadable(&error))?;
    Ok(found.ok_or_else(|| EngineError::own("the assistant is gone").for_good())?)
}

/// Reads what `generation` is to answer, and whether somebody is there who could.
pub(super) async fn of(
    store: &Store,
    generation: &Generation,
    assistant: Assistant,
    now: Timestamp,
) -> Result<Request, Stop> {
    let reading = async {
        let mut conn = store.read().await?;
        let entries = conn
            .entries_before(
                generation.tenant,
                generation.dialog,
                Pool::Client,
                i64::MAX,
                LOOK_BACK,
            )
            .await?;
        let answered = conn.answered_up_to(generation).await?;
        let dialog = conn.dialog(generation.tenant, generation.dialog).await?;
        let contact = match dialog {
            Some(dialog) => conn.contact(generation.tenant, dialog.contact).await?,
            None => None,
        };
        let hours = conn.hours(generation.tenant).await?;
        Ok::<_, Error>((entries, answered, contact, hours))
    };
    let (entries, answered, contact, hours) = reading.await.map_err(|error| unreadable(&error))?;
    let contact = contact.ok_or_else(|| EngineError::own("the contact is gone").for_good())?;
    let (question, history) = parted(entries, answered, generation.reply_to_public);
    let deadline = generation
        .deadline
        .unwrap_or_else(|| generation.created_at.plus(assistant.engine_settings.deadline()));
    Ok(Request {
        away: Away::at(&assistant.handoff, hours.as_ref(), now),
        assistant,
        question,
        history,
        asked_by: Some(Asker {
            generation: generation.id,
            dialog: generation.dialog,
            contact: contact.id,
            name: contact.name,
            email: contact.email,
            verified: contact.verified,
            attributes: contact.attributes,
            deadline,
        }),
    })
}

/// Parts the contact's words that nothing has answered, up to the message that this reply is to, from all the rest.
/// What came after that message is not looked at, but for an answer to earlier words that was still being written.
fn parted(entries: Vec<Message>, answered: i64, reply_to: i64) -> (String, Vec<Turn>) {
    let said = |entry: &Message| entry.sender != Sender::System && !entry.deleted;
    let seq = |entry: &Message| entry.public_seq.unwrap_or(0);
    // An operator's words answer what came before them too, and with a closed dialog all that was said in it is settled.
    let answered = entries
        .iter()
        .filter(|entry| entry.settles() && seq(entry) <= reply_to)
        .map(seq)
        .fold(answered, i64::max);
    let mut question = Vec::new();
    let mut history = Vec::new();
    for entry in entries.into_iter().filter(said) {
        let own = entry.sender == Sender::User;
        if own && seq(&entry) > reply_to {
            continue;
        }
        if own && seq(&entry) > answered {
            question.push(entry.text);
        } else {
            history.push(Turn {
                sender: entry.sender,
                text: entry.text,
            });
        }
    }
    (question.join("\n"), history)
}

fn unreadable(error: &Error) -> Stop {
    EngineError::own(format!("the dialog could not be read: {error}")).into()
}
