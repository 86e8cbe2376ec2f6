//! What the command line does, one command to a file. Each returns what it prints.

mod assistant;
mod asyncapi;
mod backup;
mod demo;
mod doctor;
mod migrate;
mod openapi;
mod operator;
mod read_document;
mod restore;
mod serve;
mod site;
mod tenant;

use std::io::Write as _;

use serde_json::Value;

use super::config::Config;
use super::lifecycle::Tasks;
use super::node::Node;
use super::serve::outside;
use crate::domain::{PublicId, Tenant};
use crate::rest::Rest;

pub use assistant::create as create_assistant;
pub use asyncapi::run as asyncapi;
pub use backup::run as backup;
pub use demo::run as demo;
pub use doctor::{Examination, run as doctor};
pub use migrate::run as migrate;
pub use openapi::run as openapi;
pub use operator::{NewOperator, create as create_operator};
pub use read_document::run as read_document;
pub use restore::run as restore;
pub use serve::run as serve;
pub use site::create as create_site;
pub use tenant::create as create_tenant;

/// What a command made: a sentence for people, a value for programs.
pub struct Made {
    pub sentence: String,
    pub json: Value,
}

impl Made {
    /// Prints it on standard output.
    pub fn print(&self, as_json: bool) -> anyhow::Result<()> {
        let line = if as_json {
            self.json.to_string()
        } else {
            self.sentence.clone()
        };
        writeln!(std::io::stdout(), "{line}")?;
        Ok(())
    }
}

/// Opens the data beside a server that may be running, does one thing, and closes it again.
async fn with_data<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Rest) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let tasks = Tasks::new()?;
    match Node::open(config, &outside(), &tasks).await {
        Ok(node) => {
            let result = work(&node.rest).await;
            tasks.finish().await;
            node.rest.store.close().await;
            result
        }
        Err(error) => {
            tasks.finish().await;
            Err(error.into())
        }
    }
}

async fn find_tenant(rest: &Rest, raw: &str) -> anyhow::Result<Tenant> {
    let found = match PublicId::parse(raw) {
        Some(id) => rest.store.read().await?.tenant_by_public_id(&id).await?,
        None => None,
    };
    found.ok_or_else(|| anyhow::anyhow!("there is no tenant {raw:?}"))
}

async fn find_assistant(rest: &Rest, raw: &str) -> anyhow::Result<crate::domain::Assistant> {
    let found = match PublicId::parse(raw) {
        Some(id) => rest.store.read().await?.assistant_by_public_id(&id).await?,
        None => None,
    };
    found.ok_or_else(|| anyhow::anyhow!("there is no assistant {raw:?}"))
}
