use super::{Access, Denied};
use crate::domain::{ContactId, EndedRight, TenantId};

impl Access {
    /// Shuts a contact out, or lets them in again. What a blocked contact bears proves nothing.
    pub async fn set_blocked(
        &self,
        tenant: TenantId,
        contact: ContactId,
        blocked: bool,
    ) -> Result<(), Denied> {
        let (access, at) = (self.clone(), self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.set_contact_blocked(tenant, contact, blocked, at).await? {
                        return Err(Denied::NotFound);
                    }
                    if blocked {
                        access.ends(tx, tenant, EndedRight::Contact(contact));
                    }
                    Ok(())
                })
            })
            .await
    }
}
