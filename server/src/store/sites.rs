use super::column::{At, json};
use super::engine::{execute, fetch_all, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{AllowedOrigins, AssistantId, PublicId, Site, SiteId, TenantId, Timestamp};

#[derive(Clone)]
pub struct NewSite {
    pub assistant: AssistantId,
    pub public_id: PublicId,
    pub name: String,
    /// The site's secret, encrypted by the caller.
    pub secret_sealed: Vec<u8>,
    pub allowed_origins: AllowedOrigins,
    pub at: Timestamp,
}

row! {
    struct SiteRow {
        id: i64,
        tenant_id: i64,
        assistant_id: i64,
        public_id: String,
        name: String,
        allowed_origins: String,
    }
}

impl TryFrom<SiteRow> for Site {
    type Error = Error;

    fn try_from(row: SiteRow) -> Result<Self, Error> {
        let at = At("sites", row.id);
        Ok(Self {
            id: SiteId(row.id),
            tenant: TenantId(row.tenant_id),
            assistant: AssistantId(row.assistant_id),
            public_id: at.known("public_id", PublicId::parse(&row.public_id))?,
            name: row.name,
            allowed_origins: at.json("allowed_origins", &row.allowed_origins)?,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select s.id, s.tenant_id, s.assistant_id, s.public_id, s.name, s.allowed_origins
             from sites s join assistants a on a.id = s.assistant_id
             where a.deleted_at is null and s.deleted_at is null and ",
            $rest
        )
    };
}

impl Conn {
    /// The one way in for who names a site from outside.
    pub async fn site_by_public_id(&mut self, public_id: &PublicId) -> Result<Option<Site>, Error> {
        let row = fetch_optional!(self, SiteRow, select!("s.public_id = $1"), public_id.as_str())?;
        row.map(TryInto::try_into).transpose()
    }

    pub async fn site(&mut self, tenant: TenantId, site: SiteId) -> Result<Option<Site>, Error> {
        let row = fetch_optional!(
            self,
            SiteRow,
            select!("s.tenant_id = $1 and s.id = $2"),
            tenant.0,
            site.0
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// All of a tenant's, the oldest first.
    pub async fn sites(&mut self, tenant: TenantId) -> Result<Vec<Site>, Error> {
        let rows = fetch_all!(self, SiteRow, select!("s.tenant_id = $1 order by s.id"), tenant.0)?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}

impl Tx {
    /// `None` if the tenant has no such assistant.
    pub async fn create_site(&mut self, tenant: TenantId, new: &NewSite) -> Result<Option<SiteId>, Error> {
        if self.assistant(tenant, new.assistant).await?.is_none() {
            return Ok(None);
        }
        let id = fetch_scalar!(
            self,
            i64,
            "insert into sites
                (tenant_id, assistant_id, public_id, name, allowed_origins, created_at)
             values ($1, $2, $3, $4, $5, $6) returning id",
            tenant.0,
            new.assistant.0,
            new.public_id.as_str(),
            &new.name,
            json(&new.allowed_origins),
            new.at.0,
        )?;
        self.add_site_secret(tenant, SiteId(id), &new.secret_sealed, new.at)
            .await?;
        Ok(Some(SiteId(id)))
    }

    /// Takes it out of service. Its contacts and dialogs stay.
    pub async fn delete_site(
        &mut self,
        tenant: TenantId,
        site: SiteId,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let deleted = execute!(
            self,
            "update sites set deleted_at = $3 where tenant_id = $1 and id = $2 and deleted_at is null",
            tenant.0,
            site.0,
            at.0,
        )?;
        Ok(deleted == 1)
    }
}
