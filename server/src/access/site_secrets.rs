//! A site's secrets: several at once, so that its backend can go over from one to the next while all its users
//! stay signed in.

use super::opaque_token::make_token;
use super::{Access, Denied};
use crate::domain::{EndedRight, Secret, Site, SiteSecretId, Timestamp};

/// Secrets that a site may have at once.
pub const MAX_SITE_SECRETS: usize = 5;

/// A secret that was just made.
#[derive(Clone, Debug)]
pub struct MadeSecret {
    pub id: SiteSecretId,
    /// Signs site tokens. This is the only time that it is told.
    pub secret: Secret,
    pub created_at: Timestamp,
}

impl Access {
    /// One more secret of 256 random bits for `site`. Those that it has go on.
    pub async fn add_site_secret(&self, site: &Site) -> Result<MadeSecret, Denied> {
        let (tenant, site_id, at) = (site.tenant, site.id, self.now());
        let secret = make_token(&*self.entropy);
        let sealed = self
            .sealer
            .seal(site.public_id.as_str(), &secret, &*self.entropy)
            .map_err(Denied::broken)?;
        let id = self
            .store
            .write(move |tx| {
                Box::pin(async move {
                    if tx.site_secrets(tenant, site_id).await?.len() >= MAX_SITE_SECRETS {
                        return Err(Denied::TooManySecrets);
                    }
                    Ok(tx.add_site_secret(tenant, site_id, &sealed, at).await?)
                })
            })
            .await?;
        Ok(MadeSecret {
            id,
            secret,
            created_at: at,
        })
    }

    /// What was signed with it counts no longer, and who is connected by it is cut off. A site keeps at least one.
    pub async fn remove_site_secret(&self, site: &Site, secret: SiteSecretId) -> Result<(), Denied> {
        let (access, tenant, site) = (self.clone(), site.tenant, site.id);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let kept = tx.site_secrets(tenant, site).await?;
                    if !kept.iter().any(|kept| kept.id == secret) {
                        return Err(Denied::NotFound);
                    }
                    if kept.len() == 1 {
                        return Err(Denied::LastSecret);
                    }
                    tx.remove_site_secret(tenant, site, secret).await?;
                    access.ends(tx, tenant, EndedRight::SiteSecret(secret));
                    Ok(())
                })
            })
            .await
    }
}
