//! How tokens are read, without a database behind it: what the fuzzer calls. No part of the server.

use super::Keys;
use super::operator_token::OperatorTokens;
use super::{jwt, site_token};
use crate::domain::{PublicId, Secret, Timestamp};

const NOW: Timestamp = Timestamp(1_795_258_080_000);

fn site() -> (PublicId, Secret) {
    (
        PublicId::make("sit", [7; 16]),
        Secret::new("a secret of forty-three characters of base64".to_owned()),
    )
}

pub fn is_operator_token(raw: &str) -> bool {
    OperatorTokens::new(&Keys::for_tests()).verify(raw, NOW).is_ok()
}

pub fn is_site_token(raw: &str) -> bool {
    let (site, secret) = site();
    let claimed = site_token::claimed_site(raw);
    let valid = site_token::verify(raw, &site, &secret, NOW).is_ok();
    valid && claimed == Ok(site)
}

/// Signs `claims`, if they are JSON, and reads them as an operator's.
pub fn operator_token_with(claims: &[u8]) -> Option<bool> {
    let keys = Keys::for_tests();
    let key = keys.derive("operator token");
    Some(is_operator_token(&signed(claims, &key)?))
}

/// The same as a site's.
pub fn site_token_with(claims: &[u8]) -> Option<bool> {
    let (_, secret) = site();
    Some(is_site_token(&signed(claims, secret.reveal().as_bytes())?))
}

fn signed(claims: &[u8], key: &[u8]) -> Option<String> {
    let claims: serde_json::Value = serde_json::from_slice(claims).ok()?;
    jwt::sign(&claims, key).ok()
}
