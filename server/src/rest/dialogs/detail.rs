use axum::Json;
use axum::extract::State;

use super::summary_body;
use crate::access::Operator;
use crate::domain::{DialogId, Holder, MarkKind, Pool, TenantId};
use crate::protocol::{DialogDetail, MarksBody, Problem, RatingBody};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;

/// Other dialogs of the contact that are listed.
const EARLIER: i64 = 20;

/// A dialog, its contact and where they are.
#[utoipa::path(
    get, path = "/dialogs/{id}", tag = "dialogs",
    params(("id" = i64, Path)),
    responses((status = 200, body = DialogDetail), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(dialog): At<DialogId>,
) -> Answer<Json<DialogDetail>> {
    Ok(Json(detail(&rest, operator.tenant, dialog).await?))
}

/// The dialog as operators see it now.
pub(in crate::rest) async fn detail(rest: &Rest, tenant: TenantId, dialog: DialogId) -> Answer<DialogDetail> {
    let mut reader = rest.store.read().await?;
    let summary = reader
        .summaries(tenant, &[dialog])
        .await?
        .pop()
        .ok_or_else(Failure::not_found)?;
    let row = summary.dialog.clone();
    let position = match row.handoff.holder {
        Holder::Queued { .. } => reader.queue_position(tenant, dialog).await?,
        _ => None,
    };
    let earlier = reader
        .dialogs_of_contact(tenant, row.contact, None, EARLIER)
        .await?;
    let suggestion = reader.suggestion(tenant, dialog).await?;
    let rating = reader.rating(tenant, dialog).await?;
    Ok(DialogDetail {
        handler_epoch: row.handoff.epoch,
        last_seq: row.seq.staff,
        read: MarksBody::of(&row.marks, MarkKind::Read, Pool::Admin),
        delivered: MarksBody::of(&row.marks, MarkKind::Delivered, Pool::Admin),
        position,
        visitor_online: rest.hub.presence(tenant, dialog).visitor,
        suggestion: suggestion.map(|generation| generation.text),
        rating: rating.map(|rating| RatingBody {
            score: rating.score,
            comment: rating.comment,
            timestamp: rating.at.into(),
        }),
        earlier: earlier
            .into_iter()
            .map(|other| other.dialog.id)
            .filter(|id| *id != dialog)
            .collect(),
        summary: summary_body(summary),
    })
}
