//! Replies that nobody is at any more: the contact is not left waiting for them.

use std::time::Duration;

use super::{End, Outcome};
use crate::conversation::{Conversation, Error};
use crate::domain::{FailureCode, Generation};

/// How long a reply may be without a job and without news. The two change together, so any time is long enough for a
/// database that is whole; this one is for what a restore or a mistake has left.
const FORGOTTEN_AFTER: Duration = Duration::from_mins(2);

/// Replies of one look.
const AT_ONCE: i64 = 100;

impl Conversation {
    /// Gives up replies that should be written but that no job leads to. How many there were.
    ///
    /// # Errors
    ///
    /// If the database cannot be asked or written.
    pub async fn give_up_forgotten(&self) -> Result<usize, Error> {
        let before = self.clock.now().minus(FORGOTTEN_AFTER);
        let forgotten = self
            .store
            .read_aside()
            .await?
            .forgotten_generations(before, AT_ONCE)
            .await?;
        let mut given_up = 0;
        for generation in forgotten {
            given_up += usize::from(self.give_up(generation).await?);
        }
        Ok(given_up)
    }

    /// False if somebody else ended it meanwhile.
    async fn give_up(&self, generation: Generation) -> Result<bool, Error> {
        let conversation = self.clone();
        let key = (generation.tenant, generation.dialog);
        let outcome = self
            .store
            .write_dialogs(vec![key], move |tx| {
                Box::pin(async move {
                    let row = tx.lock_dialogs(&[key]).await?;
                    let Some(dialog) = row.into_values().next() else {
                        return Ok(Outcome::Overtaken);
                    };
                    let end = End::Failure(FailureCode::EngineFailed);
                    conversation.finish_locked(tx, dialog, &generation, end).await
                })
            })
            .await;
        let outcome: Result<Outcome, Error> = outcome;
        Ok(outcome? == Outcome::Posted)
    }
}
