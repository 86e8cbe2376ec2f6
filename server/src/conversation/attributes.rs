use super::{Conversation, Error};
use crate::domain::{Attributes, Contact, ContactPrincipal, EventKind, InvalidAttributes, merged_attributes};
use crate::store::ContactChange;

/// What somebody says of themselves. Nobody vouches for it.
#[derive(Clone, Debug, Default)]
pub struct Details {
    pub name: Option<String>,
    pub email: Option<String>,
    pub attributes: Attributes,
}

impl Conversation {
    /// Adds to what is known of a contact. Name and address that their site vouched for stay as they are. The
    /// contact as it is then.
    pub async fn describe(&self, who: &ContactPrincipal, details: Details) -> Result<Contact, Error> {
        let (conversation, who) = (self.clone(), who.clone());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let known = tx
                        .contact(who.tenant, who.contact)
                        .await?
                        .ok_or(Error::NotFound)?;
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
                        at: conversation.clock.now(),
                    };
                    tx.update_contact(who.tenant, who.contact, &change).await?;
                    let dialogs = tx.dialogs_with(who.tenant, who.contact).await?;
                    tx.after_commit(move || {
                        for dialog in dialogs {
                            conversation.publish(who.tenant, dialog, EventKind::Touched);
                        }
                    });
                    Ok(Contact {
                        name: change.name,
                        email: change.email,
                        attributes: change.attributes,
                        ..known
                    })
                })
            })
            .await
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
