use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::{body, find};
use crate::access::Admin;
use crate::assistant::import::{MOST_PAGES, MOST_SOURCES};
use crate::domain::SourceKind;
use crate::outbound::Refused;
use crate::protocol::{ErrorCode, Problem, SourceBody, SourceIn};
use crate::rest::Rest;
use crate::rest::assistants;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{At, Body};
use crate::store::NewSource;

/// Imports pages, or all pages that a sitemap names. They are read one after the other, and again every day.
#[utoipa::path(
    post, path = "/assistants/{id}/sources", tag = "sources",
    params(("id" = String, Path)),
    request_body = SourceIn,
    responses(
        (status = 201, body = SourceBody), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
    Body(wanted): Body<SourceIn>,
) -> Answer<(StatusCode, Json<SourceBody>)> {
    let assistant = assistants::find(&rest, admin.tenant, &id).await?;
    let urls = addresses(&rest, wanted.kind, wanted.urls, wanted.url)?;
    let sources = rest
        .store
        .read()
        .await?
        .sources(admin.tenant, assistant.id)
        .await?;
    if sources.len() >= MOST_SOURCES {
        return Err(too_many());
    }
    let new = NewSource {
        assistant: assistant.id,
        kind: wanted.kind,
        name: urls.first().cloned().unwrap_or_default(),
        urls,
        at: rest.clock.now(),
    };
    let made = rest.importing.add(admin.tenant, new).await?;
    let (source, counts) = find(&rest, &admin, &id, made).await?;
    Ok((StatusCode::CREATED, Json(body(source, &counts))))
}

pub(super) fn too_many() -> Failure {
    let problem = Problem::new(
        ErrorCode::LimitReached,
        "The assistant has all the sources it may have.",
    );
    problem.limit(MOST_SOURCES as u64).into()
}

/// The addresses as they will be asked for, each once.
fn addresses(
    rest: &Rest,
    kind: SourceKind,
    urls: Option<Vec<String>>,
    url: Option<String>,
) -> Answer<Vec<String>> {
    let raw = match (kind, urls, url) {
        (SourceKind::Url, Some(urls), None) => urls,
        (SourceKind::Sitemap, None, Some(url)) => vec![url],
        (SourceKind::Url, ..) => return Err(Failure::invalid("the kind `url` comes with `urls`")),
        (SourceKind::Sitemap, ..) => return Err(Failure::invalid("the kind `sitemap` comes with `url`")),
        (SourceKind::File, ..) => return Err(Failure::invalid("a file is sent to `…/files`")),
    };
    if raw.is_empty() || raw.len() > MOST_PAGES {
        return Err(Failure::invalid(format!("`urls` has 1 to {MOST_PAGES} entries")));
    }
    let mut checked: Vec<String> = Vec::with_capacity(raw.len());
    for (number, raw) in (1..).zip(&raw) {
        let target = rest
            .outbound
            .check(raw)
            .map_err(|refused| said(refused, number))?;
        if !checked.iter().any(|known| known == target.as_str()) {
            checked.push(target.as_str().to_owned());
        }
    }
    Ok(checked)
}

fn said(refused: Refused, number: usize) -> Failure {
    let detail = format!("address {number}: {refused}");
    match refused {
        Refused::Private | Refused::Own => Problem::new(
            ErrorCode::AddressRefused,
            "This server does not call that address.",
        )
        .detail(detail)
        .into(),
        _ => Failure::invalid(detail),
    }
}
