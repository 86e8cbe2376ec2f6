//! What all changes of hands have in common: the machine's verdict, its entry in the history, the end
//! of a running reply, and the live signal.

use std::sync::Arc;

use super::number::next_number;
use super::{Conversation, Error};
use crate::domain::{
    Author, Away, Dialog, DialogId, EntryKind, EventKind, FailureCode, Handoff, Holder, MessageMeta, Mutant,
    OperatorId, Principal, Refused, TenantId, Timestamp, planted,
};
use crate::store::{NewMessage, Tx};

/// What a change says of itself.
pub(super) struct Record {
    pub(super) text: String,
    pub(super) meta: MessageMeta,
    pub(super) live: EventKind,
}

/// One change of hands, as a value.
pub(super) trait Transition: Send + 'static {
    /// The next state, or why not.
    fn apply(&self, handoff: Handoff, at: Timestamp) -> Result<Handoff, Refused>;
    /// How it is told.
    fn record(&self) -> Record;
    /// Whether it makes sense only while somebody is there, or will be asked for all the same.
    fn needs_people(&self) -> bool {
        false
    }
    /// When it was wished, if that is not now.
    fn wished_at(&self) -> Option<Timestamp> {
        None
    }
    /// Whether an assistant that holds the dialog afterwards answers what nobody has answered yet.
    fn resumes_assistant(&self) -> bool {
        false
    }
}

impl Conversation {
    /// Applies `transition` to a dialog that exists for `principal`. What is so already stays so.
    pub(super) async fn change(
        &self,
        principal: &Principal,
        dialog: DialogId,
        transition: impl Transition + Sync,
    ) -> Result<Dialog, Error> {
        self.pace.act(principal)?;
        self.change_at_any_pace(principal, dialog, transition).await
    }

    /// The same for changes that follow of themselves from something that was counted.
    pub(super) async fn change_at_any_pace(
        &self,
        principal: &Principal,
        dialog: DialogId,
        transition: impl Transition + Sync,
    ) -> Result<Dialog, Error> {
        let conversation = self.clone();
        let principal = principal.clone();
        let tenant = principal.tenant();
        let read_before = if planted(Mutant::M09) {
            self.store.read().await?.dialog(tenant, dialog).await?
        } else {
            None
        };
        let result: Result<Dialog, Error> = self
            .store
            .write_dialogs(vec![(tenant, dialog)], move |tx| {
                Box::pin(async move {
                    let row = tx.lock_dialogs(&[(tenant, dialog)]).await?.remove(&dialog);
                    let mut row = row
                        .filter(|row| row.opens_to(&principal))
                        .ok_or(Error::NotFound)?;
                    if let Some(before) = read_before {
                        row.handoff = before.handoff;
                    }
                    conversation.change_locked(tx, row, &transition).await
                })
            })
            .await;
        self.naming_holder(tenant, result).await
    }

    /// Puts a name to the holder of whom a refusal speaks.
    pub(super) async fn naming_holder<T>(
        &self,
        tenant: TenantId,
        result: Result<T, Error>,
    ) -> Result<T, Error> {
        match result {
            // (Boxed, because it is rare: else each message would carry the room for reading an operator about.)
            Err(Error::HeldBy {
                operator,
                holder: None,
            }) => Err(Box::pin(self.held_by(tenant, operator)).await),
            other => other,
        }
    }

    async fn held_by(&self, tenant: TenantId, operator: OperatorId) -> Error {
        let reading = async { self.store.read().await?.member(tenant, operator).await };
        match reading.await {
            Ok(member) => Error::HeldBy {
                operator,
                holder: member.map(|(operator, _)| operator.person()),
            },
            Err(error) => error.into(),
        }
    }

    /// The same on a row that this transaction has locked.
    pub(super) async fn change_locked(
        &self,
        tx: &mut Tx,
        mut dialog: Dialog,
        transition: &impl Transition,
    ) -> Result<Dialog, Error> {
        let now = self.clock.now();
        match transition.apply(dialog.handoff.clone(), now) {
            Ok(next) => dialog.handoff = next,
            Err(Refused::Already) => return Ok(dialog),
            Err(refused) => return Err(refused.into()),
        }
        if transition.needs_people()
            && let Some(away) = away(tx, &dialog, transition.wished_at().unwrap_or(now)).await?
        {
            return Err(Error::OutsideHours { until: away.until });
        }
        let cancelled = tx
            .cancel_generations(dialog.tenant, dialog.id, false, FailureCode::TakenOver, now)
            .await?;
        let Record { text, meta, live } = transition.record();
        let entry = system_entry(&mut dialog, &text, meta, now);
        let id = tx
            .insert_messages(std::slice::from_ref(&entry))
            .await?
            .into_iter()
            .next();
        tx.save_dialogs(std::slice::from_ref(&dialog)).await?;
        let live = match live {
            EventKind::HandoffRequested { reason, by, wish, .. } => EventKind::HandoffRequested {
                reason,
                by,
                wish,
                position: tx.queue_position(dialog.tenant, dialog.id).await?,
            },
            other => other,
        };
        let again = transition.resumes_assistant()
            && dialog.handoff.holder == Holder::Assistant
            && super::reply_wanted::enqueue_if_unanswered(tx, &dialog, now).await?;

        let conversation = self.clone();
        let (tenant, dialog_id) = (dialog.tenant, dialog.id);
        let message = id.map(|id| Arc::new(entry.with_id(id)));
        tx.after_commit(move || {
            for generation in cancelled {
                let kind = EventKind::GenerationCancelled {
                    generation: generation.id,
                    code: FailureCode::TakenOver,
                };
                conversation.publish(tenant, dialog_id, kind);
            }
            if let Some(message) = message {
                conversation.publish(
                    tenant,
                    dialog_id,
                    EventKind::Posted {
                        message,
                        origin: None,
                    },
                );
            }
            conversation.publish(tenant, dialog_id, live);
            if again {
                conversation.replies_wanted.notify_one();
            }
        });
        Ok(dialog)
    }
}

/// Whether the dialog's assistant keeps it now, because nobody is there.
async fn away(tx: &mut Tx, dialog: &Dialog, now: Timestamp) -> Result<Option<Away>, Error> {
    let Some(assistant) = tx.assistant(dialog.tenant, dialog.assistant).await? else {
        return Ok(None);
    };
    let hours = tx.hours(dialog.tenant).await?;
    Ok(Away::at(&assistant.handoff, hours.as_ref(), now))
}

/// A `system` entry with the next numbers of `dialog`.
pub(super) fn system_entry(dialog: &mut Dialog, text: &str, meta: MessageMeta, now: Timestamp) -> NewMessage {
    let number = next_number(dialog, EntryKind::Message, now);
    NewMessage {
        tenant: dialog.tenant,
        dialog: dialog.id,
        kind: EntryKind::Message,
        public_seq: number.public_seq,
        staff_seq: number.mark.staff,
        sender: crate::domain::Sender::System,
        author: Author::System,
        person: None,
        text: text.to_owned(),
        client_id: None,
        citations: Vec::new(),
        meta,
        at: now,
    }
}
