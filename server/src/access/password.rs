//! Passwords: argon2id, off the runtime, a few at a time.

use std::sync::Arc;

use argon2::password_hash::Error;
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;

use super::Denied;
use crate::domain::{Entropy, Secret};

/// Shortest password that is taken, in characters.
pub const MIN_CHARACTERS: usize = 10;

/// Longest one, in bytes: more adds no safety, only work.
const MAX_BYTES: usize = 1_024;

/// How many are worked on at once. Each takes 19 MiB and a core; a storm of sign-ins must not stop the sockets.
const AT_ONCE: usize = 2;

/// How many may wait for their turn. Who comes later is told to come again.
const WAITING: usize = 64;

/// What a hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Cost {
    /// What OWASP recommends for argon2id with one lane.
    pub const OWASP: Self = Self {
        memory_kib: 19 * 1_024,
        passes: 2,
    };

    /// As little as argon2 can do: for tests.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
    };
}

/// Makes and checks password hashes.
#[derive(Clone)]
pub(super) struct Passwords {
    shared: Arc<Shared>,
}

struct Shared {
    cost: Params,
    entropy: Arc<dyn Entropy>,
    /// The hash of a password that nobody has, at the same cost as everybody's.
    dummy: String,
    at_once: Semaphore,
    waiting: Semaphore,
}

impl Passwords {
    /// Makes one hash at once, so it takes as long as that.
    pub(super) fn new(cost: Cost, entropy: Arc<dyn Entropy>) -> Result<Self, Denied> {
        let cost = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(Denied::broken)?;
        let dummy = hash(&cost, &entropy.bytes::<32>(), &*entropy)?;
        Ok(Self {
            shared: Arc::new(Shared {
                cost,
                entropy,
                dummy,
                at_once: Semaphore::new(AT_ONCE),
                waiting: Semaphore::new(AT_ONCE + WAITING),
            }),
        })
    }

    /// The hash of a new password, salted anew each time.
    pub(super) async fn hash(&self, password: &Secret) -> Result<String, Denied> {
        let fits =
            password.reveal().chars().count() >= MIN_CHARACTERS && password.reveal().len() <= MAX_BYTES;
        if !fits {
            return Err(Denied::WeakPassword);
        }
        let password = password.clone();
        self.work(move |shared| hash(&shared.cost, password.reveal().as_bytes(), &*shared.entropy))
            .await?
    }

    /// Whether the password fits the hash. Without a hash (nobody has that name) the answer is no, after the
    /// same work.
    pub(super) async fn verify_or_dummy(
        &self,
        password: &Secret,
        hash: Option<String>,
    ) -> Result<bool, Denied> {
        // Nobody's password is that long; a dummy of the same length keeps the time of the answer.
        let known = hash.is_some() && password.reveal().len() <= MAX_BYTES;
        let password = if password.reveal().len() <= MAX_BYTES {
            password.clone()
        } else {
            Secret::new(String::new())
        };
        self.work(move |shared| {
            let hash = hash.as_deref().unwrap_or(&shared.dummy);
            // At the hash's own cost, whatever this one's is.
            match Argon2::default().verify_password(password.reveal().as_bytes(), hash) {
                // That says nothing of the password.
                Err(error @ Error::OutOfMemory) => Err(Denied::broken(error)),
                fits => Ok(fits.is_ok() && known),
            }
        })
        .await?
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, Denied> {
        let _place = self.shared.waiting.try_acquire().map_err(|_| Denied::Busy)?;
        let _turn: SemaphorePermit<'_> = self.shared.at_once.acquire().await.map_err(Denied::broken)?;
        let shared = Arc::clone(&self.shared);
        spawn_blocking(move || work(&shared))
            .await
            .map_err(Denied::broken)
    }
}

fn hash(cost: &Params, password: &[u8], entropy: &dyn Entropy) -> Result<String, Denied> {
    let hash = Argon2::from(cost).hash_password_with_salt(password, &entropy.bytes::<16>());
    Ok(hash.map_err(Denied::broken)?.to_string())
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
