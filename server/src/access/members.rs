//! People who answer, made with a password.

use super::{Access, Denied};
use crate::domain::{Operator, OperatorId, Role, Secret, TenantId};
use crate::store::{NewOperator, Tx};

/// Longest e-mail address, in bytes.
const MAX_EMAIL: usize = 254;

/// A person to add to a tenant.
#[derive(Clone, Debug)]
pub struct NewMember {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password: Secret,
}

impl Access {
    /// Adds a person to a tenant. [`Denied::EmailTaken`] if anybody has the address.
    pub async fn create_member(&self, tenant: TenantId, member: NewMember) -> Result<Operator, Denied> {
        let operator = self.prepare(&member).await?;
        self.store
            .write(move |tx| Box::pin(async move { create(tx, tenant, &operator, member.role).await }))
            .await
    }

    /// Gives an operator another password. Sign-ins that stand go on.
    pub async fn change_password(&self, operator: OperatorId, password: Secret) -> Result<(), Denied> {
        let hash = self.passwords.hash(&password).await?;
        let changed = self
            .store
            .write(move |tx| {
                Box::pin(async move { Ok::<_, Denied>(tx.set_password(operator, &hash).await?) })
            })
            .await?;
        if changed { Ok(()) } else { Err(Denied::NotFound) }
    }

    /// Checks a person's data and hashes the password.
    pub(super) async fn prepare(&self, member: &NewMember) -> Result<NewOperator, Denied> {
        let email = member.email.trim().to_lowercase();
        if !is_address(&email) {
            return Err(Denied::InvalidEmail);
        }
        Ok(NewOperator {
            email,
            name: member.name.clone(),
            avatar_url: None,
            password_hash: self.passwords.hash(&member.password).await?,
            at: self.now(),
        })
    }
}

/// Writes a person and their membership.
pub(super) async fn create(
    tx: &mut Tx,
    tenant: TenantId,
    new: &NewOperator,
    role: Role,
) -> Result<Operator, Denied> {
    let id = tx.create_operator(new).await?.ok_or(Denied::EmailTaken)?;
    tx.add_membership(tenant, id, role, new.at).await?;
    Ok(Operator {
        id,
        email: new.email.clone(),
        name: new.name.clone(),
        avatar_url: new.avatar_url.clone(),
    })
}

/// Whether it could be an address. Whether it is one, only a mail to it shows.
fn is_address(email: &str) -> bool {
    let halves = email.split_once('@');
    email.len() <= MAX_EMAIL
        && halves.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_name_at_a_host() {
        assert!(is_address("ada@example.org") && is_address("ada@localhost"));
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a@b@c",
            "a b@c",
            "a@b\0",
            &format!("{}@c", "a".repeat(260)),
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
