pub(super) mod create;
pub(super) mod list;

use crate::domain::{PublicId, Site};
use crate::protocol::SiteBody;
use crate::rest::assistants::origins_body;

fn body(site: Site, assistant_id: PublicId) -> SiteBody {
    SiteBody {
        id: site.public_id,
        assistant_id,
        name: site.name,
        allowed_origins: origins_body(&site.allowed_origins),
    }
}
