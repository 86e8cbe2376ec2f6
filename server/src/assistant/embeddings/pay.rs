//! Vectors cost what they cost: it is taken from the tenant's day before anybody is asked, and set right afterwards.

use std::time::Duration;

use super::Embedder;
use super::call::{Called, Failed, call};
use crate::domain::{EmbeddingFault, Embeddings, Spent, Usage};
use crate::store::Error;

/// Bytes of a token, at the least that is usual: what is set aside should suffice.
const BYTES_PER_TOKEN: usize = 3;

/// Why there are no vectors.
#[derive(Debug)]
pub(super) enum Missed {
    Fault(EmbeddingFault, Option<Duration>),
    Store(Error),
}

impl From<Error> for Missed {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl Embedder {
    /// The vectors of `texts`, of which there is at least one and none is empty; each of length 1.
    pub(super) async fn vectors(
        &self,
        of: &Embeddings,
        texts: &[String],
        within: Duration,
    ) -> Result<Vec<Vec<f32>>, Missed> {
        let key = self.access.embeddings_key(of);
        let key = key.map_err(|_| Missed::Fault(EmbeddingFault::KeyUnusable, None))?;
        let bytes: usize = texts.iter().map(String::len).sum();
        let most = i64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(i64::MAX);
        self.set_aside(of, most).await?;
        let called = call(&self.outbound, &of.settings, key.as_ref(), texts, within).await;
        let used = match &called {
            Ok(Called { tokens, .. }) => tokens.unwrap_or(most),
            Err(Failed { costs: true, .. }) => most,
            Err(_) => 0,
        };
        self.set_right(of, most, used).await?;
        match called {
            Ok(called) => Ok(called.vectors),
            Err(failed) => Err(Missed::Fault(failed.fault, failed.retry_after)),
        }
    }

    async fn set_aside(&self, of: &Embeddings, tokens: i64) -> Result<(), Missed> {
        let (tenant, micros, now) = (of.tenant, of.settings.cost(tokens), self.clock.now());
        let set_aside: Result<bool, Error> = self
            .store
            .write(move |tx| Box::pin(async move { tx.spend_within(tenant, tokens, micros, now).await }))
            .await;
        if set_aside? {
            Ok(())
        } else {
            Err(Missed::Fault(EmbeddingFault::BudgetSpent, None))
        }
    }

    /// Spends the difference; less than nothing if too much was set aside.
    async fn set_right(&self, of: &Embeddings, aside: i64, used: i64) -> Result<(), Error> {
        if aside == used {
            return Ok(());
        }
        let (tenant, now) = (of.tenant, self.clock.now());
        let rest = Spent {
            replies: 0,
            usage: Usage {
                input_tokens: used - aside,
                output_tokens: 0,
            },
            cost_micros: of.settings.cost(used) - of.settings.cost(aside),
        };
        self.store
            .write(move |tx| Box::pin(async move { tx.spend(tenant, None, rest, now).await }))
            .await
    }
}
