//! Who answers for a tenant, and what they may do there, as it changes.

use super::{Access, Denied};
use crate::domain::{EndedRight, Operator, OperatorId, OperatorPrincipal, Role, TenantId};
use crate::store::Tx;

impl Access {
    /// Gives a member another role. Nobody changes who is above them or gives what is above themselves, and a
    /// tenant keeps an owner. The member's connections come back with the new role.
    pub async fn change_role(
        &self,
        by: &OperatorPrincipal,
        member: OperatorId,
        role: Role,
    ) -> Result<Operator, Denied> {
        let (access, by, at) = (self.clone(), by.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let (operator, now) = within_reach(tx, &by, member).await?;
                    if role > by.role {
                        return Err(Denied::Forbidden);
                    }
                    if role == now {
                        return Ok(operator);
                    }
                    keeps_an_owner(tx, by.tenant, now).await?;
                    tx.add_membership(by.tenant, member, role, at).await?;
                    access.ends(tx, by.tenant, EndedRight::Role(member));
                    Ok(operator)
                })
            })
            .await
    }

    /// Ends a membership and all the member's sign-ins to the tenant. The same bounds hold as for
    /// [`Self::change_role`].
    pub async fn remove_member(&self, by: &OperatorPrincipal, member: OperatorId) -> Result<(), Denied> {
        let (access, by, at) = (self.clone(), by.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let (_, role) = within_reach(tx, &by, member).await?;
                    keeps_an_owner(tx, by.tenant, role).await?;
                    tx.remove_membership(by.tenant, member).await?;
                    tx.revoke_sessions(by.tenant, member, at).await?;
                    access.ends(tx, by.tenant, EndedRight::Membership(member));
                    Ok(())
                })
            })
            .await
    }
}

/// The member and their role, if `by` stands high enough to change it.
async fn within_reach(
    tx: &mut Tx,
    by: &OperatorPrincipal,
    member: OperatorId,
) -> Result<(Operator, Role), Denied> {
    let (operator, role) = tx.member(by.tenant, member).await?.ok_or(Denied::NotFound)?;
    if role > by.role {
        return Err(Denied::Forbidden);
    }
    Ok((operator, role))
}

/// Refuses to take an owner away if there is no other.
async fn keeps_an_owner(tx: &mut Tx, tenant: TenantId, role: Role) -> Result<(), Denied> {
    if role != Role::Owner {
        return Ok(());
    }
    let members = tx.members(tenant).await?;
    let owners = members.iter().filter(|(_, role)| *role == Role::Owner);
    if owners.count() < 2 {
        return Err(Denied::LastOwner);
    }
    Ok(())
}
