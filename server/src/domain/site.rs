use serde::{Deserialize, Serialize};

use super::{AssistantId, PublicId, SiteId, TenantId};

/// A place where signed-in users chat through an iframe. Its secret signs site tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: SiteId,
    pub tenant: TenantId,
    pub assistant: AssistantId,
    pub public_id: PublicId,
    pub name: String,
    pub allowed_origins: AllowedOrigins,
}

/// A web origin in its one canonical spelling: `https://shop.example`, `http://127.0.0.1:8000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(String);

impl Origin {
    /// Takes `scheme://host[:port]` with scheme `http` or `https`, nothing behind it, and no wildcard.
    /// Anything that could end a header or a CSP source (space, comma, semicolon, quote) is refused.
    pub fn parse(raw: &str) -> Option<Self> {
        let raw = raw.trim().trim_end_matches('/').to_ascii_lowercase();
        let host = raw
            .strip_prefix("https://")
            .or_else(|| raw.strip_prefix("http://"))?;
        let fits = !host.is_empty()
            && host.len() <= 253
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
        fits.then_some(Self(raw))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Pages that may frame the chat and call its API. Empty: only the server's own pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AllowedOrigins(pub Vec<Origin>);

impl AllowedOrigins {
    pub fn contains(&self, origin: &Origin) -> bool {
        self.0.contains(origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_one_spelling() {
        assert_eq!(
            Origin::parse("https://Shop.Example/"),
            Origin::parse("https://shop.example")
        );
        assert!(Origin::parse("http://127.0.0.1:8000").is_some());
    }

    #[test]
    fn an_origin_cannot_carry_a_path_a_wildcard_or_a_second_source() {
        for bad in [
            "null",
            "*",
            "https://*.example",
            "https://a.example/b",
            "https://a; script-src *",
            "ftp://a",
            "https://",
        ] {
            assert_eq!(Origin::parse(bad), None, "{bad:?}");
        }
    }
}
