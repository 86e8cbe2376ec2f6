use std::future::pending;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::attempt::Attempt;
use super::draft::Draft;
use crate::assistant::engine::EngineError;
use crate::domain::FailureCode;
use crate::store::Error;

/// What has been drawn is saved now and then, beside the drawing: nobody who reads waits for a commit.
pub(super) struct Progress<'a> {
    attempt: &'a Attempt,
    /// The last delta that is saved, or being saved.
    saved: i64,
    /// Bytes that an earlier attempt had drawn: fewer do not take their place.
    shown: usize,
    /// Not before.
    due: Instant,
    saving: Option<BoxFuture<'a, Result<bool, Error>>>,
}

impl<'a> Progress<'a> {
    pub(super) fn of(attempt: &'a Attempt) -> Self {
        attempt.shared.saving.fetch_add(1, Ordering::Relaxed);
        Self {
            attempt,
            saved: NOTHING,
            shown: attempt.task.generation.text.len(),
            due: Instant::now(),
            saving: None,
        }
    }

    /// Saves what `draft` has drawn, as long as it is waited for. Ends when nobody wants the reply any more.
    pub(super) async fn keep(&mut self, draft: &Draft) {
        loop {
            if let Some(saving) = &mut self.saving {
                let kept = saving.await;
                self.saving = None;
                match kept {
                    Ok(true) => {}
                    Ok(false) => return,
                    Err(error) => {
                        // Progress is a comfort; the end of the answer is what must be saved.
                        let id = self.attempt.task.generation.id;
                        tracing::warn!(generation.id = %id, error = %error, "progress was not saved");
                        self.saved = NOTHING;
                    }
                }
            } else if draft.index() > self.saved && draft.drawn().len() >= self.shown {
                sleep_until(self.due).await;
                self.begin(draft);
            } else {
                pending::<()>().await;
            }
        }
    }

    fn begin(&mut self, draft: &Draft) {
        self.saved = draft.index();
        let Shared {
            store,
            settings,
            saving,
            ..
        } = &*self.attempt.shared;
        let replies = saving.load(Ordering::Relaxed);
        self.due = Instant::now() + pause(settings.save_every, replies);
        let generation = &self.attempt.task.generation;
        let (tenant, id, attempt) = (generation.tenant, generation.id, self.attempt.number);
        let (index, text) = (draft.index(), draft.drawn().to_owned());
        self.saving = Some(Box::pin(
            store.write_dialogs(vec![(tenant, generation.dialog)], move |tx| {
                Box::pin(async move { tx.save_progress(tenant, id, attempt, index, &text).await })
            }),
        ));
    }
}

impl Attempt {
    /// Keeps what an attempt that broke has shown, whatever was kept of it meanwhile: it stays on screens. Of an answer
    /// that was too long all is kept that came: a person may go on from there.
    pub(super) async fn keep_written(&self, draft: &Draft, error: &EngineError) {
        let generation = &self.task.generation;
        let (index, written) = if error.code == FailureCode::TooLong {
            (draft.index() + 1, draft.text())
        } else {
            (draft.index(), draft.drawn())
        };
        if written.is_empty() || written.len() < generation.text.len() {
            return;
        }
        let (tenant, id, attempt) = (generation.tenant, generation.id, self.number);
        let text = written.to_owned();
        let kept: Result<bool, Error> = self
            .shared
            .store
            .write_dialogs(vec![(tenant, generation.dialog)], move |tx| {
                Box::pin(async move { tx.save_progress(tenant, id, attempt, index, &text).await })
            })
            .await;
        if let Err(error) = kept {
            tracing::warn!(generation.id = %id, error = %error, "what was shown was not saved");
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.attempt.shared.saving.fetch_sub(1, Ordering::Relaxed);
    }
}

/// How long a reply waits between two saves where `replies` are written: together they save about 200 times a second at
/// most, whatever their number, for each save only writes over the one before.
fn pause(save_every: Duration, replies: usize) -> Duration {
    const EACH: Duration = Duration::from_millis(5);
    let replies = u32::try_from(replies).unwrap_or(u32::MAX);
    save_every.max(EACH.saturating_mul(replies.saturating_sub(1)))
}

/// The number before that of the first delta.
const NOTHING: i64 = -1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_replies_save_no_more_often_than_some() {
        let quarter = Duration::from_millis(250);
        assert_eq!(pause(quarter, 1), quarter);
        assert_eq!(pause(quarter, 50), quarter);
        assert_eq!(pause(quarter, 201), Duration::from_secs(1));
        assert_eq!(pause(Duration::ZERO, 1), Duration::ZERO);
    }
}
