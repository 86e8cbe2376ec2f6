//! Whoever asks.

/// Built together with the server, the client wants to know how TLS would be spoken, also where nobody speaks it.
pub(crate) fn client() -> reqwest::Client {
    // The second time it is known already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
