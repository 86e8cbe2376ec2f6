//! Tokens that are nothing but random bits: visitors', refresh and set-up tokens, site secrets. The database
//! keeps their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::domain::{Entropy, Secret, TokenHash};

/// Random bytes of a token.
const BYTES: usize = 32;

/// Its length in base64url.
const CHARACTERS: usize = 43;

/// A new token of 256 random bits.
pub fn make_token(entropy: &dyn Entropy) -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(entropy.bytes::<BYTES>()))
}

/// The hash of a token that has the right shape: 256 bits in base64url, in their one spelling.
pub fn parse_token(raw: &str) -> Option<TokenHash> {
    if raw.len() != CHARACTERS {
        return None;
    }
    let bytes: [u8; BYTES] = URL_SAFE_NO_PAD.decode(raw).ok()?.try_into().ok()?;
    // A client whose random source is broken must not share a token with all the others of its kind.
    if bytes.iter().all(|byte| *byte == bytes[0]) {
        return None;
    }
    Some(TokenHash(Sha256::digest(bytes).into()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::access::testing::Seeded;

    #[test]
    fn a_token_that_was_made_is_one_that_is_taken() {
        let entropy = Seeded::default();
        let tokens: HashSet<_> = (0..10_000)
            .map(|_| parse_token(make_token(&entropy).reveal()).unwrap())
            .collect();
        assert_eq!(tokens.len(), 10_000);
    }

    #[test]
    fn only_the_one_spelling_of_256_bits_is_a_token() {
        let good = make_token(&Seeded::default());
        let good = good.reveal();
        let mut bad = vec![
            String::new(),
            good[..42].to_owned(),
            format!("{good}A"),
            format!("{good}="),
            format!(" {}", &good[1..]),
            format!("{}+", &good[..42]),
            format!("{}/", &good[..42]),
            format!("{}é", &good[..41]),
            "A".repeat(43),
        ];
        // 43 characters hold two bits more than 256: only zeros there.
        let (head, last) = good.split_at(42);
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let value = alphabet.find(last).unwrap();
        bad.extend((1..4).map(|low| format!("{head}{}", alphabet.as_bytes()[(value & !3) | low] as char)));
        for raw in bad {
            assert_eq!(parse_token(&raw), None, "{raw:?}");
        }
    }
}
