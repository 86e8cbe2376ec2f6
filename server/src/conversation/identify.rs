use std::sync::Arc;

use super::{Conversation, Error};
use crate::domain::{
    ContactId, ContactPrincipal, EndedRight, Event, EventKind, TokenHash, merged_attributes,
};
use crate::store::ContactChange;

impl Conversation {
    /// A visitor turns out to be `known`, for whom their site vouches: their dialogs become that contact's, every
    /// token of the visitor is spent, and so is `spent` in any case; `token` opens the known contact's dialogs from
    /// now on. A visitor for whom a site has vouched already is somebody else (two people at one browser): what is
    /// theirs stays theirs.
    pub async fn identify(
        &self,
        visitor: Option<ContactId>,
        known: &ContactPrincipal,
        spent: Option<TokenHash>,
        token: TokenHash,
    ) -> Result<(), Error> {
        let (conversation, known) = (self.clone(), known.clone());
        let visitor = visitor.filter(|visitor| *visitor != known.contact);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    let (tenant, to) = (known.tenant, known.contact);
                    let at = conversation.clock.now();
                    let mut moved = Vec::new();
                    let anonymous = match visitor {
                        Some(visitor) => tx.contact(tenant, visitor).await?,
                        None => None,
                    }
                    .filter(|contact| !contact.verified);
                    let merged = anonymous.as_ref().map(|contact| contact.id);
                    if let Some(visitor) = anonymous {
                        let from = visitor.id;
                        moved = tx.dialogs_with(tenant, from).await?;
                        // Whoever writes in one of them at this moment comes before or after.
                        let rows: Vec<_> = moved.iter().map(|dialog| (tenant, *dialog)).collect();
                        tx.lock_dialogs(&rows).await?;
                        tx.move_dialogs(tenant, from, to).await?;
                        tx.revoke_visitor_tokens(tenant, from, at).await?;
                        if let Some(contact) = tx.contact(tenant, to).await? {
                            // What the site says counts more than what the visitor said.
                            let attributes =
                                merged_attributes(visitor.attributes, contact.attributes.clone());
                            let change = ContactChange {
                                name: contact.name.or(visitor.name),
                                email: contact.email.or(visitor.email),
                                verified: contact.verified,
                                attributes: attributes.unwrap_or(contact.attributes),
                                at,
                            };
                            tx.update_contact(tenant, to, &change).await?;
                        }
                    }
                    let mut ended: Vec<EndedRight> = merged.map(EndedRight::Contact).into_iter().collect();
                    if let Some(spent) = spent {
                        tx.revoke_visitor_token(tenant, &spent, at).await?;
                        ended.push(EndedRight::VisitorToken(spent));
                    }
                    if !tx
                        .add_visitor_token(tenant, known.assistant, to, &token, at)
                        .await?
                    {
                        return Err(Error::NotFound);
                    }
                    tx.after_commit(move || {
                        for ending in ended {
                            conversation
                                .bus
                                .publish(Arc::new(Event::right_ended(tenant, ending)));
                        }
                        for dialog in moved {
                            conversation.publish(tenant, dialog, EventKind::Touched);
                        }
                    });
                    Ok(())
                })
            })
            .await
    }
}
