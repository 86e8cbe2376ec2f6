//! The token inside a `callback_url`: it opens one generation, and is stored nowhere.
//!
//! It is a keyed hash of the generation's id, so that a workflow which is asked again (because the node that asked it
//! died) is given the same address, and whichever of the two answers first is heard.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::keys::Keys;
use crate::domain::{GenerationId, Mutant, Secret, planted};

/// Makes and checks the tokens.
#[derive(Clone)]
pub(super) struct CallbackTokens([u8; 32]);

impl CallbackTokens {
    pub(super) fn new(keys: &Keys) -> Self {
        Self(keys.derive("callback"))
    }

    fn hash(&self, generation: GenerationId) -> Hmac<Sha256> {
        // HMAC fills a key up to its block with zeros; done here, there is nothing to fail.
        let mut block = [0_u8; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        let mut hash = <Hmac<Sha256> as KeyInit>::new(&block.into());
        hash.update(&generation.0.to_be_bytes());
        hash
    }
}

impl super::Access {
    /// 256 bits in base64url.
    pub fn callback_token(&self, generation: GenerationId) -> Secret {
        let hash = self.callback_tokens.hash(generation).finalize().into_bytes();
        Secret::new(URL_SAFE_NO_PAD.encode(hash))
    }

    /// Whether `token` opens `generation`. It takes as long for a wrong one as for the right one.
    pub fn opens_callback(&self, generation: GenerationId, token: &str) -> bool {
        if planted(Mutant::M12) {
            return true;
        }
        URL_SAFE_NO_PAD
            .decode(token)
            .is_ok_and(|token| self.callback_tokens.hash(generation).verify_slice(&token).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_for_one_generation_of_one_installation() {
        let tokens = CallbackTokens::new(&Keys::for_tests());
        let hash = |id| tokens.hash(GenerationId(id)).finalize().into_bytes();
        assert_eq!(hash(1), hash(1));
        assert_ne!(hash(1), hash(2));
        let other = CallbackTokens([9; 32]);
        assert_ne!(hash(1), other.hash(GenerationId(1)).finalize().into_bytes());
    }
}
