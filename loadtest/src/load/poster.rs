use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::back_off::BackOff;
use super::outbox::{Letter, Outbox};
use super::phase::Orders;
use super::pulse::Pulse;
use crate::dice::Dice;
use crate::stage::Pen;
use crate::wire::{Api, Party};
use std::sync::Arc;

/// Somebody who writes by `POST`, one message at a time: another device of a visitor, or an operator.
#[derive(Debug)]
pub(super) struct Poster {
    pub(super) api: Api,
    pub(super) pen: Pen,
    pub(super) dialog: i64,
    pub(super) outbox: Outbox,
    pub(super) orders: Orders,
    pub(super) pulse: Arc<Pulse>,
    pub(super) back_off: BackOff,
    pub(super) dice: Dice,
    pub(super) longest_pause: Duration,
    /// The name of the history that it knows.
    pub(super) epoch: Option<String>,
    /// Looks before each message whether the history is still that one: nothing else tells who only posts.
    pub(super) looks: bool,
}

impl Poster {
    /// Writes until it is told to settle and all is acknowledged.
    pub(super) async fn run(mut self) -> Result<()> {
        loop {
            let Some(letter) = self.outbox.letters.front().cloned() else {
                if self.orders.is_settling() {
                    if self.has_all().await? {
                        return Ok(());
                    }
                    continue;
                }
                let pause = self.dice.between(Duration::ZERO, self.longest_pause);
                tokio::select! {
                    () = tokio::time::sleep(pause) => self.outbox.compose()?,
                    () = self.orders.changed() => {}
                }
                continue;
            };
            if self.post(&letter).await? {
                self.back_off.succeeded();
            } else {
                tokio::time::sleep(self.back_off.failed()).await;
            }
        }
    }

    /// Whether nothing can be lost any more. Who did not write since a restore has not noticed it yet.
    async fn has_all(&mut self) -> Result<bool> {
        if !self.looks {
            return Ok(true);
        }
        if let Ok(party) = self.pen.party(&self.api).await
            && self.knows_history(&party).await?
        {
            return Ok(true);
        }
        if self.outbox.letters.is_empty() {
            tokio::time::sleep(self.back_off.failed()).await;
        }
        Ok(false)
    }

    /// Whether the history is the one that it knows. If it became another one, what is lost goes again first.
    async fn knows_history(&mut self, party: &Party) -> Result<bool> {
        let Ok(end) = self.api.page(party, self.dialog, i64::MAX).await else {
            // If it was the token, the next one is new.
            self.pen.forget(party).await;
            return Ok(false);
        };
        match &self.epoch {
            Some(known) if *known != end.epoch => {
                let Ok((history, _)) = self.api.history(party, self.dialog).await else {
                    return Ok(false);
                };
                self.outbox.begin_anew(end.epoch.clone(), &history)?;
                self.epoch = Some(end.epoch);
                Ok(false)
            }
            _ => {
                self.epoch = Some(end.epoch);
                Ok(true)
            }
        }
    }

    /// Whether it was answered for good.
    async fn post(&mut self, letter: &Letter) -> Result<bool> {
        let Ok(party) = self.pen.party(&self.api).await else {
            return Ok(false);
        };
        if self.looks && !self.knows_history(&party).await? {
            return Ok(false);
        }
        let sent = Instant::now();
        let posted = self
            .api
            .post_message(&party, self.dialog, &letter.client_id, &letter.text)
            .await;
        let answer = match posted {
            Ok(answer) => answer,
            Err(failed) => {
                // A broken connection is an answer of a kind; silence until the limit is none.
                if failed.was_silence() {
                    self.outbox.answered(sent, "nothing");
                }
                return Ok(false);
            }
        };
        if answer.is_done() {
            self.outbox.answered(sent, "done");
            self.outbox.acked(
                &letter.client_id,
                &answer.read().context("an answer lacks what each has")?,
            )?;
            return Ok(true);
        }
        self.outbox.answered(sent, "refused");
        if answer.status == 401 {
            self.pen.forget(&party).await;
            self.pulse.refused("signed out");
            return Ok(false);
        }
        let problem = answer.problem();
        let code = problem.as_ref().map_or_else(
            || format!("status {}", answer.status),
            |problem| problem.code.clone(),
        );
        // At the door it is said without a body.
        if answer.status == 503 || problem.is_some_and(|problem| problem.retryable) {
            self.outbox.refused_for_now(&letter.client_id, &code);
            return Ok(false);
        }
        self.outbox.refused(&letter.client_id, &code)?;
        Ok(true)
    }
}
