//! One person who was known as two.

use super::engine::{execute, fetch_all};
use super::{Conn, Error, Tx};
use crate::domain::{Author, ContactId, DialogId, TenantId, Timestamp};

impl Conn {
    /// All of a contact's dialogs, in no order.
    pub async fn dialogs_with(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
    ) -> Result<Vec<DialogId>, Error> {
        let rows = fetch_all!(
            self,
            (i64,),
            "select id from dialogs where +tenant_id = $1 and contact_id = $2",
            tenant.0,
            contact.0,
        )?;
        Ok(rows.into_iter().map(|(id,)| DialogId(id)).collect())
    }
}

impl Tx {
    /// Gives a contact's dialogs, and the authorship of what they wrote there, to another contact.
    pub async fn move_dialogs(
        &mut self,
        tenant: TenantId,
        from: ContactId,
        to: ContactId,
    ) -> Result<(), Error> {
        execute!(
            self,
            "update messages set author_key = $4 where tenant_id = $1 and author_key = $3
                and dialog_id in (select id from dialogs where +tenant_id = $1 and contact_id = $2)",
            tenant.0,
            from.0,
            Author::Contact(from).key(),
            Author::Contact(to).key(),
        )?;
        execute!(
            self,
            "update dialogs set contact_id = $3,
                site_id = (select site_id from contacts where tenant_id = $1 and id = $3)
             where +tenant_id = $1 and contact_id = $2",
            tenant.0,
            from.0,
            to.0,
        )?;
        Ok(())
    }

    /// None of the contact's tokens opens anything from now on.
    pub async fn revoke_visitor_tokens(
        &mut self,
        tenant: TenantId,
        contact: ContactId,
        at: Timestamp,
    ) -> Result<(), Error> {
        execute!(
            self,
            "update visitor_tokens set revoked_at = $3
             where tenant_id = $1 and contact_id = $2 and revoked_at is null",
            tenant.0,
            contact.0,
            at.0,
        )?;
        Ok(())
    }
}
