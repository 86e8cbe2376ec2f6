pub(super) mod create;
pub(super) mod delete;
pub(super) mod list;
pub(super) mod secrets;

use crate::domain::{PublicId, Site, TenantId};
use crate::protocol::SiteBody;
use crate::rest::assistants::origins_body;
use crate::rest::failure::{Answer, Failure};
use crate::rest::{Rest, input};

/// The tenant's own site of that public id.
async fn find(rest: &Rest, tenant: TenantId, raw: &str) -> Answer<Site> {
    let id = input::public_id(raw)?;
    let found = rest.store.read().await?.site_by_public_id(&id).await?;
    found
        .filter(|site| site.tenant == tenant)
        .ok_or_else(Failure::not_found)
}

fn body(site: Site, assistant_id: PublicId) -> SiteBody {
    SiteBody {
        id: site.public_id,
        assistant_id,
        name: site.name,
        allowed_origins: origins_body(&site.allowed_origins),
    }
}
