use std::net::IpAddr;

use url::Host;

use crate::domain::Network;

/// What may be called although it is private. Empty: nothing.
#[derive(Clone, Debug, Default)]
pub struct Allowance {
    everything: bool,
    /// As `url` writes them, without a dot at the end.
    names: Vec<String>,
    networks: Vec<Network>,
}

/// An entry of the setting that is no name, address or network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither a host name nor an address nor a network such as 10.0.0.0/8")]
pub struct InvalidAllowance(String);

impl Allowance {
    /// Takes host names (`n8n.lan`), addresses, networks (`10.0.0.0/8`, `fd00::/8`), or `*` for everything.
    pub fn parse<T: AsRef<str>>(entries: &[T]) -> Result<Self, InvalidAllowance> {
        let mut allowance = Self::default();
        let entries = entries.iter().map(|entry| entry.as_ref().trim());
        for entry in entries.filter(|entry| !entry.is_empty()) {
            if entry == "*" {
                allowance.everything = true;
            } else if let Some(network) = Network::parse(entry) {
                allowance.networks.push(network);
            } else {
                allowance.names.push(name(entry)?);
            }
        }
        Ok(allowance)
    }

    /// Whether all that this name stands for may be called.
    pub(super) fn has_name(&self, name: &str) -> bool {
        let name = name.strip_suffix('.').unwrap_or(name);
        self.everything
            || self
                .names
                .iter()
                .any(|allowed| allowed.eq_ignore_ascii_case(name))
    }

    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        self.everything || self.networks.iter().any(|network| network.contains(address))
    }
}

fn name(entry: &str) -> Result<String, InvalidAllowance> {
    match Host::parse(entry) {
        Ok(Host::Domain(name)) => Ok(name.strip_suffix('.').unwrap_or(&name).to_owned()),
        _ => Err(InvalidAllowance(entry.to_owned())),
    }
}
