use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use super::Shared;
use super::attempt::Attempt;
use super::backoff::{LONGEST_PATIENCE, MOST_TRIES};
use crate::assistant::breaker::Rest;
use crate::conversation::{self, REPLY_JOB, Task};
use std::time::Duration;

use crate::domain::{Event, EventKind, FailureCode, Generation, Mark, TenantId, Timestamp};
use crate::store::{Error, Job, Tx};

/// How long a reply waits for an earlier one of the same dialog that is being written; its end wakes it sooner.
const IN_TURN: Duration = Duration::from_secs(1);

/// What a claimed job comes to.
enum Begun {
    /// Whether it is the one that finds out if the engine works again.
    Attempt(Generation, bool),
    /// An earlier reply of the dialog comes first, or the engine wants to be left alone.
    Later(Timestamp),
    /// No reply is wanted any more.
    Unwanted,
}

impl Shared {
    /// Takes the next reply that is wanted, of none of the tenants `passed_over`; nothing when there is none.
    pub(super) async fn claim(
        self: &Arc<Self>,
        passed_over: &[TenantId],
    ) -> Result<Option<Attempt>, conversation::Error> {
        loop {
            // A look costs no transaction, and most looks find nothing.
            let due = self.store.read().await?.next_due(REPLY_JOB).await?;
            let now = self.clock.now();
            if due.is_none_or(|due| due > now) {
                return Ok(None);
            }
            let owner = format!(
                "{}/{}",
                self.settings.node,
                self.leases.fetch_add(1, Ordering::Relaxed)
            );
            let (lease, name) = (now.plus(self.settings.lease), owner.clone());
            let (bus, passed_over) = (Arc::clone(&self.bus), passed_over.to_vec());
            let shared = Arc::clone(self);
            let taken = self.store.write(move |tx| {
                Box::pin(async move {
                    let Some(job) = tx.claim_job(REPLY_JOB, &name, lease, now, &passed_over).await? else {
                        return Ok(None);
                    };
                    let begun = shared.begin(tx, &job, now).await?;
                    match &begun {
                        // Told in the order of the commits: who takes over a moment later ends it for everybody.
                        Begun::Attempt(generation, _) if job.attempts <= MOST_TRIES => {
                            let started = started(generation, &job);
                            tx.after_commit(move || bus.publish(started));
                        }
                        Begun::Attempt(..) => {}
                        Begun::Later(until) => {
                            tx.postpone_job(job.id, &name, *until).await?;
                        }
                        Begun::Unwanted => {
                            tx.finish_job(job.id, &name).await?;
                        }
                    }
                    Ok::<_, Error>(Some((job, begun)))
                })
            });
            let Some((job, begun)) = taken.await? else {
                return Ok(None);
            };
            let Begun::Attempt(generation, probes) = begun else {
                continue;
            };
            let task = Task {
                generation,
                job: job.id,
                owner,
            };
            if job.attempts > MOST_TRIES {
                // Each time somebody died over it, or could not save the end.
                self.conversation
                    .fail_reply(task, FailureCode::EngineFailed)
                    .await?;
                continue;
            }
            return Ok(Some(Attempt {
                shared: Arc::clone(self),
                task,
                number: number(&job),
                probes,
                asked: Mutex::default(),
            }));
        }
    }
}

fn started(generation: &Generation, job: &Job) -> Arc<Event> {
    let reply_to = Mark {
        public: generation.reply_to_public,
        staff: generation.reply_to_staff,
    };
    let kind = EventKind::GenerationStarted {
        generation: generation.id,
        reply_to,
        attempt: number(job),
    };
    Arc::new(Event {
        tenant: generation.tenant,
        dialog: generation.dialog,
        kind,
    })
}

/// Of the attempt: 1 for the first.
fn number(job: &Job) -> i32 {
    i32::try_from(job.attempts).unwrap_or(i32::MAX)
}

impl Shared {
    /// Begins the next attempt of the job's generation, if it is its turn.
    async fn begin(&self, tx: &mut Tx, job: &Job, now: Timestamp) -> Result<Begun, Error> {
        let Some(id) = job.generation else {
            return Ok(Begun::Unwanted);
        };
        let Some(generation) = tx.generation(job.tenant, id).await? else {
            return Ok(Begun::Unwanted);
        };
        let mut probes = false;
        if generation.status.is_active() {
            if tx.earlier_is_active(&generation).await? {
                return Ok(Begun::Later(now.plus(IN_TURN)));
            }
            match self.rest(tx, &generation, now).await? {
                Rest::Until(until) if may_wait(&generation, until) => return Ok(Begun::Later(until)),
                Rest::Until(_) | Rest::Over => {}
                Rest::Try => probes = true,
            }
        }
        let begun = tx.begin_attempt(job.tenant, id, number(job), now).await?;
        Ok(if begun {
            Begun::Attempt(generation, probes)
        } else {
            Begun::Unwanted
        })
    }

    /// Whether the reply's engine wants to be left alone.
    async fn rest(&self, tx: &mut Tx, of: &Generation, now: Timestamp) -> Result<Rest, Error> {
        if self.breaker.is_calm() {
            return Ok(Rest::Over);
        }
        let assistant = tx.assistant(of.tenant, of.assistant).await?;
        Ok(assistant.map_or(Rest::Over, |assistant| self.breaker.rest(&assistant, now)))
    }
}

/// Whether the visitor can be expected to wait so long.
pub(super) fn may_wait(reply: &Generation, until: Timestamp) -> bool {
    until <= reply.created_at.plus(LONGEST_PATIENCE)
}
