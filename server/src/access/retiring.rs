//! Assistants and sites that are taken out of service: nobody comes in by them any more.

use super::{Access, Denied};
use crate::domain::{Assistant, EndedRight, Site};

impl Access {
    /// Takes an assistant out of service, with its sites. Its dialogs stay.
    pub async fn delete_assistant(&self, assistant: &Assistant) -> Result<(), Denied> {
        let (access, tenant, id, at) = (self.clone(), assistant.tenant, assistant.id, self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.delete_assistant(tenant, id, at).await? {
                        return Err(Denied::NotFound);
                    }
                    access.ends(tx, tenant, EndedRight::Assistant(id));
                    Ok(())
                })
            })
            .await
    }

    /// Takes a site out of service. Its contacts and dialogs stay.
    pub async fn delete_site(&self, site: &Site) -> Result<(), Denied> {
        let (access, tenant, id, at) = (self.clone(), site.tenant, site.id, self.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.delete_site(tenant, id, at).await? {
                        return Err(Denied::NotFound);
                    }
                    access.ends(tx, tenant, EndedRight::Site(id));
                    Ok(())
                })
            })
            .await
    }
}
