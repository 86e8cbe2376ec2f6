//! Site tokens: JWTs that a customer's backend signs for its users with the site's secret.

use std::time::Duration;

use serde::Deserialize;

use super::jwt::{self, Audience, Invalid, LEEWAY, Seconds};
use crate::domain::{Attributes, PublicId, Secret, Timestamp};

pub(super) const AUDIENCE: &str = "tandem:site";

/// How far ahead a token may end.
const MAX_AHEAD: Duration = Duration::from_hours(24);

/// Longest name of a user at the customer, in characters.
const MAX_SUBJECT: usize = 200;

/// Longest name or e-mail address, in characters.
const MAX_NAME: usize = 320;

/// Bounds on custom attributes: keys, and bytes in all.
const MAX_ATTRIBUTES: usize = 50;
const MAX_ATTRIBUTE_BYTES: usize = 4 * 1_024;

/// What a valid site token says of its bearer.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteIdentity {
    /// The user's id at the customer.
    pub external_id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub attributes: Attributes,
    /// Until when the token is good.
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: Seconds,
    #[serde(default)]
    nbf: Option<Seconds>,
    #[serde(default)]
    iat: Option<Seconds>,
    #[serde(default)]
    aud: Option<Audience>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    attributes: Attributes,
}

#[derive(Deserialize)]
struct Issuer {
    iss: String,
}

/// The site that a token says it comes from, before anything is proven.
pub(super) fn claimed_site(token: &str) -> Result<PublicId, Invalid> {
    let claims: Issuer = jwt::unverified(token)?;
    PublicId::parse(&claims.iss).ok_or(Invalid)
}

pub(super) fn verify(
    token: &str,
    site: &PublicId,
    secret: &Secret,
    now: Timestamp,
) -> Result<SiteIdentity, Invalid> {
    let claims: Claims = jwt::verify(token, secret.reveal().as_bytes())?;
    if claims.iss != site.as_str() || !is_timely(&claims, now) || !fits(&claims) {
        return Err(Invalid);
    }
    if claims.aud.is_some_and(|audience| !audience.is_for(AUDIENCE)) {
        return Err(Invalid);
    }
    Ok(SiteIdentity {
        external_id: claims.sub,
        name: claims.name.filter(|name| !name.trim().is_empty()),
        email: claims.email.filter(|email| !email.trim().is_empty()),
        attributes: claims.attributes,
        expires_at: Timestamp((claims.exp.0 * 1_000.0) as i64),
    })
}

fn is_timely(claims: &Claims, now: Timestamp) -> bool {
    let latest = Seconds::of(now.plus(MAX_AHEAD)).0 + LEEWAY;
    !claims.exp.has_passed(now)
        && claims.exp.0 <= latest
        && !claims.nbf.is_some_and(|from| from.is_to_come(now))
        && !claims.iat.is_some_and(|made| made.is_to_come(now))
}

fn fits(claims: &Claims) -> bool {
    let short = |text: &Option<String>| text.as_deref().is_none_or(|text| is_line(text, MAX_NAME));
    !claims.sub.is_empty()
        && is_line(&claims.sub, MAX_SUBJECT)
        && short(&claims.name)
        && short(&claims.email)
        && claims.attributes.len() <= MAX_ATTRIBUTES
        && serde_json::to_vec(&claims.attributes).is_ok_and(|json| json.len() <= MAX_ATTRIBUTE_BYTES)
        && claims
            .attributes
            .values()
            .all(|value| !value.is_array() && !value.is_object())
}

/// One line of at most `limit` characters, without anything that a log or a database stumbles over.
fn is_line(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit && !text.chars().any(char::is_control)
}

#[cfg(test)]
#[path = "site_token_tests.rs"]
mod tests;
