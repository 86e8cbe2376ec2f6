//! What a customer's own backend does for its signed-in users. The server does it for its own pages only.

use serde::Serialize;

use super::jwt::{self, Seconds};
use super::{Access, Denied, SiteIdentity};
use crate::domain::{Attributes, PublicId, Secret};

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    exp: Seconds,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    attributes: &'a Attributes,
}

impl Access {
    /// Signs a site token for `identity`, good until the identity's `expires_at` (at most 24 h ahead).
    pub async fn vouch(&self, site: &PublicId, identity: &SiteIdentity) -> Result<Secret, Denied> {
        let mut reader = self.store.read().await?;
        let site = reader.site_by_public_id(site).await?.ok_or(Denied::NotFound)?;
        let secrets = reader.site_secrets(site.tenant, site.id).await?;
        let newest = secrets.last().ok_or(Denied::NotFound)?;
        let secret = self
            .sealer
            .open(site.public_id.as_str(), &newest.sealed)
            .map_err(Denied::broken)?;
        let claims = Claims {
            iss: site.public_id.as_str(),
            sub: &identity.external_id,
            exp: Seconds::of(identity.expires_at),
            name: identity.name.as_deref(),
            email: identity.email.as_deref(),
            attributes: &identity.attributes,
        };
        let token = jwt::sign(&claims, secret.reveal().as_bytes()).map_err(Denied::broken)?;
        Ok(Secret::new(token))
    }
}
