use anyhow::Result;

use super::bus::Bus;
use crate::server::{Installation, Running};
use crate::wire::Api;

/// The second node, and what ties it to the first.
#[derive(Debug)]
pub(crate) struct Neighbour {
    pub(crate) server: Running,
    pub(crate) api: Api,
    pub(crate) bus: Bus,
}

impl Neighbour {
    /// Starts a node beside one that runs and is tied to the bus. Returns when they listen to each other.
    pub(crate) async fn join(first: &Installation, bus: Bus) -> Result<Self> {
        let installation = bus.tie(1, first.beside("second-node")?);
        let server = installation.start().await?;
        bus.until_linked().await?;
        Ok(Self {
            server,
            api: Api::new(installation.address())?,
            bus,
        })
    }
}
