//! Argon2id in memory that goes back to the system.
//!
//! Why not the library's own way: glibc's allocator maps what is large for itself and gives it back at once, but what it
//! calls large grows with what it has seen freed, up to 32 MiB. After a few sign-ins their 19 MiB each would stay with
//! the process. What is longer than 32 MiB is always mapped; and what is not touched of it takes no memory.

use argon2::password_hash::Result;
use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Error, Params, Version};

/// Blocks of an allocation that is longer than 32 MiB.
const ALWAYS_MAPPED: usize = 33 * 1_024 * 1_024 / Block::SIZE;

/// The hash of a password in its usual form, with salt and cost.
pub(super) fn hash(cost: &Params, password: &[u8], salt: &[u8]) -> Result<String> {
    let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
    let argon2 = Argon2::new(algorithm, version, cost.clone());
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: cost.try_into()?,
        salt: Some(Salt::new(salt)?),
        hash: Some(output(&argon2, password, salt)?),
    };
    Ok(hash.to_string())
}

/// Whether a password is the one of that hash, at the hash's own cost.
pub(super) fn fits(password: &[u8], hash: &str) -> Result<bool> {
    let hash = PasswordHash::new(hash)?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from)?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&hash)?);
    let (Some(salt), Some(wanted)) = (&hash.salt, &hash.hash) else {
        return Ok(false);
    };
    // Outputs are compared in a time that does not depend on them.
    Ok(output(&argon2, password, salt)? == *wanted)
}

fn output(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<Output> {
    let blocks = argon2.params().block_count();
    let mut memory = Vec::new();
    memory
        .try_reserve_exact(blocks.max(ALWAYS_MAPPED))
        .map_err(|_| Error::OutOfMemory)?;
    memory.resize(blocks, Block::default());
    let length = argon2.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut bytes = vec![0; length];
    argon2.hash_password_into_with_memory(password, salt, &mut bytes, &mut memory)?;
    Ok(Output::new(&bytes)?)
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn it_is_the_same_hash_that_the_library_makes() {
        let cost = Params::new(64, 2, 1, None).unwrap();
        let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.clone());
        let (password, salt) = (b"correct horse".as_slice(), [7; 16]);
        let theirs = library.hash_password_with_salt(password, &salt).unwrap();
        let ours = hash(&cost, password, &salt).unwrap();
        assert_eq!(ours, theirs.to_string());
        assert!(library.verify_password(password, ours.as_str()).is_ok());
        assert_eq!(fits(password, &ours), Ok(true));
        assert_eq!(fits(b"correct house", &ours), Ok(false));
    }
}
