use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::sync::Barrier;

use crate::stage::Operator;
use crate::wire::{Api, Kind, Socket};

/// A claim that is not answered by then is a fault.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// What an operator was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Won,
    /// Somebody else was faster; `None` if the answer did not say who.
    Lost {
        holder: Option<i64>,
    },
}

/// An operator in the race.
#[derive(Debug)]
pub(super) struct Claimer {
    operator: Arc<Operator>,
    api: Api,
    over_socket: bool,
}

impl Claimer {
    pub(super) async fn enter(
        server: SocketAddr,
        operator: Arc<Operator>,
        over_socket: bool,
    ) -> Result<Self> {
        // A connection of its own, opened before the first race.
        let api = Api::new(server)?;
        operator.party(&api).await?;
        Ok(Self {
            operator,
            api,
            over_socket,
        })
    }

    pub(super) async fn claim(
        &self,
        dialog: i64,
        barrier: &Barrier,
        hesitation: Duration,
    ) -> Result<Outcome> {
        let claim = async {
            if self.over_socket {
                self.claim_over_socket(dialog, barrier, hesitation).await
            } else {
                self.claim_by_post(dialog, barrier, hesitation).await
            }
        };
        tokio::time::timeout(ANSWER_LIMIT, claim)
            .await
            .with_context(|| format!("a claim of dialog {dialog} was not answered"))?
    }

    async fn claim_by_post(&self, dialog: i64, barrier: &Barrier, hesitation: Duration) -> Result<Outcome> {
        let party = self.operator.party(&self.api).await?;
        together(barrier, hesitation).await;
        let answer = self.api.claim(&party, dialog).await?;
        if answer.is_done() {
            return Ok(Outcome::Won);
        }
        match answer.problem() {
            Some(problem) if answer.status == 409 && problem.code == "already_claimed" => Ok(Outcome::Lost {
                holder: problem.holder.map(|holder| holder.id),
            }),
            problem => bail!("a claim was answered with {}: {problem:?}", answer.status),
        }
    }

    async fn claim_over_socket(
        &self,
        dialog: i64,
        barrier: &Barrier,
        hesitation: Duration,
    ) -> Result<Outcome> {
        let party = self.operator.party(&self.api).await?;
        let (mut socket, _) = Socket::join(self.api.address(), &party, dialog, None).await?;
        together(barrier, hesitation).await;
        socket.send(&json!({ "type": "claim" })).await?;
        // The others' claims are seen here too: only a takeover in this operator's name is a win.
        let answer = socket
            .until(|frame| match frame.kind {
                Kind::Error => true,
                Kind::HandoffStarted => frame
                    .manager
                    .as_ref()
                    .is_some_and(|manager| manager.id == self.operator.id),
                _ => false,
            })
            .await?;
        match (answer.kind, answer.code.as_deref()) {
            (Kind::HandoffStarted, _) => Ok(Outcome::Won),
            (_, Some("already_claimed")) => Ok(Outcome::Lost {
                holder: answer.holder.map(|holder| holder.id),
            }),
            (_, code) => bail!("a claim over a socket was answered with {code:?}"),
        }
    }
}

/// Waits for the others, and then for a moment too short for a timer.
async fn together(barrier: &Barrier, hesitation: Duration) {
    barrier.wait().await;
    let since = Instant::now();
    while since.elapsed() < hesitation {
        tokio::task::yield_now().await;
    }
}
