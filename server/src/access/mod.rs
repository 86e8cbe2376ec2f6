//! Every proof of who asks, and what they may do.
//!
//! [`Access`] turns tokens into principals and makes the tokens. The extractors ([`Operator`], [`Admin`],
//! [`SiteUser`]) *are* the permission: a handler that names one cannot run without it. Whether a right still
//! holds is asked of the database each time, never of the token.

mod address;
mod arrival;
mod cookie;
mod denied;
mod extract;
#[cfg(fuzzing)]
pub mod fuzzed;
mod jwt;
mod keys;
mod members;
mod opaque_token;
mod operator_token;
mod operators;
mod password;
mod seal;
mod sessions;
mod set_up;
mod site_token;
mod sites;
mod visitors;
mod vouch;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::ops::Deref;
use std::sync::Arc;

pub use address::{InvalidNetwork, TrustedProxies, network_of};
pub use arrival::{Arrival, Deposit, proven};
pub use denied::{Denied, problem_response};
pub use extract::{Admin, Operator};
pub use keys::{KEY_FILE, KeyError, Keys};
pub use members::NewMember;
pub use opaque_token::{make_token, parse_token};
pub use password::{Cost, MIN_CHARACTERS as PASSWORD_MIN_CHARACTERS};
pub use sessions::SignedIn;
pub use set_up::FirstOwner;
pub use site_token::SiteIdentity;
pub use sites::{MadeSite, SiteUser};
pub use visitors::{AdmittedVisitor, Visitor};

use crate::domain::{Clock, Entropy, Session, Timestamp};
use crate::store::Store;
use operator_token::OperatorTokens;
use password::Passwords;
use seal::Sealer;

/// What is told that a sign-in has ended, right after the commit.
pub type SessionEnded = Arc<dyn Fn(&Session) + Send + Sync>;

/// What [`Access`] is made of.
pub struct Parts {
    pub store: Store,
    pub keys: Keys,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub password_cost: Cost,
    /// Whether the server is reached by `https`, so that cookies go over nothing else.
    pub secure_cookies: bool,
    /// Called for every sign-in that ends: its connections have to be closed on every node.
    pub session_ended: SessionEnded,
}

/// Checks and makes proofs. Cheap to clone: each request does.
#[derive(Clone)]
pub struct Access(Arc<Held>);

pub struct Held {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    passwords: Passwords,
    operator_tokens: OperatorTokens,
    sealer: Sealer,
    secure_cookies: bool,
    session_ended: SessionEnded,
}

impl Deref for Access {
    type Target = Held;

    fn deref(&self) -> &Held {
        &self.0
    }
}

impl Access {
    /// Hashes one password to be ready for who has none, so it takes some 20 ms.
    pub fn new(parts: Parts) -> Result<Self, Denied> {
        Ok(Self(Arc::new(Held {
            passwords: Passwords::new(parts.password_cost, Arc::clone(&parts.entropy))?,
            operator_tokens: OperatorTokens::new(&parts.keys),
            sealer: Sealer::new(&parts.keys),
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            secure_cookies: parts.secure_cookies,
            session_ended: parts.session_ended,
        })))
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
