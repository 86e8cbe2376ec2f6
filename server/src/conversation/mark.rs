use super::{Conversation, Error};
use crate::domain::{DialogId, EventKind, Mark, MarkKind, Principal, Side};

impl Conversation {
    /// One side has got the dialog, or has read it, up to `seq` of its own stream. Marks never go back,
    /// and nobody can have read what is not written yet.
    pub async fn mark(
        &self,
        principal: &Principal,
        dialog: DialogId,
        kind: MarkKind,
        seq: i64,
    ) -> Result<(), Error> {
        self.pace.mark(principal)?;
        let side = match principal {
            Principal::Operator(_) => Side::Manager,
            Principal::Contact(_) => Side::User,
        };
        let seen = self.dialog(principal, dialog).await?;
        let known = seen.marks.get(side, kind);
        let known = match side {
            Side::User => known.public,
            Side::Manager => known.staff,
        };
        if seq <= known {
            return Ok(());
        }
        let conversation = self.clone();
        let principal = principal.clone();
        let tenant = principal.tenant();
        self.store
            .write_dialogs(vec![(tenant, dialog)], move |tx| {
                Box::pin(async move {
                    let row = tx.lock_dialogs(&[(tenant, dialog)]).await?.remove(&dialog);
                    let mut row = row
                        .filter(|row| row.opens_to(&principal))
                        .ok_or(Error::NotFound)?;
                    let to = match side {
                        Side::User => {
                            let public = seq.clamp(0, row.seq.public);
                            let staff = tx.staff_at_public(tenant, dialog, public).await?.unwrap_or(0);
                            Mark { public, staff }
                        }
                        Side::Manager => {
                            let staff = seq.clamp(0, row.seq.staff);
                            Mark {
                                public: tx.public_up_to_staff(tenant, dialog, staff).await?,
                                staff,
                            }
                        }
                    };
                    if let Some(marks) = row.marks.advanced(side, kind, to) {
                        let staff_only = to.public <= row.marks.get(side, kind).public;
                        row.marks = marks;
                        tx.save_dialogs(std::slice::from_ref(&row)).await?;
                        tx.after_commit(move || {
                            let marked = EventKind::Marked {
                                side,
                                kind,
                                to,
                                staff_only,
                            };
                            conversation.publish(tenant, dialog, marked);
                        });
                    }
                    Ok(())
                })
            })
            .await
    }
}
