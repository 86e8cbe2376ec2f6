use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};

/// Believes the authorities that browsers believe, and those that this machine was told to: a company's own.
pub(super) fn config() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    // A machine without any, or with broken ones among them, still has those above.
    let local = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(local.certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
