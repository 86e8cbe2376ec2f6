pub(super) mod counts;
pub(super) mod cursor;
pub(super) mod detail;
pub(super) mod draft;
pub(super) mod inbox;
pub(super) mod open;
pub(super) mod own;
pub(super) mod rating;
pub(super) mod summary;

use crate::assistant::Past;
use crate::domain::{
    Assistant, Contact, ContactPrincipal, Dialog, DialogId, Holder, MarkKind, OperatorPrincipal, Pool,
    Principal, Sender, Timestamp,
};
use crate::protocol::{ContactBody, DialogBody, DialogSummaryBody, LastMessageBody, MarksBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::store::DialogSummary;

/// A dialog's assistant and what was said, for who wants something written about it.
async fn about(rest: &Rest, operator: OperatorPrincipal, dialog: DialogId) -> Answer<(Assistant, Past)> {
    let tenant = operator.tenant;
    let row = rest
        .conversation
        .dialog(&Principal::Operator(operator), dialog)
        .await?;
    let assistant = rest.store.read().await?.assistant(tenant, row.assistant).await?;
    let past = Past::read(&rest.store, tenant, dialog, i64::MAX).await?;
    Ok((assistant.ok_or_else(Failure::not_found)?, past))
}

/// A row of the inbox on the wire.
pub fn summary_body(summary: DialogSummary) -> DialogSummaryBody {
    let DialogSummary {
        dialog,
        contact,
        last,
        last_public_at,
        updated_at,
        operator,
        unread,
        assistant_name,
    } = summary;
    DialogSummaryBody {
        id: dialog.id,
        state: dialog.handoff.holder.as_str().into(),
        assignee: operator,
        state_since: state_since(&dialog).into(),
        contact: contact_card(contact),
        assistant_name,
        last_message: last.map(|last| last_message(last, last_public_at)),
        unread,
        tags: Vec::new(),
        page: dialog.page,
        opened_at: dialog.opened_at.into(),
        updated_at: updated_at.into(),
    }
}

fn last_message((sender, text): (Sender, String), at: Timestamp) -> LastMessageBody {
    LastMessageBody {
        sender,
        text,
        timestamp: at.into(),
    }
}

/// Since when the dialog is in its state. (The assistant's begins with the dialog or its last entry.)
fn state_since(dialog: &Dialog) -> Timestamp {
    match dialog.handoff.holder {
        Holder::Assistant => dialog.updated_at,
        Holder::Queued { since, .. } | Holder::Operator { since, .. } | Holder::Closed { since } => since,
    }
}

fn contact_card(contact: Contact) -> ContactBody {
    ContactBody {
        id: contact.id,
        name: contact.name,
        email: contact.email,
        verified: contact.verified,
        external_id: contact.external_id,
        attributes: contact.attributes,
        created_at: contact.created_at.into(),
    }
}

/// One of the contact's own dialogs, in the contact's own numbers.
fn own_body(summary: DialogSummary, position: Option<i64>) -> DialogBody {
    let DialogSummary {
        dialog,
        last,
        last_public_at,
        updated_at,
        operator,
        unread,
        ..
    } = summary;
    DialogBody {
        id: dialog.id,
        state: dialog.handoff.holder.as_str().into(),
        manager: operator,
        position,
        last_seq: dialog.seq.public,
        read: MarksBody::of(&dialog.marks, MarkKind::Read, Pool::Client),
        delivered: MarksBody::of(&dialog.marks, MarkKind::Delivered, Pool::Client),
        unread,
        last_message: last.map(|last| last_message(last, last_public_at)),
        opened_at: dialog.opened_at.into(),
        updated_at: updated_at.into(),
    }
}

/// A dialog as its contact sees it now.
pub(super) async fn contact_body(
    rest: &Rest,
    who: &ContactPrincipal,
    dialog: DialogId,
) -> Answer<DialogBody> {
    let mut reader = rest.store.read().await?;
    let found = reader.dialog_of_contact(who.tenant, who.contact, dialog).await?;
    let summary = found.ok_or_else(Failure::not_found)?;
    let position = match summary.dialog.handoff.holder {
        Holder::Queued { .. } => reader.queue_position(who.tenant, dialog).await?,
        _ => None,
    };
    Ok(own_body(summary, position))
}
