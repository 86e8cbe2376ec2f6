//! Who makes an assistant's vectors, checked; and how far they are.

use axum::Json;
use axum::extract::State;

use super::engine::{callable, is_same_host, key, model, price};
use super::find;
use crate::access::Operator;
use crate::domain::{EmbeddingSettings, Embeddings, PublicId};
use crate::protocol::{EmbeddingStatusBody, EmbeddingsBody, EmbeddingsIn, Problem};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::At;
use crate::store::EmbeddingChange;

/// How far the assistant's vectors are, and why they get no further.
#[utoipa::path(
    get, path = "/assistants/{id}/embeddings", tag = "assistants",
    params(("id" = String, Path)),
    responses((status = 200, body = EmbeddingStatusBody), (status = 404, body = Problem)),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Operator(operator): Operator,
    At(id): At<String>,
) -> Answer<Json<EmbeddingStatusBody>> {
    let assistant = find(&rest, operator.tenant, &id).await?;
    let (tenant, id) = (assistant.tenant, assistant.id);
    let mut conn = rest.store.read_aside().await?;
    // Counted first: what is said of the vectors is then true of all that were counted.
    let (passages, embedded) = conn.embedded_count(tenant, id).await?;
    let of = conn.embeddings(tenant, id).await?;
    let of = of.ok_or_else(Failure::not_found)?;
    Ok(Json(EmbeddingStatusBody {
        state: of.state(passages, embedded),
        passages,
        embedded,
        most: of.most(),
        dimensions: of.dimensions.and_then(|length| i64::try_from(length).ok()),
        error: of.fault,
        retry_at: of.retry_at.map(Into::into),
    }))
}

/// Checks what was written for the assistant of that public id, whose vectors are made as `now` says.
pub(super) fn change(
    rest: &Rest,
    id: &PublicId,
    written: &EmbeddingsIn,
    now: Option<&Embeddings>,
) -> Answer<EmbeddingChange> {
    let base_url = callable(rest, written.base_url.as_deref())?;
    let sealed = match &written.key {
        None => now.and_then(|now| kept_key(now, base_url)),
        Some(None) => None,
        Some(Some(raw)) => Some(rest.access.seal_embeddings_key(id, &key(raw)?)?),
    };
    price(written.input_price_micros)?;
    Ok(EmbeddingChange {
        settings: EmbeddingSettings {
            base_url: base_url.map(str::to_owned),
            model: model(&written.model)?,
            input_price_micros: written.input_price_micros,
        },
        key: sealed,
        at: rest.clock.now(),
    })
}

/// A key was saved for one host: whoever names another does not get it sent there.
fn kept_key(now: &Embeddings, base_url: Option<&str>) -> Option<Vec<u8>> {
    let same = is_same_host(base_url, now.settings.base_url.as_deref());
    now.key.clone().filter(|_| same)
}

pub(super) fn body(settings: EmbeddingSettings, has_key: bool) -> EmbeddingsBody {
    EmbeddingsBody {
        base_url: settings.base_url,
        model: settings.model,
        input_price_micros: settings.input_price_micros,
        has_key,
    }
}
