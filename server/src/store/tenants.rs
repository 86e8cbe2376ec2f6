use super::column::{At, optional_json};
use super::engine::{execute, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{Hours, PublicId, Tenant, TenantId, Timestamp};

#[derive(Clone, Debug)]
pub struct NewTenant {
    pub public_id: PublicId,
    pub name: String,
    pub at: Timestamp,
}

row! {
    pub(super) struct TenantRow {
        pub(super) id: i64,
        pub(super) public_id: String,
        pub(super) name: String,
    }
}

impl TryFrom<TenantRow> for Tenant {
    type Error = Error;

    fn try_from(row: TenantRow) -> Result<Self, Error> {
        let at = At("tenants", row.id);
        Ok(Self {
            id: TenantId(row.id),
            public_id: at.known("public_id", PublicId::parse(&row.public_id))?,
            name: row.name,
        })
    }
}

row! {
    struct HoursRow {
        hours: Option<String>,
    }
}

impl Conn {
    pub async fn tenant(&mut self, tenant: TenantId) -> Result<Option<Tenant>, Error> {
        let row = fetch_optional!(
            self,
            TenantRow,
            "select id, public_id, name from tenants where id = $1",
            tenant.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    pub async fn tenant_by_public_id(&mut self, public_id: &PublicId) -> Result<Option<Tenant>, Error> {
        let row = fetch_optional!(
            self,
            TenantRow,
            "select id, public_id, name from tenants where public_id = $1",
            public_id.as_str(),
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// When its people are there; nothing is always.
    pub async fn hours(&mut self, tenant: TenantId) -> Result<Option<Hours>, Error> {
        let row = fetch_optional!(
            self,
            HoursRow,
            "select hours from tenants where id = $1",
            tenant.0
        )?;
        let written = row.and_then(|row| row.hours);
        At("tenants", tenant.0).optional_json("hours", written.as_deref())
    }
}

impl Tx {
    pub async fn create_tenant(&mut self, new: &NewTenant) -> Result<TenantId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into tenants (public_id, name, created_at) values ($1, $2, $3) returning id",
            new.public_id.as_str(),
            &new.name,
            new.at.0,
        )?;
        Ok(TenantId(id))
    }

    pub async fn set_hours(&mut self, tenant: TenantId, hours: Option<&Hours>) -> Result<(), Error> {
        execute!(
            self,
            "update tenants set hours = $2 where id = $1",
            tenant.0,
            optional_json(hours),
        )?;
        Ok(())
    }
}
