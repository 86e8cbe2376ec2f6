use super::change::{Record, Transition};
use super::claim::started;
use super::{Conversation, Error};
use crate::domain::{
    Dialog, DialogId, Handoff, OperatorId, OperatorPrincipal, Person, Principal, Refused, Timestamp,
};

impl Conversation {
    /// The holder, or an admin, gives the dialog to another operator of the tenant.
    pub async fn transfer(
        &self,
        by: &OperatorPrincipal,
        dialog: DialogId,
        to: OperatorId,
    ) -> Result<Dialog, Error> {
        let member = self.store.read().await?.member(by.tenant, to).await?;
        let (operator, _) = member.ok_or(Error::NoSuchOperator)?;
        let transfer = Transfer {
            by: by.clone(),
            to: operator.person(),
        };
        self.change(&Principal::Operator(by.clone()), dialog, transfer)
            .await
    }
}

struct Transfer {
    by: OperatorPrincipal,
    to: Person,
}

impl Transition for Transfer {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        handoff.transfer(&self.by, self.to.id, at)
    }

    fn record(&self) -> Record {
        started(&self.to)
    }
}
