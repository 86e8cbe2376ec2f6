use super::column::{At, bytes, json};
use super::engine::{execute, fetch_optional, fetch_scalar, row};
use super::{Conn, Error, Tx};
use crate::domain::{
    AssistantId, Attributes, Contact, ContactId, PublicId, SiteId, TenantId, Timestamp, TokenHash,
};

#[derive(Clone, Debug)]
pub struct NewContact {
    pub assistant: AssistantId,
    pub site: Option<SiteId>,
    pub external_id: Option<String>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub verified: bool,
    pub attributes: Attributes,
    pub at: Timestamp,
}

/// What may change of a contact, all of it at once.
#[derive(Clone, Debug)]
pub struct ContactChange {
    pub name: Option<String>,
    pub email: Option<String>,
    pub verified: bool,
    pub attributes: Attributes,
    pub at: Timestamp,
}

row! {
    pub(super) struct ContactRow {
        pub(super) id: i64,
        pub(super) tenant_id: i64,
        pub(super) assistant_id: i64,
        pub(super) site_id: Option<i64>,
        pub(super) external_id: Option<String>,
        pub(super) name: Option<String>,
        pub(super) email: Option<String>,
        pub(super) verified: bool,
        pub(super) attributes: String,
        pub(super) created_at: i64,
    }
}

impl TryFrom<ContactRow> for Contact {
    type Error = Error;

    fn try_from(row: ContactRow) -> Result<Self, Error> {
        Ok(Self {
            id: ContactId(row.id),
            tenant: TenantId(row.tenant_id),
            assistant: AssistantId(row.assistant_id),
            site: row.site_id.map(SiteId),
            external_id: row.external_id,
            name: row.name,
            email: row.email,
            verified: row.verified,
            attributes: At("contacts", row.id).json("attributes", &row.attributes)?,
            created_at: Timestamp(row.created_at),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select c.id, c.tenant_id, c.assistant_id, c.site_id, c.external_id, c.name, c.email, c.verified,
                c.attributes, c.created_at
             from contacts c ",
            $rest
        )
    };
}

impl Conn {
    pub async fn contact(&mut self, tenant: TenantId, contact: ContactId) -> Result<Option<Contact>, Error> {
        let row = fetch_optional!(
            self,
            ContactRow,
            select!("where c.tenant_id = $1 and c.id = $2"),
            tenant.0,
            contact.0,
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The visitor who holds the token of that hash, at this assistant; none if the token is revoked, the
    /// visitor blocked or the assistant gone.
    pub async fn contact_by_visitor_token(
        &mut self,
        assistant: AssistantId,
        token: &TokenHash,
    ) -> Result<Option<Contact>, Error> {
        let row = fetch_optional!(
            self,
            ContactRow,
            select!(
                "join visitor_tokens v on v.contact_id = c.id
                 join assistants a on a.id = v.assistant_id
                 where v.token_hash = $2 and v.assistant_id = $1 and v.revoked_at is null
                    and not c.blocked and a.deleted_at is null"
            ),
            assistant.0,
            bytes(token),
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The same, for who needs no more than to know whose the token is: tenant, assistant and contact, found by one
    /// statement.
    pub async fn bearer_of_visitor_token(
        &mut self,
        assistant: &PublicId,
        token: &TokenHash,
    ) -> Result<Option<(TenantId, AssistantId, ContactId)>, Error> {
        let row = fetch_optional!(
            self,
            (i64, i64, i64),
            "select c.tenant_id, a.id, c.id from assistants a
             join visitor_tokens v on v.assistant_id = a.id and v.token_hash = $2
             join contacts c on c.id = v.contact_id
             where a.public_id = $1 and a.deleted_at is null and v.revoked_at is null and not c.blocked",
            assistant.as_str(),
            bytes(token),
        )?;
        Ok(row.map(|(tenant, assistant, contact)| {
            (TenantId(tenant), AssistantId(assistant), ContactId(contact))
        }))
    }

    /// The user whom a site calls `external_id`; none if blocked.
    pub async fn contact_by_external_id(
        &mut self,
        tenant: TenantId,
        site: SiteId,
        external_id: &str,
    ) -> Result<Option<Contact>, Error> {
        let row = fetch_optional!(
            self,
            ContactRow,
            select!("where c.tenant_id = $1 and c.site_id = $2 and c.external_id = $3 and not c.blocked"),
            tenant.0,
            site.0,
            external_id,
        )?;
        row.map(TryInto::try_into).transpose()
    }
}

impl Tx {
    pub async fn create_contact(&mut self, tenant: TenantId, new: &NewContact) -> Result<ContactId, Error> {
        let id = fetch_scalar!(
            self,
            i64,
            "insert into contacts
                (tenant_id, assistant_id, site_id, external_id, name, email, verified, attributes,
                 created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning id",
            tenant.0,
            new.assistant.0,
            new.site.map(|site| site.0),
            new.external_id.as_deref(),
            new.name.as_deref(),
            new.email.as_deref(),
            new.verified,
            json(&new.attributes),
            new.at.0,
        )?;
        Ok(ContactId(id))
    }

    /// Finds or makes the contact of a signed-in user. What the token says replaces what was known; what
    /// it leaves out stays. `None` if the contact is blocked.
    pub async fn upsert_site_contact(
        &mut self,
        tenant: TenantId,
        new: &NewContact,
    ) -> Result<Option<ContactId>, Error> {
        let row = fetch_optional!(
            self,
            (i64,),
            "insert into contacts
                (tenant_id, assistant_id, site_id, external_id, name, email, verified, attributes,
                 created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
             on conflict (site_id, external_id) do update set
                name = coalesce(excluded.name, contacts.name),
                email = coalesce(excluded.email, contacts.email),
                verified = excluded.verified,
                attributes = case excluded.attributes when '{}' then contacts.attributes
                    else excluded.attributes end,
                updated_at = excluded.updated_at
             where contacts.tenant_id = excluded.tenant_id and not contacts.blocked
             returning id",
            tenant.0,
            new.assistant.0,
            new.site.map(|site| site.0),
            new.external_id.as_deref(),
            new.name.as_deref(),
            new.email.as_deref(),
            new.verified,
            json(&new.attributes),
            new.at.0,
        )?;
        Ok(row.map(|(id,)| ContactId(id)))
    }

    pub async fn update_contact(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        change: &ContactChange,
    ) -> Result<bool, Error> {
        let updated = execute!(
            self,
            "update contacts set name = $3, email = $4, verified = $5, attributes = $6, updated_at = $7
             where tenant_id = $1 and id = $2",
            tenant.0,
            contact.0,
            change.name.as_deref(),
            change.email.as_deref(),
            change.verified,
            json(&change.attributes),
            change.at.0,
        )?;
        Ok(updated == 1)
    }

    /// A blocked contact's tokens open nothing.
    pub async fn set_contact_blocked(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        blocked: bool,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let updated = execute!(
            self,
            "update contacts set blocked = $3, updated_at = $4 where tenant_id = $1 and id = $2",
            tenant.0,
            contact.0,
            blocked,
            at.0,
        )?;
        Ok(updated == 1)
    }

    /// Lets the token open the contact's dialogs at this assistant. False if somebody has that token.
    pub async fn add_visitor_token(
        &mut self,
        tenant: TenantId,
        assistant: AssistantId,
        contact: ContactId,
        token: &TokenHash,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let added = execute!(
            self,
            "insert into visitor_tokens (token_hash, tenant_id, assistant_id, contact_id, created_at)
             values ($1, $2, $3, $4, $5) on conflict (token_hash) do nothing",
            bytes(token),
            tenant.0,
            assistant.0,
            contact.0,
            at.0,
        )?;
        Ok(added == 1)
    }

    /// False if the tenant has no such token, or it is revoked already.
    pub async fn revoke_visitor_token(
        &mut self,
        tenant: TenantId,
        token: &TokenHash,
        at: Timestamp,
    ) -> Result<bool, Error> {
        let revoked = execute!(
            self,
            "update visitor_tokens set revoked_at = $3
             where tenant_id = $1 and token_hash = $2 and revoked_at is null",
            tenant.0,
            bytes(token),
            at.0,
        )?;
        Ok(revoked == 1)
    }
}
