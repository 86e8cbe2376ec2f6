//! One try to write a reply: under its lease, and with what follows when it goes wrong.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Shared;
use super::backoff::{MOST_TRIES, wait_after};
use super::claim::may_wait;
use crate::assistant::engine::EngineError;
use crate::conversation::{self, DEADLINE_JOB, Reply, Task};
use crate::domain::{AnswerRecord, Event, EventKind, FailureCode, Spent, Timestamp};
use crate::store::{self, NewJob};

/// How long a database that could not save the end of an attempt is left alone.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// How long what an attempt came to is kept for a database that cannot save it.
const KEPT_FOR: Duration = Duration::from_mins(1);

/// Why an attempt ended without a reply.
#[derive(Debug)]
pub(super) enum Stop {
    /// Nobody wants the reply any more, or another worker has it.
    Overtaken,
    /// The engine has come to want to be left alone until then.
    Rests(Timestamp),
    Failed(EngineError),
}

impl From<EngineError> for Stop {
    fn from(error: EngineError) -> Self {
        Self::Failed(error)
    }
}

/// What an attempt came to, if nothing went wrong.
#[derive(Clone, Debug)]
pub(super) enum Written {
    Reply(Box<Reply>),
    /// A workflow has it now, until then.
    Elsewhere(Timestamp),
}

/// A try of one task.
pub(super) struct Attempt {
    pub(super) shared: Arc<Shared>,
    pub(super) task: Task,
    /// 1 for the first.
    pub(super) number: i32,
    /// It finds out whether an engine that wanted to be left alone works again.
    pub(super) probes: bool,
    /// What engines that bill were asked in this attempt; taken when it is booked.
    pub(super) asked: Mutex<Option<AnswerRecord>>,
}

impl Attempt {
    /// Writes the reply, or sees to it that another try or an honest word follows.
    pub(super) async fn run(self) {
        let registration = self.shared.cancellations.register(self.task.generation.id);
        let written = tokio::select! {
            biased;
            () = registration.cancelled() => Err(Stop::Overtaken),
            () = self.lose_lease() => Err(Stop::Overtaken),
            written = self.write() => written,
        };
        if let Err(Stop::Failed(error)) = &written {
            tracing::warn!(
                generation.id = %self.task.generation.id, attempt = self.number, error = %error,
                "an attempt at a reply failed"
            );
        }
        if let Err(error) = self.insist(&written).await {
            // The lease runs out, and the job is taken again.
            tracing::warn!(generation.id = %self.task.generation.id, error = %error, "a reply could not be saved");
        }
    }

    /// Saves how it ended. A database that is away for a while is asked again: what is written need not be written
    /// once more. (The job, if it is somebody else's by then, stands in the way of saying it twice.)
    async fn insist(&self, written: &Result<Written, Stop>) -> Result<(), conversation::Error> {
        let until = Instant::now() + KEPT_FOR;
        loop {
            let ended = match written {
                Ok(Written::Reply(reply)) => self.complete(Reply::clone(reply)).await,
                Ok(Written::Elsewhere(until)) => self.hand_over(*until).await,
                Err(Stop::Overtaken) => self.put_away().await,
                Err(Stop::Rests(until)) => self.postpone(*until).await,
                Err(Stop::Failed(error)) => self.retry_or_fail(error).await,
            };
            match ended {
                Err(conversation::Error::Store(error)) if error.is_retryable() && Instant::now() < until => {
                    tokio::time::sleep(AGAIN_AFTER).await;
                }
                ended => return ended,
            }
        }
    }

    async fn complete(&self, reply: Reply) -> Result<(), conversation::Error> {
        self.shared
            .conversation
            .complete_reply(self.task.clone(), reply)
            .await?;
        Ok(())
    }

    /// A workflow has been asked: what is left to do is to see whether it answered in time.
    async fn hand_over(&self, until: Timestamp) -> Result<(), conversation::Error> {
        let Task {
            generation,
            job,
            owner,
        } = self.task.clone();
        let now = self.shared.clock.now();
        let conversation = self.shared.conversation.clone();
        let handed_over: Result<(), store::Error> = self
            .shared
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.finish_job(job, &owner).await? {
                        return Ok(());
                    }
                    let current = tx.generation(generation.tenant, generation.id).await?;
                    if let Some(row) = current.filter(|row| !row.status.is_active()) {
                        conversation.tell_cancelled(tx, &row);
                        return Ok(());
                    }
                    let waiting = NewJob {
                        kind: DEADLINE_JOB,
                        tenant: generation.tenant,
                        key: format!("{DEADLINE_JOB}:{}", generation.id),
                        generation: Some(generation.id),
                        payload: serde_json::Value::Null,
                        run_at: until,
                        at: now,
                    };
                    tx.enqueue_jobs(&[waiting]).await
                })
            })
            .await;
        Ok(handed_over?)
    }

    /// Takes an unwanted job out of the queue now, not when its lease runs out. One that is still wanted stays:
    /// whoever has its lease by then goes on with it.
    async fn put_away(&self) -> Result<(), conversation::Error> {
        self.book().await?;
        let Task {
            generation,
            job,
            owner,
        } = self.task.clone();
        let conversation = self.shared.conversation.clone();
        let put_away: Result<(), store::Error> = self
            .shared
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let current = tx.generation(generation.tenant, generation.id).await?;
                    if current.as_ref().is_some_and(|row| row.status.is_active()) {
                        return Ok(());
                    }
                    tx.finish_job(job, &owner).await?;
                    if let Some(row) = current {
                        conversation.tell_cancelled(tx, &row);
                    }
                    Ok(())
                })
            })
            .await;
        Ok(put_away?)
    }

    /// Nothing was asked: it is as if the try had not begun, unless the visitor would have to wait for too long.
    async fn postpone(&self, until: Timestamp) -> Result<(), conversation::Error> {
        let task = self.task.clone();
        if !may_wait(&task.generation, until) {
            self.shared
                .conversation
                .fail_reply(task, FailureCode::Paused)
                .await?;
            return Ok(());
        }
        let postponed: Result<bool, store::Error> = self
            .shared
            .store
            .write(move |tx| Box::pin(async move { tx.postpone_job(task.job, &task.owner, until).await }))
            .await;
        postponed?;
        Ok(())
    }

    async fn retry_or_fail(&self, error: &EngineError) -> Result<(), conversation::Error> {
        self.book().await?;
        let number = i64::from(self.number);
        let asked_to_wait = error.retry_after.unwrap_or_default();
        let again_at = self.shared.clock.now().plus(asked_to_wait);
        let too_long = error.retry_after.is_some() && !may_wait(&self.task.generation, again_at);
        if !error.retryable || number >= MOST_TRIES || too_long {
            let task = self.task.clone();
            self.shared.conversation.fail_reply(task, error.code).await?;
            return Ok(());
        }
        let run_at = again_at.plus(wait_after(number, &*self.shared.entropy));
        let Task { job, owner, .. } = self.task.clone();
        let given_back: Result<bool, store::Error> = self
            .shared
            .store
            .write(move |tx| Box::pin(async move { tx.retry_job(job, &owner, run_at).await }))
            .await;
        given_back?;
        Ok(())
    }

    /// Writes down what an attempt that came to nothing has cost.
    async fn book(&self) -> Result<(), conversation::Error> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(record) = asked else { return Ok(()) };
        let generation = &self.task.generation;
        let (tenant, id, now) = (generation.tenant, generation.id, self.shared.clock.now());
        let booked: Result<(), store::Error> = self
            .shared
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let spent = Spent {
                        replies: 0,
                        usage: record.usage,
                        cost_micros: record.cost_micros,
                    };
                    tx.save_answer_record(tenant, &record).await?;
                    tx.spend(tenant, Some(id), spent, now).await
                })
            })
            .await;
        booked?;
        // A database that could not save what follows is asked again, but this is booked.
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }

    /// Keeps the lease, and ends once it is lost.
    async fn lose_lease(&self) {
        let Shared {
            settings,
            clock,
            store,
            ..
        } = &*self.shared;
        let mut until = clock.now().plus(settings.lease);
        loop {
            tokio::time::sleep(settings.renew_every).await;
            let Task { job, owner, .. } = self.task.clone();
            let next = clock.now().plus(settings.lease);
            let held: Result<bool, store::Error> = store
                .write(move |tx| Box::pin(async move { tx.extend_lease(job, &owner, next).await }))
                .await;
            match held {
                Ok(true) => until = next,
                // The database is away for a moment: the lease may still be ours.
                Err(_) if clock.now() < until => {}
                Ok(false) | Err(_) => return,
            }
        }
    }

    pub(super) fn publish(&self, kind: EventKind) {
        let (tenant, dialog) = (self.task.generation.tenant, self.task.generation.dialog);
        self.shared.bus.publish(Arc::new(Event { tenant, dialog, kind }));
    }
}
