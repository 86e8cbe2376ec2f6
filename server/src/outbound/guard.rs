use std::net::{IpAddr, UdpSocket};

use url::{Host, Url};

use super::reserved::{embedded, is_public};
use super::target::Refused;
use super::{Allowance, Settings};

/// Decides where a connection may lead.
pub(super) struct Guard {
    allowance: Allowance,
    /// This server's own origins.
    own: Vec<url::Origin>,
    /// Whether an address is one of this machine's: behind its own firewall everything is open.
    is_ours: fn(IpAddr) -> bool,
}

impl Guard {
    pub(super) fn new(settings: &Settings) -> Self {
        let own = settings.own.iter();
        Self {
            allowance: settings.allow_private.clone(),
            own: own
                .filter_map(|origin| Url::parse(origin.as_str()).ok())
                .map(|url| url.origin())
                .collect(),
            is_ours: is_of_this_machine,
        }
    }

    #[cfg(test)]
    pub(super) fn on_machine(settings: &Settings, is_ours: fn(IpAddr) -> bool) -> Self {
        Self {
            is_ours,
            ..Self::new(settings)
        }
    }

    /// Judges what can be judged of an address before its name is looked up.
    pub(super) fn judge(&self, url: &Url) -> Result<(), Refused> {
        if self.own.contains(&url.origin()) {
            return Err(Refused::Own);
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge_addresses(&[address.into()]),
            Some(Host::Ipv6(address)) => self.judge_addresses(&[address.into()]),
            Some(Host::Domain(_)) => Ok(()),
            None => Err(Refused::NotAnAddress),
        }
    }

    /// Judges what a name stands for: all of it has to be allowed, for any of it may be connected to.
    pub(super) fn judge_name(&self, name: &str, addresses: &[IpAddr]) -> Result<(), Refused> {
        if self.allowance.has_name(name) {
            return Ok(());
        }
        self.judge_addresses(addresses)
    }

    fn judge_addresses(&self, addresses: &[IpAddr]) -> Result<(), Refused> {
        let refused = |address: &&IpAddr| {
            let address = match address {
                IpAddr::V6(v6) => embedded(*v6).map_or(**address, IpAddr::V4),
                IpAddr::V4(_) => **address,
            };
            !self.allowance.has_address(address) && (!is_public(address) || (self.is_ours)(address))
        };
        match addresses.iter().find(refused) {
            Some(_) => Err(Refused::Private),
            None => Ok(()),
        }
    }
}

/// A public address of this machine itself leads past its firewall. Whether an address is one of them is
/// asked by trying to stand there: no packet goes out.
fn is_of_this_machine(address: IpAddr) -> bool {
    // Kept for documentation: no machine has it, unless its kernel lets anybody stand anywhere.
    const NOBODYS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    let can_stand = |address| UdpSocket::bind((address, 0)).is_ok();
    can_stand(address) && !can_stand(NOBODYS)
}
