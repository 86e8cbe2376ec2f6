//! From a name to addresses, all of them checked.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::guard::Guard;

/// What a name stands for, on its way.
pub type Found = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Knows what names stand for.
pub trait Lookup: Send + Sync {
    fn find(&self, name: &str) -> Found;
}

/// As this machine is set up.
#[derive(Clone, Copy, Debug)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn find(&self, name: &str) -> Found {
        let name = name.to_owned();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Lets a name pass only if all that it stands for may be called. The client connects to what this gives and
/// to nothing else: nobody asks a second time, when the answer might be another.
pub(super) struct CheckedLookup {
    lookup: Arc<dyn Lookup>,
    guard: Arc<Guard>,
}

impl CheckedLookup {
    pub(super) fn new(lookup: Arc<dyn Lookup>, guard: Arc<Guard>) -> Self {
        Self { lookup, guard }
    }
}

impl Resolve for CheckedLookup {
    fn resolve(&self, name: Name) -> Resolving {
        let finding = self.lookup.find(name.as_str());
        let guard = Arc::clone(&self.guard);
        Box::pin(async move {
            let addresses = finding.await?;
            guard.judge_name(name.as_str(), &addresses)?;
            // Port 0: the one of the request.
            let addresses = addresses.into_iter().map(|address| SocketAddr::new(address, 0));
            let addresses: Addrs = Box::new(addresses);
            Ok(addresses)
        })
    }
}
