//! The installation that is looked at, and connections to it.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// How long anything may take that is not meant to take long.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--url must be http:// or https:// and a host, without a path: {0:?}")]
pub struct InvalidUrl(String);

/// Where an installation is.
#[derive(Clone, Debug)]
pub struct Target {
    host: String,
    port: u16,
    pub(super) tls: bool,
    pub(super) is_this_machine: bool,
}

/// A connection, with TLS or without.
pub(super) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Target {
    pub fn parse(raw: &str) -> Result<Self, InvalidUrl> {
        let wrong = || InvalidUrl(raw.to_owned());
        let url = Url::parse(raw).map_err(|_| wrong())?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        let (true, "http" | "https", Some(host)) = (bare, url.scheme(), url.host()) else {
            return Err(wrong());
        };
        let is_this_machine = match &host {
            Host::Domain(name) => *name == "localhost",
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        Ok(Self {
            host: host.to_string(),
            port: url.port_or_known_default().ok_or_else(wrong)?,
            tls: url.scheme() == "https",
            is_this_machine,
        })
    }

    /// As it stands in `Host`: without the port that goes without saying.
    pub(super) fn authority(&self) -> String {
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    pub(super) fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.authority())
    }

    /// Connects, with TLS if the address says so. What went wrong, in words.
    pub(super) async fn connect(&self) -> Result<Box<dyn Line>, String> {
        let bare = self.host.trim_matches(['[', ']']).to_owned();
        let connecting = TcpStream::connect((bare.clone(), self.port));
        let stream = timeout(PATIENCE, connecting)
            .await
            .map_err(|_| "nobody answers at that address".to_owned())?
            .map_err(|error| error.to_string())?;
        if !self.tls {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(bare).map_err(|_| "the host is no name for TLS".to_owned())?;
        let connector = TlsConnector::from(Arc::new(trust()?));
        let shaking = timeout(PATIENCE, connector.connect(name, stream)).await;
        let stream = shaking
            .map_err(|_| "the TLS handshake takes too long".to_owned())?
            .map_err(|error| format!("TLS: {error}"))?;
        Ok(Box::new(stream))
    }
}

/// Believes the authorities that browsers believe.
fn trust() -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_nothing_more() {
        let target = Target::parse("https://chat.example.com").unwrap();
        assert_eq!(target.origin(), "https://chat.example.com");
        assert!(target.tls && !target.is_this_machine);
        let target = Target::parse("http://127.0.0.1:8000/").unwrap();
        assert_eq!(target.authority(), "127.0.0.1:8000");
        assert!(target.is_this_machine);
        for bad in [
            "",
            "chat.example.com",
            "ftp://a",
            "https://a/b",
            "https://a?b",
            "https://u@a",
        ] {
            assert!(Target::parse(bad).is_err(), "{bad}");
        }
    }
}
