pub(super) mod attributes;
pub(super) mod config;
pub(super) mod identify;

use crate::domain::Contact;
use crate::protocol::OwnContactBody;

fn own_contact(contact: Contact) -> OwnContactBody {
    OwnContactBody {
        id: contact.id,
        name: contact.name,
        email: contact.email,
        verified: contact.verified,
        attributes: contact.attributes,
    }
}
