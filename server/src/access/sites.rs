//! Sites, their secrets, and the users whom their backends vouch for.

use super::opaque_token::make_token;
use super::site_token::{self, SiteIdentity};
use super::visitors::principal;
use super::{Access, Denied};
use crate::domain::{
    AllowedOrigins, Assistant, Contact, ContactPrincipal, ContactProof, PublicId, Secret, Site, SiteId,
    SiteSecretId, TenantId,
};
use crate::store::{NewContact, NewSite};

/// A user whom a site token vouches for.
#[derive(Clone, Debug)]
pub struct SiteUser {
    pub site: Site,
    /// The secret that signed.
    pub secret: SiteSecretId,
    pub identity: SiteIdentity,
    /// The contact of that user; `None` before the first dialog, or if blocked.
    pub contact: Option<Contact>,
}

impl SiteUser {
    pub fn principal(&self) -> Option<ContactPrincipal> {
        self.contact
            .as_ref()
            .map(|contact| principal(contact, self.proof()))
    }

    fn proof(&self) -> ContactProof {
        ContactProof::SiteToken {
            site: self.site.id,
            secret: self.secret,
        }
    }
}

/// A site that was just made.
#[derive(Clone, Debug)]
pub struct MadeSite {
    pub site: Site,
    /// Signs site tokens. This is the only time that it is told.
    pub secret: Secret,
}

impl Access {
    /// Who bears this site token. Writes nothing. An unknown site takes as long as a wrong signature and gets
    /// the same answer.
    pub async fn site(&self, token: &str) -> Result<SiteUser, Denied> {
        let claimed = site_token::claimed_site(token)?;
        let mut reader = self.store.read().await?;
        let site = reader.site_by_public_id(&claimed).await?;
        let (tenant, id) = site
            .as_ref()
            .map_or((TenantId(0), SiteId(0)), |site| (site.tenant, site.id));
        let kept = reader.site_secrets(tenant, id).await?;
        let mut secrets = Vec::with_capacity(kept.len().max(1));
        for sealed in kept {
            let secret = self.sealer.open(claimed.as_str(), &sealed.sealed);
            secrets.push((sealed.id, secret.map_err(Denied::broken)?));
        }
        if secrets.is_empty() {
            secrets.push((SiteSecretId(0), make_token(&*self.entropy)));
        }
        let signed = secrets.iter().find_map(|(id, secret)| {
            let identity = site_token::verify(token, &claimed, secret, self.now());
            identity.ok().map(|identity| (*id, identity))
        });
        let (Some(site), Some((secret, identity))) = (site, signed) else {
            return Err(Denied::Unauthenticated);
        };
        let contact = reader
            .contact_by_external_id(site.tenant, site.id, &identity.external_id)
            .await?;
        Ok(SiteUser {
            site,
            secret,
            identity,
            contact,
        })
    }

    /// The contact of a site's user, made or brought up to what the token says. [`Denied::Forbidden`] if blocked.
    pub async fn admit_site_user(&self, user: &SiteUser) -> Result<ContactPrincipal, Denied> {
        let (tenant, site, assistant) = (user.site.tenant, user.site.id, user.site.assistant);
        let contact = NewContact {
            assistant,
            site: Some(site),
            external_id: Some(user.identity.external_id.clone()),
            name: user.identity.name.clone(),
            email: user.identity.email.clone(),
            verified: true,
            attributes: user.identity.attributes.clone(),
            at: self.now(),
        };
        let contact = self
            .store
            .write(move |tx| {
                Box::pin(async move { Ok::<_, Denied>(tx.upsert_site_contact(tenant, &contact).await?) })
            })
            .await?
            .ok_or(Denied::Forbidden)?;
        Ok(ContactPrincipal {
            tenant,
            assistant,
            site: Some(site),
            contact,
            proof: user.proof(),
        })
    }

    /// Makes a site of an assistant, with a secret of 256 random bits that is kept sealed.
    pub async fn create_site(
        &self,
        assistant: &Assistant,
        name: String,
        allowed_origins: AllowedOrigins,
    ) -> Result<MadeSite, Denied> {
        let public_id = PublicId::make("site", self.entropy.bytes());
        let secret = make_token(&*self.entropy);
        let sealed = self.sealer.seal(public_id.as_str(), &secret, &*self.entropy);
        let new = NewSite {
            assistant: assistant.id,
            public_id,
            name,
            secret_sealed: sealed.map_err(Denied::broken)?,
            allowed_origins,
            at: self.now(),
        };
        let (tenant, written) = (assistant.tenant, new.clone());
        let id = self
            .store
            .write(move |tx| {
                Box::pin(async move { Ok::<_, Denied>(tx.create_site(tenant, &written).await?) })
            })
            .await?
            .ok_or(Denied::NotFound)?;
        let site = Site {
            id,
            tenant,
            assistant: new.assistant,
            public_id: new.public_id,
            name: new.name,
            allowed_origins: new.allowed_origins,
        };
        Ok(MadeSite { site, secret })
    }
}

#[cfg(test)]
#[path = "sites_tests.rs"]
mod tests;
