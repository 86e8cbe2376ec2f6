use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::create::too_many;
use super::{FILE_NAME, body, find};
use crate::access::Admin;
use crate::assistant::import::{FileRefused, MOST_FILE_BYTES};
use crate::protocol::{ErrorCode, Problem, SourceBody};
use crate::rest::Rest;
use crate::rest::assistants;
use crate::rest::failure::{Answer, Failure};
use crate::rest::input::{self, Asked, At, FileBytes};

#[derive(Debug, Deserialize)]
pub(crate) struct Named {
    name: String,
}

/// Imports a file: Markdown, text, HTML or PDF, up to 10 MiB. It is read at once. A file of the same name takes the
/// place of the earlier one.
#[utoipa::path(
    post, path = "/assistants/{id}/files", tag = "sources",
    params(("id" = String, Path), ("name" = String, Query, description = "The file's name, with its ending")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = SourceBody), (status = 200, body = SourceBody, description = "A newer version of it"),
        (status = 404, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem)
    ),
)]
pub(crate) async fn handler(
    State(rest): State<Rest>,
    Admin(admin): Admin,
    At(id): At<String>,
    Asked(named): Asked<Named>,
    headers: HeaderMap,
    FileBytes(bytes): FileBytes<MOST_FILE_BYTES>,
) -> Answer<(StatusCode, Json<SourceBody>)> {
    let assistant = assistants::find(&rest, admin.tenant, &id).await?;
    let name = input::name("name", &named.name, FILE_NAME)?;
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let imported = rest
        .importing
        .import_file(admin.tenant, assistant.id, name, content_type, &bytes)
        .await
        .map_err(said)?;
    let status = if imported.new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    let (source, counts) = find(&rest, &admin, &id, imported.source).await?;
    Ok((status, Json(body(source, &counts))))
}

fn said(refused: FileRefused) -> Failure {
    match refused {
        FileRefused::Unreadable(why) => {
            Problem::new(ErrorCode::UnreadableFile, "The file cannot be imported.")
                .detail(why.to_string())
                .into()
        }
        FileRefused::TooManySources => too_many(),
        FileRefused::Store(error) => error.into(),
    }
}
