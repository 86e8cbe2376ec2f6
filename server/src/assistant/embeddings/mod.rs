//! Vectors of passages, made by any endpoint that speaks OpenAI's `/embeddings`: they find what means the same in other
//! words. Only for assistants whose owner names such an endpoint; nobody else's words go anywhere.
//!
//! `worker` and `run` give passages their vectors, under a lease, so that two nodes do not pay for the same. `near` finds
//! the passages whose vectors lie nearest to a question's, over what `memory` holds. Both ask through `pay`, and that
//! through `call`. What fails is told in the assistant's row; a question whose vector does not come in time is looked
//! up by its words alone.

mod call;
mod memory;
mod near;
mod pay;
mod run;
mod worker;

use std::sync::Arc;

pub use worker::Embedders;

use self::memory::Memory;
use self::near::Rests;
use crate::access::Access;
use crate::domain::{Clock, Entropy};
use crate::outbound::Outbound;
use crate::store::Store;

/// Asks for vectors, and holds those of the assistants that are asked most lately. Cheap to clone.
#[derive(Clone)]
pub struct Embedder {
    store: Store,
    outbound: Outbound,
    access: Access,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    memory: Arc<Memory>,
    rests: Arc<Rests>,
}

impl Embedder {
    pub fn new(
        store: Store,
        outbound: Outbound,
        access: Access,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            store,
            outbound,
            access,
            clock,
            entropy,
            memory: Arc::default(),
            rests: Arc::default(),
        }
    }
}
