//! The first start: a link that makes the first tenant and its owner, once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::members::{self, NewMember};
use super::opaque_token::{make_token, parse_token};
use super::{Access, Denied, SignedIn, sessions};
use crate::domain::{PublicId, Role, Secret};
use crate::store::NewTenant;

/// Where the hash of the set-up token is kept.
const KEY: &str = "setup_token";

/// The first person of an installation, and their tenant.
#[derive(Clone, Debug)]
pub struct FirstOwner {
    /// Name of the tenant.
    pub tenant: String,
    pub name: String,
    pub email: String,
    pub password: Secret,
}

impl Access {
    /// A token for a set-up link, as long as there is no operator. The one before it stops working.
    pub async fn offer_set_up(&self) -> Result<Option<Secret>, Denied> {
        if self.store.read().await?.any_operator().await? {
            return Ok(None);
        }
        let token = make_token(&*self.entropy);
        let kept = fingerprint(token.reveal());
        self.store
            .write(move |tx| Box::pin(async move { Ok::<_, Denied>(tx.put_value(KEY, &kept).await?) }))
            .await?;
        Ok(Some(token))
    }

    /// Makes the first tenant and its owner, and signs them in. Works once: the token is taken in the same
    /// transaction.
    pub async fn set_up(&self, token: &str, owner: FirstOwner) -> Result<SignedIn, Denied> {
        let named = fingerprint(token);
        let kept = self.store.read().await?.value(KEY).await?;
        let fits = kept.is_some_and(|kept| kept.as_bytes().ct_eq(named.as_bytes()).into());
        // Before the password is hashed: strangers do not get to make work here.
        if !fits || parse_token(token).is_none() {
            return Err(Denied::SetupDone);
        }
        let member = NewMember {
            email: owner.email,
            name: owner.name,
            role: Role::Owner,
            password: owner.password,
        };
        let operator = self.prepare(&member).await?;
        let tenant = NewTenant {
            public_id: PublicId::make("ten", self.entropy.bytes()),
            name: owner.tenant,
            at: self.now(),
        };
        let refresh = make_token(&*self.entropy);
        let access = self.clone();
        let token = refresh.clone();
        let session = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.take_value(KEY, &named).await? || tx.any_operator().await? {
                        return Err(Denied::SetupDone);
                    }
                    let tenant = tx.create_tenant(&tenant).await?;
                    let operator = members::create(tx, tenant, &operator, Role::Owner).await?;
                    sessions::create(tx, &access.new_session(tenant, operator.id, &token)?).await
                })
            })
            .await?;
        self.signed_in(&session, Some(&refresh)).await
    }
}

/// What is kept of a set-up token.
fn fingerprint(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(token))
}

#[cfg(test)]
#[path = "set_up_tests.rs"]
mod tests;
