//! What both kinds of JWT have in common: HS256 and nothing else, times by our own clock, little leeway.

use jsonwebtoken::errors::Error as JwtError;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::Timestamp;

/// How far two machines' clocks may differ, in seconds.
pub(super) const LEEWAY: f64 = 5.0;

/// Longest token that is looked at, in bytes.
const MAX_LENGTH: usize = 8 * 1_024;

/// The token proves nothing. Why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Invalid;

pub(super) fn sign(claims: &impl Serialize, key: &[u8]) -> Result<String, JwtError> {
    encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(key),
    )
}

/// The claims of a token that was signed with `key` by HS256. Their meaning is for the caller to check: the
/// library would ask the system's clock.
pub(super) fn verify<C: DeserializeOwned>(token: &str, key: &[u8]) -> Result<C, Invalid> {
    if token.len() > MAX_LENGTH {
        return Err(Invalid);
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let data = decode::<C>(token, &DecodingKey::from_secret(key), &validation).map_err(|_| Invalid)?;
    // Extensions that must be understood are not; a token inside a token or packed one is none of ours.
    if data.header.crit.is_some() || data.header.enc.is_some() || data.header.zip.is_some() {
        return Err(Invalid);
    }
    Ok(data.claims)
}

/// Claims of a token before its signature is known to be right: only to find the key that checks it.
pub(super) fn unverified<C: DeserializeOwned>(token: &str) -> Result<C, Invalid> {
    if token.len() > MAX_LENGTH {
        return Err(Invalid);
    }
    jsonwebtoken::dangerous::insecure_decode::<C>(token)
        .map(|data| data.claims)
        .map_err(|_| Invalid)
}

/// Seconds since 1970, with or without a fraction. A number, never a text.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub(super) struct Seconds(pub(super) f64);

impl Seconds {
    pub(super) fn of(at: Timestamp) -> Self {
        Self(at.0 as f64 / 1_000.0)
    }

    /// Whether a token that ends at this moment has ended.
    pub(super) fn has_passed(self, now: Timestamp) -> bool {
        self.0 + LEEWAY <= Self::of(now).0
    }

    /// Whether a token that begins at this moment has not begun.
    pub(super) fn is_to_come(self, now: Timestamp) -> bool {
        self.0 - LEEWAY > Self::of(now).0
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        if seconds.is_finite() && seconds >= 0.0 {
            Ok(Self(seconds))
        } else {
            Err(de::Error::custom("not a moment"))
        }
    }
}

/// For whom a token is: one name or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    /// Whether it names `wanted`, and no other kind of Tandem's tokens.
    pub(super) fn is_for(&self, wanted: &str) -> bool {
        let named = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        };
        named.iter().any(|name| name == wanted)
            && named
                .iter()
                .all(|name| name == wanted || !name.starts_with("tandem:"))
    }
}
