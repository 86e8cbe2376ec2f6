use super::engine::{execute, fetch_all, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{SiteId, SiteSecretId, TenantId, Timestamp};

/// One of the secrets with which a site's backend signs, as it is kept.
#[derive(Clone)]
pub struct SealedSecret {
    pub id: SiteSecretId,
    /// Encrypted by the caller.
    pub sealed: Vec<u8>,
    pub created_at: Timestamp,
}

row! {
    struct SecretRow {
        id: i64,
        sealed: Vec<u8>,
        created_at: i64,
    }
}

impl From<SecretRow> for SealedSecret {
    fn from(row: SecretRow) -> Self {
        Self {
            id: SiteSecretId(row.id),
            sealed: row.sealed,
            created_at: Timestamp(row.created_at),
        }
    }
}

impl Conn {
    /// A site's secrets, the oldest first.
    pub async fn site_secrets(&mut self, tenant: TenantId, site: SiteId) -> Result<Vec<SealedSecret>, Error> {
        let rows = fetch_all!(
            self,
            SecretRow,
            "select id, sealed, created_at from site_secrets
             where tenant_id = $1 and site_id = $2 order by id",
            tenant.0,
            site.0,
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}

impl Tx {
    /// Lets the site's backend sign with one more secret.
    pub async fn add_site_secret(
        &mut self,
        tenant: TenantId,
        site: SiteId,
        sealed: &[u8],
        at: Timestamp,
    ) -> Result<SiteSecretId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into site_secrets (tenant_id, site_id, sealed, created_at)
             values ($1, $2, $3, $4) returning id",
            tenant.0,
            site.0,
            sealed,
            at.0,
        )?;
        Ok(SiteSecretId(id))
    }

    /// False if the tenant's site has no such secret.
    pub async fn remove_site_secret(
        &mut self,
        tenant: TenantId,
        site: SiteId,
        secret: SiteSecretId,
    ) -> Result<bool, Error> {
        let removed = execute!(
            self,
            "delete from site_secrets where tenant_id = $1 and site_id = $2 and id = $3",
            tenant.0,
            site.0,
            secret.0,
        )?;
        Ok(removed == 1)
    }
}
