//! The assistant's reply: finished, given up or left, always behind the fence of its epoch.

mod ended;
mod fail;
mod forgotten;
mod say;
mod workflow;

use super::{Conversation, Details, Error};
use crate::domain::{
    AnswerRecord, Citation, Dialog, EventKind, FailureCode, Generation, GenerationStatus, Holder, JobId,
    Mutant, Spent, Timestamp, Usage, planted,
};
use crate::store::{Ending, Tx};

pub use workflow::{Returned, WorkflowSays};

/// A generation and the lease under which it is being written.
#[derive(Clone, Debug)]
pub struct Task {
    pub generation: Generation,
    pub job: JobId,
    /// Who holds the lease.
    pub owner: String,
}

/// A finished reply.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub text: String,
    pub citations: Vec<Citation>,
    /// False if it says that it does not know.
    pub answered: bool,
    /// The assistant decided that a person should take over.
    pub wants_person: bool,
    /// Why, in the assistant's words.
    pub wish: Option<String>,
    /// What the assistant learnt of the contact.
    pub details: Details,
    /// What it answers, to be kept if it did not know; empty if that is no question to the articles.
    pub question: String,
    /// What it answers is a wish for a person.
    pub asked_for_person: bool,
    /// When it was begun with what is known of opening hours; nothing is now. A wish for a person that was welcome then is
    /// not refused because it took so long to be written.
    pub begun_at: Option<Timestamp>,
    pub usage: Option<Usage>,
    /// Millionths of a currency unit.
    pub cost_micros: i64,
    /// Milliseconds from the question to the end of the answer.
    pub latency_ms: i64,
    pub record: Option<AnswerRecord>,
}

/// What became of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Posted,
    /// The dialog changed hands, or a newer message asked for another reply: nothing was said.
    Overtaken,
    /// Another worker has the lease: nothing was done.
    LeaseLost,
}

impl Conversation {
    /// Says the reply, if the assistant still holds the dialog in the epoch that the reply began in and
    /// the lease still stands. Message, generation and job change in one transaction.
    pub async fn complete_reply(&self, task: Task, reply: Reply) -> Result<Outcome, Error> {
        self.finish(task, End::Reply(Box::new(reply))).await
    }

    /// Gives up after the last try: an honest word to the contact, and a person is asked for.
    pub async fn fail_reply(&self, task: Task, code: FailureCode) -> Result<Outcome, Error> {
        self.finish(task, End::Failure(code)).await
    }

    async fn finish(&self, task: Task, end: End) -> Result<Outcome, Error> {
        let conversation = self.clone();
        let dialogs = vec![(task.generation.tenant, task.generation.dialog)];
        self.store
            .write_dialogs(dialogs, move |tx| {
                Box::pin(async move {
                    let generation = &task.generation;
                    let row = tx.lock_dialogs(&[(generation.tenant, generation.dialog)]).await?;
                    let Some(dialog) = row.into_values().next() else {
                        return Ok(Outcome::Overtaken);
                    };
                    if !tx.finish_job(task.job, &task.owner).await? {
                        let current = tx.generation(generation.tenant, generation.id).await?;
                        if let Some(row) = current.filter(|row| !row.status.is_active()) {
                            conversation.tell_cancelled(tx, &row);
                        }
                        return Ok(Outcome::LeaseLost);
                    }
                    conversation.finish_locked(tx, dialog, generation, end).await
                })
            })
            .await
    }

    /// The end of a reply on a dialog's row that this transaction has locked.
    async fn finish_locked(
        &self,
        tx: &mut Tx,
        mut dialog: Dialog,
        generation: &Generation,
        end: End,
    ) -> Result<Outcome, Error> {
        let now = self.clock.now();
        let (tenant, id) = (generation.tenant, generation.id);
        let current = tx.generation(tenant, id).await?;
        let fenced = dialog.handoff.epoch != generation.handler_epoch
            || dialog.handoff.holder != Holder::Assistant
            || !current.as_ref().is_some_and(|row| row.status.is_active());
        if fenced && !planted(Mutant::M08) {
            if let End::Reply(reply) = end {
                self.book(tx, generation, &reply, now).await?;
            }
            let ending = ended(GenerationStatus::Cancelled, FailureCode::TakenOver, now);
            tx.finish_generation(tenant, id, &ending).await?;
            if let Some(row) = &current {
                self.tell_cancelled(tx, row);
            }
            return Ok(Outcome::Overtaken);
        }
        match end {
            End::Reply(reply) => self.say(tx, dialog, generation, *reply, now).await?,
            End::Failure(code) => {
                tx.finish_generation(tenant, id, &ended(GenerationStatus::Error, code, now))
                    .await?;
                fail::record(tx, generation, now).await?;
                let failed = fail::Failed {
                    generation: id,
                    code,
                    unfinished: current.and_then(|row| fail::unfinished(row, code)),
                };
                self.apologise(tx, &mut dialog, failed, now).await?;
                self.change_locked(tx, dialog, &fail::request_after(code)).await?;
            }
        }
        // What the contact wrote meanwhile has its turn now.
        tx.hasten_replies(generation.dialog, now).await?;
        let wanted = std::sync::Arc::clone(&self.replies_wanted);
        tx.after_commit(move || wanted.notify_one());
        Ok(Outcome::Posted)
    }

    /// Has it told that nothing comes of a reply, unless something did. Who ended it told so too, but from another
    /// node: there it may have come before the start, which alone would stay on screens.
    pub fn tell_cancelled(&self, tx: &mut Tx, of: &Generation) {
        if matches!(of.status, GenerationStatus::Completed | GenerationStatus::Error) {
            return;
        }
        let kind = EventKind::GenerationCancelled {
            generation: of.id,
            code: of.code.unwrap_or(FailureCode::TakenOver),
        };
        let (conversation, tenant, dialog) = (self.clone(), of.tenant, of.dialog);
        tx.after_commit(move || conversation.publish(tenant, dialog, kind));
    }

    /// Writes down what a reply was made of and what it cost, whatever became of it.
    async fn book(
        &self,
        tx: &mut Tx,
        generation: &Generation,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<(), Error> {
        if let Some(record) = &reply.record {
            tx.save_answer_record(generation.tenant, record).await?;
        }
        let spent = Spent {
            replies: 1,
            usage: reply.usage.unwrap_or_default(),
            cost_micros: reply.cost_micros,
        };
        tx.spend(generation.tenant, Some(generation.id), spent, now)
            .await?;
        Ok(())
    }
}

fn ended(status: GenerationStatus, code: FailureCode, at: Timestamp) -> Ending {
    Ending {
        status,
        code: Some(code),
        message: None,
        text: None,
        latency_ms: None,
        usage: None,
        at,
    }
}

enum End {
    Reply(Box<Reply>),
    Failure(FailureCode),
}
