use super::change::{Record, Transition};
use super::release::Release;
use super::{Conversation, Error};
use crate::domain::{Handoff, OperatorId, OperatorPrincipal, Principal, Refused, ReleaseTo, Timestamp};

impl Conversation {
    /// Puts back into the queue whatever `holder`, who answers no longer, still holds. `by` is the admin who removed
    /// them. A dialog that changes hands meanwhile stays with whom it went to.
    pub async fn let_go(&self, by: &OperatorPrincipal, holder: OperatorId) -> Result<(), Error> {
        let held = self
            .store
            .read()
            .await?
            .dialogs_held_by(by.tenant, holder)
            .await?;
        for dialog in held {
            let let_go = LetGo {
                holder,
                release: Release {
                    by: by.clone(),
                    to: ReleaseTo::Queue,
                },
            };
            self.change_at_any_pace(&Principal::Operator(by.clone()), dialog, let_go)
                .await?;
        }
        Ok(())
    }
}

struct LetGo {
    holder: OperatorId,
    release: Release,
}

impl Transition for LetGo {
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused> {
        if handoff.holder.operator() == Some(self.holder) {
            self.release.apply(handoff, at)
        } else {
            Err(Refused::Already)
        }
    }

    fn record(&self) -> Record {
        self.release.record()
    }
}
