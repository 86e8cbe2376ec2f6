//! How often one address may do what costs the server much, sign in and open dialogs, and how often it may read.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, Response};
use axum::response::IntoResponse;
use tokio_util::sync::CancellationToken;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

use super::Failure;
use crate::access::{TrustedProxies, network_of};
use crate::protocol::{ErrorCode, Problem};

/// Requests of one address. A burst of a whole minute's worth may come at once.
#[derive(Clone, Debug)]
pub struct RateSettings {
    pub sign_ins_per_minute: u32,
    pub dialogs_per_minute: u32,
    /// 0 is no bound.
    pub reads_per_minute: u32,
    /// Proxies whose word on the address is believed.
    pub proxies: TrustedProxies,
}

type NoHeaders = governor::middleware::NoOpMiddleware<governor::clock::QuantaInstant>;
type Config = GovernorConfig<ByAddress, NoHeaders>;

/// The counters. One set per node.
#[derive(Clone)]
pub struct Rates {
    sign_ins: Arc<Config>,
    dialogs: Arc<Config>,
    reads: Option<Arc<Config>>,
}

impl Rates {
    /// `None` if a rate is zero that must not be.
    pub fn new(settings: &RateSettings) -> Option<Self> {
        let of = |method: Method, per_minute: u32| -> Option<Arc<Config>> {
            let period = Duration::from_mins(1).checked_div(per_minute)?;
            let by = ByAddress(settings.proxies.clone());
            let config = GovernorConfigBuilder::default()
                .period(period)
                .burst_size(per_minute)
                .methods(vec![method])
                .key_extractor(by)
                .finish()?;
            Some(Arc::new(config))
        };
        Some(Self {
            sign_ins: of(Method::POST, settings.sign_ins_per_minute)?,
            dialogs: of(Method::POST, settings.dialogs_per_minute)?,
            reads: of(Method::GET, settings.reads_per_minute),
        })
    }

    pub(super) fn of_sign_ins(&self) -> GovernorLayer<ByAddress, NoHeaders, Body> {
        GovernorLayer::new(Arc::clone(&self.sign_ins)).error_handler(refuse)
    }

    pub(super) fn of_dialogs(&self) -> GovernorLayer<ByAddress, NoHeaders, Body> {
        GovernorLayer::new(Arc::clone(&self.dialogs)).error_handler(refuse)
    }

    /// `None`: as often as they like.
    pub(super) fn of_reads(&self) -> Option<GovernorLayer<ByAddress, NoHeaders, Body>> {
        let reads = self.reads.as_ref()?;
        Some(GovernorLayer::new(Arc::clone(reads)).error_handler(refuse))
    }

    /// Forgets, every minute, the addresses that have been quiet for one: strangers cannot make it grow for ever.
    pub async fn forget_the_quiet(self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_mins(1)) => {}
                () = stop.cancelled() => return,
            }
            self.sign_ins.limiter().retain_recent();
            self.dialogs.limiter().retain_recent();
            if let Some(reads) = &self.reads {
                reads.limiter().retain_recent();
            }
        }
    }
}

/// Counts by the client's address; an IPv6 network of 64 bits, which one home has, counts as one.
#[derive(Clone, Debug)]
pub(super) struct ByAddress(TrustedProxies);

impl KeyExtractor for ByAddress {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<Self::Key, GovernorError> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let ConnectInfo(peer) = peer.ok_or(GovernorError::UnableToExtractKey)?;
        Ok(network_of(self.0.client(peer.ip(), request.headers())))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that the layer asks for")]
fn refuse(error: GovernorError) -> Response<Body> {
    let problem = match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            let wait = wait_time.max(1).saturating_mul(1_000);
            Problem::new(
                ErrorCode::RateLimited,
                "That was too often. Try again in a moment.",
            )
            .retry_after(wait)
        }
        _ => Problem::new(ErrorCode::Internal, "The server could not do that just now."),
    };
    Failure::from(problem).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_of_nothing_is_refused() {
        let settings = RateSettings {
            sign_ins_per_minute: 0,
            dialogs_per_minute: 1,
            reads_per_minute: 1,
            proxies: TrustedProxies::default(),
        };
        assert!(Rates::new(&settings).is_none());
    }
}
