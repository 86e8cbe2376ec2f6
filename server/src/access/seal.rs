//! Secrets that have to be read back (a site's), encrypted before they reach the database.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};

use super::keys::Keys;
use crate::domain::{Entropy, Secret};

/// The first byte of a sealed secret: how it was sealed.
const VERSION: u8 = 1;

const NONCE: usize = 12;

/// The sealed secret was changed, belongs elsewhere, or was sealed with another key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open: is it the key file that belongs to this database?")]
pub(super) struct Unsealable;

/// Seals secrets with a key that is not in the database.
#[derive(Clone)]
pub(super) struct Sealer(ChaCha20Poly1305);

impl Sealer {
    pub(super) fn new(keys: &Keys) -> Self {
        Self(ChaCha20Poly1305::new(Key::from_slice(&keys.derive("seal"))))
    }

    /// Encrypts `secret` for the place that `label` names: it opens nowhere else.
    pub(super) fn seal(
        &self,
        label: &str,
        secret: &Secret,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Unsealable> {
        let nonce: [u8; NONCE] = entropy.bytes();
        let payload = Payload {
            msg: secret.reveal().as_bytes(),
            aad: label.as_bytes(),
        };
        let encrypted = self
            .0
            .encrypt(Nonce::from_slice(&nonce), payload)
            .map_err(|_| Unsealable)?;
        Ok([&[VERSION], nonce.as_slice(), &encrypted].concat())
    }

    pub(super) fn open(&self, label: &str, sealed: &[u8]) -> Result<Secret, Unsealable> {
        let (head, encrypted) = sealed.split_at_checked(1 + NONCE).ok_or(Unsealable)?;
        if head[0] != VERSION {
            return Err(Unsealable);
        }
        let payload = Payload {
            msg: encrypted,
            aad: label.as_bytes(),
        };
        let plain = self
            .0
            .decrypt(Nonce::from_slice(&head[1..]), payload)
            .map_err(|_| Unsealable)?;
        String::from_utf8(plain).map(Secret::new).map_err(|_| Unsealable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::testing::Seeded;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed_for_and_unchanged() {
        let safe = Sealer::new(&Keys::for_tests());
        let secret = Secret::new("site secret".to_owned());
        let sealed = safe.seal("sit_a", &secret, &Seeded::default()).unwrap();
        assert!(safe.open("sit_a", &sealed).unwrap() == secret);
        assert_eq!(safe.open("sit_b", &sealed).err(), Some(Unsealable));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(safe.open("sit_a", &changed).err(), Some(Unsealable));
            assert_eq!(safe.open("sit_a", &sealed[..at]).err(), Some(Unsealable));
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let safe = Sealer::new(&Keys::for_tests());
        let (secret, entropy) = (Secret::new("site secret".to_owned()), Seeded::default());
        let one = safe.seal("sit_a", &secret, &entropy).unwrap();
        assert_ne!(one, safe.seal("sit_a", &secret, &entropy).unwrap());
        assert!(!one.windows(4).any(|part| part == b"site"));
    }
}
