//! Asking the assistant for a reply: a generation and the job that writes it, in the transaction of what
//! asked for it.

use super::Error;
use crate::domain::{Dialog, Mark, Pool, Sender, Timestamp};
use crate::store::{NewGeneration, NewJob, Tx};

/// The kind of the jobs that write replies.
pub const REPLY_JOB: &str = "generate";

/// The kind of the jobs that see whether a workflow has answered in time.
pub const DEADLINE_JOB: &str = "deadline";

/// Queues replies, and the jobs that write them.
pub(super) async fn enqueue(tx: &mut Tx, wanted: &[NewGeneration], now: Timestamp) -> Result<(), Error> {
    if wanted.is_empty() {
        return Ok(());
    }
    let ids = tx.insert_generations(wanted).await?;
    let jobs: Vec<NewJob> = wanted
        .iter()
        .zip(ids)
        .map(|(new, generation)| NewJob {
            kind: REPLY_JOB,
            tenant: new.tenant,
            key: format!("{REPLY_JOB}:{generation}"),
            generation: Some(generation),
            payload: serde_json::Value::Null,
            run_at: now,
            at: now,
        })
        .collect();
    tx.enqueue_jobs(&jobs).await?;
    Ok(())
}

/// Asks for a reply if the contact had the last word. Whether it did.
pub(super) async fn enqueue_if_unanswered(
    tx: &mut Tx,
    dialog: &Dialog,
    now: Timestamp,
) -> Result<bool, Error> {
    const LOOK_BACK: i64 = 20;
    let last = tx
        .entries_before(dialog.tenant, dialog.id, Pool::Client, i64::MAX, LOOK_BACK)
        .await?;
    let last = last
        .into_iter()
        .rev()
        .find(|message| message.sender != Sender::System && !message.deleted);
    let Some(message) = last.filter(|message| message.sender == Sender::User) else {
        return Ok(false);
    };
    let wanted = NewGeneration {
        tenant: dialog.tenant,
        dialog: dialog.id,
        assistant: dialog.assistant,
        reply_to: Mark {
            public: message.public_seq.unwrap_or(0),
            staff: message.staff_seq,
        },
        handler_epoch: dialog.handoff.epoch,
        at: now,
    };
    enqueue(tx, &[wanted], now).await?;
    Ok(true)
}
