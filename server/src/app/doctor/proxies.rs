//! What the usual proxies have to be told, line by line.

use serde::Serialize;

/// What a proxy may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Passing the upgrade to WebSocket on.
    Upgrade,
    /// Passing on what comes at once, and as it is.
    Unbuffered,
    /// Leaving quiet connections alone for longer than a minute.
    Patience,
    /// Passing on the `Host` that was asked for.
    Host,
    /// Saying from whom a request comes.
    Address,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    Nginx,
    Caddy,
    Traefik,
}

impl Proxy {
    /// The lines that give `need`. Caddy and Traefik do most of it by themselves.
    pub fn lines(self, need: Need) -> &'static str {
        match (self, need) {
            (Self::Nginx, Need::Upgrade) => {
                "proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection \"upgrade\";"
            }
            (Self::Nginx, Need::Unbuffered) => "proxy_buffering off;\ngzip off;",
            (Self::Nginx, Need::Patience) => "proxy_read_timeout 75s;\nproxy_send_timeout 75s;",
            (Self::Nginx, Need::Host) => "proxy_set_header Host $http_host;",
            (Self::Nginx, Need::Address) => "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
            (Self::Caddy, Need::Upgrade) => {
                "# Caddy passes upgrades on by itself. Look for another proxy in front of it."
            }
            (Self::Caddy, Need::Unbuffered) => {
                "reverse_proxy 127.0.0.1:8000 {\n    flush_interval -1\n}\n# and no `encode` for /api/*/events"
            }
            (Self::Caddy, Need::Patience) => {
                "reverse_proxy 127.0.0.1:8000 {\n    transport http {\n        read_timeout 75s\n    }\n}"
            }
            (Self::Caddy, Need::Host) => "reverse_proxy 127.0.0.1:8000 {\n    header_up Host {host}\n}",
            (Self::Caddy, Need::Address) => {
                "# Caddy sends X-Forwarded-For by itself. Remove any `header_up -X-Forwarded-For`."
            }
            (Self::Traefik, Need::Upgrade) => {
                "# Traefik passes upgrades on by itself. Look for a middleware that removes headers."
            }
            (Self::Traefik, Need::Unbuffered) => {
                "http:\n  services:\n    tandem:\n      loadBalancer:\n        responseForwarding:\n          flushInterval: 1ms\n# and neither the `buffering` nor the `compress` middleware on this router"
            }
            (Self::Traefik, Need::Patience) => {
                "entryPoints:\n  websecure:\n    transport:\n      respondingTimeouts:\n        readTimeout: 0s\n        idleTimeout: 180s"
            }
            (Self::Traefik, Need::Host) => {
                "http:\n  services:\n    tandem:\n      loadBalancer:\n        passHostHeader: true"
            }
            (Self::Traefik, Need::Address) => {
                "# Traefik sends X-Forwarded-For by itself. If another proxy stands in front of it:\nentryPoints:\n  websecure:\n    forwardedHeaders:\n      trustedIPs: [\"10.0.0.0/8\"]"
            }
        }
    }
}
