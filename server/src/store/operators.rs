use super::column::At;
use super::engine::{execute, fetch_all, fetch_optional, row};
use super::tenants::TenantRow;
use super::{Conn, Error, Tx};
use crate::domain::{Operator, OperatorId, Role, Tenant, TenantId, Timestamp};

#[derive(Clone, Debug)]
pub struct NewOperator {
    /// Kept in lower case; unique in the installation.
    pub email: String,
    pub name: String,
    pub avatar_url: Option<String>,
    pub password_hash: String,
    pub at: Timestamp,
}

row! {
    struct OperatorRow {
        id: i64,
        email: String,
        name: String,
        avatar_url: Option<String>,
    }
}

row! {
    struct MemberRow {
        #[sqlx(flatten)]
        operator: OperatorRow,
        role: String,
    }
}

row! {
    struct CredentialsRow {
        #[sqlx(flatten)]
        operator: OperatorRow,
        password_hash: String,
    }
}

row! {
    struct MembershipRow {
        #[sqlx(flatten)]
        tenant: TenantRow,
        role: String,
    }
}

impl From<OperatorRow> for Operator {
    fn from(row: OperatorRow) -> Self {
        Self {
            id: OperatorId(row.id),
            email: row.email,
            name: row.name,
            avatar_url: row.avatar_url,
        }
    }
}

impl TryFrom<MemberRow> for (Operator, Role) {
    type Error = Error;

    fn try_from(row: MemberRow) -> Result<Self, Error> {
        let role = At("memberships", row.operator.id).known("role", Role::parse(&row.role))?;
        Ok((row.operator.into(), role))
    }
}

impl Conn {
    /// Whether anybody has been set up to answer. Until then a set-up link is offered.
    pub async fn any_operator(&mut self) -> Result<bool, Error> {
        let row = fetch_optional!(self, (i64,), "select id from operators limit 1")?;
        Ok(row.is_some())
    }

    /// The operator and the hash of their password, by e-mail address in any letter case.
    pub async fn credentials_by_email(&mut self, email: &str) -> Result<Option<(Operator, String)>, Error> {
        let row = fetch_optional!(
            self,
            CredentialsRow,
            "select id, email, name, avatar_url, password_hash from operators where email = $1",
            email.to_lowercase(),
        )?;
        Ok(row.map(|row| (row.operator.into(), row.password_hash)))
    }

    /// The operator, if they answer for this tenant, and what they may do there.
    pub async fn member(
        &mut self,
        tenant: TenantId,
        operator: OperatorId,
    ) -> Result<Option<(Operator, Role)>, Error> {
        let row = fetch_optional!(
            self,
            MemberRow,
            "select o.id, o.email, o.name, o.avatar_url, m.role
             from memberships m join operators o on o.id = m.operator_id
             where m.tenant_id = $1 and m.operator_id = $2",
            tenant.0,
            operator.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The tenants that a person answers for, the oldest first.
    pub async fn memberships(&mut self, operator: OperatorId) -> Result<Vec<(Tenant, Role)>, Error> {
        let rows = fetch_all!(
            self,
            MembershipRow,
            "select t.id, t.public_id, t.name, m.role
             from memberships m join tenants t on t.id = m.tenant_id
             where m.operator_id = $1 order by t.id",
            operator.0,
        )?;
        rows.into_iter()
            .map(|row| {
                let role = At("memberships", operator.0).known("role", Role::parse(&row.role))?;
                Ok((row.tenant.try_into()?, role))
            })
            .collect()
    }

    /// Everybody who answers for a tenant, by name.
    pub async fn members(&mut self, tenant: TenantId) -> Result<Vec<(Operator, Role)>, Error> {
        let rows = fetch_all!(
            self,
            MemberRow,
            "select o.id, o.email, o.name, o.avatar_url, m.role
             from memberships m join operators o on o.id = m.operator_id
             where m.tenant_id = $1 order by lower(o.name), o.id",
            tenant.0,
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }
}

impl Tx {
    /// `None` if somebody has that e-mail address already.
    pub async fn create_operator(&mut self, new: &NewOperator) -> Result<Option<OperatorId>, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "insert into operators (email, name, avatar_url, password_hash, created_at)
             values ($1, $2, $3, $4, $5) on conflict (email) do nothing returning id",
            new.email.to_lowercase(),
            &new.name,
            new.avatar_url.as_deref(),
            &new.password_hash,
            new.at.0,
        )?;
        Ok(row.map(|(id,)| OperatorId(id)))
    }

    /// Makes the person answer for the tenant, or changes what they may do there.
    pub async fn add_membership(
        &mut self,
        tenant: TenantId,
        operator: OperatorId,
        role: Role,
        at: Timestamp,
    ) -> Result<(), Error> {
        execute!(
            self,
            "insert into memberships (tenant_id, operator_id, role, created_at) values ($1, $2, $3, $4)
             on conflict (tenant_id, operator_id) do update set role = excluded.role",
            tenant.0,
            operator.0,
            role.as_str(),
            at.0,
        )?;
        Ok(())
    }

    /// False if the person does not answer for the tenant.
    pub async fn remove_membership(&mut self, tenant: TenantId, operator: OperatorId) -> Result<bool, Error> {
        let removed = execute!(
            self,
            "delete from memberships where tenant_id = $1 and operator_id = $2",
            tenant.0,
            operator.0,
        )?;
        Ok(removed == 1)
    }

    pub async fn set_password(&mut self, operator: OperatorId, password_hash: &str) -> Result<bool, Error> {
        let set = execute!(
            self,
            "update operators set password_hash = $2 where id = $1",
            operator.0,
            password_hash,
        )?;
        Ok(set == 1)
    }
}
