//! One run of a workflow.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hmac::{Hmac, Mac};
use hyper::HeaderMap;
use serde_json::Value;
use sha2::Sha256;

/// What the webhook was sent.
#[derive(Clone, Debug)]
pub struct Run {
    pub headers: HeaderMap,
    /// As it came: what the signature is about.
    pub raw: Bytes,
    pub body: Value,
}

/// What a callback was told; 0 if it reached nobody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    pub status: u16,
    pub body: Value,
}

impl Run {
    pub fn callback_url(&self) -> String {
        self.text("callback_url")
    }

    pub fn correlation_id(&self) -> String {
        self.text("correlation_id")
    }

    /// The callback's address with a token of the same length that nobody gave.
    pub fn forged_url(&self) -> String {
        let url = self.callback_url();
        let Some((address, token)) = url.split_once("token=") else {
            return url;
        };
        let other = token.chars().map(|c| if c == 'A' { 'B' } else { 'A' });
        format!("{address}token={}", other.collect::<String>())
    }

    /// The same token at the address of the older form.
    pub fn older_url(&self) -> String {
        let url = self.callback_url();
        let origin = url.find("/api/").map_or(url.as_str(), |at| &url[..at]);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        format!("{origin}/api/n8n-callback?{query}")
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// Whether it is signed with this secret as Standard Webhooks would have it. A secret that begins with
    /// `whsec_` is base64 behind that, any other one is taken as it stands.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let key = match secret.strip_prefix("whsec_") {
            Some(encoded) => STANDARD.decode(encoded).unwrap_or_default(),
            None => secret.as_bytes().to_vec(),
        };
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else {
            return false;
        };
        for part in [
            self.header("webhook-id"),
            ".",
            self.header("webhook-timestamp"),
            ".",
        ] {
            mac.update(part.as_bytes());
        }
        mac.update(&self.raw);
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let named = !self.header("webhook-id").is_empty() && !self.header("webhook-timestamp").is_empty();
        named
            && self
                .header("webhook-signature")
                .split(' ')
                .any(|signature| signature == expected)
    }

    fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_default().to_owned()
    }
}
