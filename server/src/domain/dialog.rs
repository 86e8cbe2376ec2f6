use super::{
    AssistantId, ContactId, DialogId, Handoff, Mark, Marks, Page, Pool, Principal, SiteId, TenantId,
    Timestamp,
};

/// One conversation of one contact: the row on which everything about it turns.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialog {
    pub id: DialogId,
    pub tenant: TenantId,
    pub assistant: AssistantId,
    pub site: Option<SiteId>,
    pub contact: ContactId,
    pub handoff: Handoff,
    /// The last number given out in each stream.
    pub seq: Mark,
    pub marks: Marks,
    pub page: Option<Page>,
    pub opened_at: Timestamp,
    /// When its last entry was written.
    pub updated_at: Timestamp,
}

impl Dialog {
    /// Whether it exists at all for `principal`. Somebody else's does not.
    pub fn opens_to(&self, principal: &Principal) -> bool {
        match principal {
            Principal::Operator(operator) => self.tenant == operator.tenant,
            Principal::Contact(contact) => {
                self.tenant == contact.tenant
                    && self.contact == contact.contact
                    && self.assistant == contact.assistant
            }
        }
    }

    /// The last number given out in the stream that `pool` reads.
    pub fn end_in(&self, pool: Pool) -> i64 {
        match pool {
            Pool::Admin => self.seq.staff,
            Pool::Client => self.seq.public,
        }
    }
}
