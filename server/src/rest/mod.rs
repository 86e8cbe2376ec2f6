//! HTTP: handlers that mirror the URLs, one operation to a file.

mod articles;
mod assistants;
mod auth;
mod callbacks;
mod caller;
mod contacts;
mod dialogs;
mod failure;
#[cfg(fuzzing)]
pub mod fuzzed;
mod generations;
mod handoff;
mod input;
mod messages;
pub mod openapi;
mod operators;
mod questions;
mod rates;
mod router;
mod settings;
mod sites;
mod sources;
mod widget;

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;

use crate::access::Access;
use crate::assistant::ask::Ask;
use crate::assistant::import::Importing;
use crate::conversation::Conversation;
use crate::domain::{Clock, Entropy};
use crate::hub::Hub;
use crate::outbound::Outbound;
use crate::store::Store;

pub use dialogs::summary_body;
pub use failure::Failure;
pub use rates::{RateSettings, Rates};
pub use router::{document, router};

/// What the handlers need. Cheap to clone: each request does, once for every layer.
#[derive(Clone)]
pub struct Rest(Arc<Parts>);

impl Rest {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for Rest {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

pub struct Parts {
    pub access: Access,
    /// Answers questions that belong to no reply.
    pub ask: Ask,
    pub outbound: Outbound,
    pub conversation: Conversation,
    pub hub: Arc<Hub>,
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub history_epoch: Arc<str>,
    pub importing: Importing,
}

impl FromRef<Rest> for Access {
    fn from_ref(rest: &Rest) -> Self {
        rest.access.clone()
    }
}
