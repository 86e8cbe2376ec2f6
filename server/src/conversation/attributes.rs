use super::{Conversation, Error};
use crate::domain::{
    Attributes, Contact, ContactId, ContactPrincipal, EventKind, InvalidAttributes, TenantId,
    merged_attributes,
};
use crate::store::{ContactChange, Tx};

/// What somebody says of themselves. Nobody vouches for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    pub name: Option<String>,
    pub email: Option<String>,
    pub attributes: Attributes,
}

impl Details {
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.attributes.is_empty()
    }
}

impl Conversation {
    /// Adds to what is known of a contact. Name and address that their site vouched for stay as they are. The
    /// contact as it is then.
    pub async fn describe(&self, who: &ContactPrincipal, details: Details) -> Result<Contact, Error> {
        let (conversation, tenant, contact) = (self.clone(), who.tenant, who.contact);
        self.store
            .write(move |tx| {
                Box::pin(async move { conversation.add_details(tx, tenant, contact, details).await })
            })
            .await
    }

    /// The same as a part of something else.
    pub(super) async fn add_details(
        &self,
        tx: &mut Tx,
        tenant: TenantId,
        contact: ContactId,
        details: Details,
    ) -> Result<Contact, Error> {
        let known = tx.contact(tenant, contact).await?.ok_or(Error::NotFound)?;
        let Details {
            name,
            email,
            attributes,
        } = details;
        let fills = |known: Option<String>, news: Option<String>, vouched: bool| {
            if vouched && known.is_some() {
                known
            } else {
                news.or(known)
            }
        };
        let change = ContactChange {
            name: fills(known.name, name, known.verified),
            email: fills(known.email, email, known.verified),
            verified: known.verified,
            attributes: merged_attributes(known.attributes, attributes)?,
            at: self.clock.now(),
        };
        tx.update_contact(tenant, contact, &change).await?;
        let dialogs = tx.dialogs_with(tenant, contact).await?;
        let conversation = self.clone();
        tx.after_commit(move || {
            for dialog in dialogs {
                conversation.publish(tenant, dialog, EventKind::Touched);
            }
        });
        Ok(Contact {
            name: change.name,
            email: change.email,
            attributes: change.attributes,
            ..known
        })
    }
}

impl From<InvalidAttributes> for Error {
    fn from(invalid: InvalidAttributes) -> Self {
        match invalid {
            InvalidAttributes::Shape => Self::InvalidAttributes,
            InvalidAttributes::TooMany => Self::TooManyAttributes,
        }
    }
}
