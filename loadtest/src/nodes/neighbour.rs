use std::net::SocketAddr;

use anyhow::Result;

use super::bus::Bus;
use crate::server::{Installation, Running, Storage};
use crate::wire::Api;

/// The second node, and what ties it to the first.
#[derive(Debug)]
pub(crate) struct Neighbour {
    pub(crate) server: Running,
    pub(crate) api: Api,
    pub(crate) address: SocketAddr,
    pub(crate) bus: Bus,
}

impl Neighbour {
    /// Starts a node beside one that runs and is tied to the bus. Returns when they listen to each other.
    pub(crate) async fn join(first: &Installation, bus: Bus) -> Result<Self> {
        let installation = first.beside("second-node")?;
        Self::start(installation, bus).await
    }

    /// The same for a node with a way of its own to the database.
    pub(crate) async fn join_at(first: &Installation, storage: Storage, bus: Bus) -> Result<Self> {
        let installation = first.beside("second-node")?.stored_at(storage);
        Self::start(installation, bus).await
    }

    async fn start(installation: Installation, bus: Bus) -> Result<Self> {
        let installation = bus.tie(1, installation);
        let server = installation.start().await?;
        bus.until_linked().await?;
        Ok(Self {
            server,
            api: Api::new(installation.address())?,
            address: installation.address(),
            bus,
        })
    }
}
