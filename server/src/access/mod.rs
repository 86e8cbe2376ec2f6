//! Every proof of who asks, and what they may do.
//!
//! [`Access`] turns tokens into principals and makes the tokens. The extractors ([`Operator`], [`Admin`],
//! [`SiteUser`]) *are* the permission: a handler that names one cannot run without it. Whether a right still
//! holds is asked of the database each time, never of the token.

mod address;
mod arrival;
mod blocking;
mod callback_tokens;
mod cookie;
mod denied;
mod engine_keys;
mod extract;
#[cfg(fuzzing)]
pub mod fuzzed;
mod jwt;
mod keys;
mod members;
mod memberships;
mod opaque_token;
mod operator_token;
mod operators;
mod password;
mod retiring;
mod seal;
mod sessions;
mod set_up;
mod site_secrets;
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
pub use site_secrets::{MAX_SITE_SECRETS, MadeSecret};
pub use site_token::SiteIdentity;
pub use sites::{MadeSite, SiteUser};
pub use visitors::{AdmittedVisitor, Visitor};

use crate::domain::{Clock, EndedRight, Entropy, TenantId, Timestamp};
use crate::store::{Store, Tx};
use callback_tokens::CallbackTokens;
use operator_token::OperatorTokens;
use password::Passwords;
use seal::Sealer;

/// What is told that a right of a tenant has ended, right after the commit.
pub type RightEnded = Arc<dyn Fn(TenantId, EndedRight) + Send + Sync>;

/// What [`Access`] is made of.
pub struct Parts {
    pub store: Store,
    pub keys: Keys,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub password_cost: Cost,
    /// Whether the server is reached by `https`, so that cookies go over nothing else.
    pub secure_cookies: bool,
    /// Called for every right that ends: what rests on it has to be closed on every node.
    pub right_ended: RightEnded,
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
    callback_tokens: CallbackTokens,
    sealer: Sealer,
    secure_cookies: bool,
    right_ended: RightEnded,
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
            callback_tokens: CallbackTokens::new(&parts.keys),
            sealer: Sealer::new(&parts.keys),
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            secure_cookies: parts.secure_cookies,
            right_ended: parts.right_ended,
        })))
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Has everybody told that a right ended, once `tx` is durable. Whatever ends a right goes through here.
    fn ends(&self, tx: &mut Tx, tenant: TenantId, ending: EndedRight) {
        let told = Arc::clone(&self.right_ended);
        tx.after_commit(move || told(tenant, ending));
    }
}
