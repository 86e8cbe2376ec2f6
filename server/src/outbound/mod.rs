//! The one way out: requests to addresses that a tenant wrote, such as a model's endpoint, a workflow's
//! webhook or a page to import.
//!
//! Such an address may be a trap: a name that leads into the network that the server stands in, today or only
//! when it is asked for the second time. So every address that a name stands for is checked at the moment of
//! connecting, and only a checked one is connected to. Redirects are the caller's to follow, for each is an
//! address of its own ([`Outbound::follow`]).

mod allowance;
mod error;
mod exchange;
mod guard;
mod lookup;
mod reserved;
mod target;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Method, retry};

pub use reqwest::header::{HeaderName, HeaderValue};

pub use allowance::{Allowance, InvalidAllowance};
pub use error::OutboundError;
pub use exchange::{Reply, Sending};
pub use lookup::{Found, Lookup, SystemLookup};
pub use target::{Refused, Target};

use crate::domain::PageOrigin;
use guard::Guard;
use lookup::CheckedLookup;

/// How long it may take until a connection stands: name, line and TLS together.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Whom we say we are.
const USER_AGENT: &str = concat!("Tandem/", env!("CARGO_PKG_VERSION"));

/// Idle connections to one host, kept for a while to be used again.
const IDLE_PER_HOST: usize = 8;
const IDLE_FOR: Duration = Duration::from_secs(30);

/// Whom this server may call.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// What may be called although it is private: n8n or Ollama in the LAN.
    pub allow_private: Allowance,
    /// Under which people reach this server: it does not call itself.
    pub own: Vec<PageOrigin>,
}

/// The outbound client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("no connections to other servers are possible: {0}")]
pub struct Unusable(String);

/// Sends requests. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    guard: Arc<Guard>,
}

impl Outbound {
    pub fn new(settings: &Settings) -> Result<Self, Unusable> {
        Self::with_lookup(settings, Arc::new(SystemLookup))
    }

    /// With names that mean what `lookup` says.
    pub fn with_lookup(settings: &Settings, lookup: Arc<dyn Lookup>) -> Result<Self, Unusable> {
        let guard = Arc::new(Guard::new(settings));
        let tls = trust::config().map_err(|error| Unusable(error.to_string()))?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(CheckedLookup::new(lookup, Arc::clone(&guard)))
            .user_agent(USER_AGENT)
            .connect_timeout(CONNECT_WITHIN)
            .redirect(Policy::none())
            // A proxy of the environment would look names up itself, unchecked.
            .no_proxy()
            .referer(false)
            // A request may cost money: whoever wants it again says so.
            .retry(retry::never())
            .http1_only()
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .pool_idle_timeout(IDLE_FOR)
            .build()
            .map_err(|error| Unusable(error.to_string()))?;
        Ok(Self { client, guard })
    }

    /// Reads an address that a tenant wrote: `http` or `https`, a host, any port, no user and password. One
    /// whose host is a number is held against the networks that may be called; a name is when it is used.
    pub fn check(&self, raw: &str) -> Result<Target, Refused> {
        target::parse(raw, &self.guard)
    }

    /// Where a redirect from `target` leads, checked like an address of its own.
    pub fn follow(&self, target: &Target, location: &str) -> Result<Target, Refused> {
        let next = target.url().join(location).map_err(|_| Refused::NotAnAddress)?;
        target::accept(next, &self.guard)
    }

    pub fn post_json(
        &self,
        target: &Target,
        headers: Vec<(HeaderName, HeaderValue)>,
        body: String,
    ) -> Sending {
        let request = self
            .client
            .request(Method::POST, target.url().clone())
            .header("content-type", "application/json")
            .body(body);
        Sending::new(request, headers)
    }

    pub fn get(&self, target: &Target, headers: Vec<(HeaderName, HeaderValue)>) -> Sending {
        Sending::new(self.client.request(Method::GET, target.url().clone()), headers)
    }
}

#[cfg(test)]
mod tests;
