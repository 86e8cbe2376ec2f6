//! Bodies, addresses and queries that answer a mistake with a problem, not with axum's plain text.

use std::time::Duration;

use axum::Json;
use axum::body::{Bytes, HttpBody};
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::failure::Failure;
use crate::domain::{ClientId, MessageText, PublicId};
use crate::protocol::{ErrorCode, Problem, mistake, mistake_in_json};

/// How long a body may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(30);

/// Room for a body of which nobody said how long it is.
const UNANNOUNCED: usize = 8 * 1024;

/// Bytes that a body may have. Set by the router as a request extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit(pub(crate) usize);

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let limit = request
            .extensions()
            .get::<BodyLimit>()
            .map_or(UNANNOUNCED, |limit| limit.0);
        let (parts, body) = request.into_parts();
        let bytes = tokio::time::timeout(BODY_WITHIN, collect(body, limit))
            .await
            .unwrap_or_else(|_| Err(Failure::invalid("the body did not come in time")))?;
        let bytes = Bytes::from(bytes);
        let whole = Request::from_parts(parts, axum::body::Body::from(bytes.clone()));
        match Json::<T>::from_request(whole, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Failure::invalid(
                "the header `content-type: application/json` is missing",
            )),
            Err(_) => Err(Failure::invalid(wrong::<T>(&bytes))),
        }
    }
}

/// What is wrong with a body that is no `T`.
fn wrong<T: DeserializeOwned>(bytes: &[u8]) -> String {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(error) => mistake_in_json(error.inner(), &error.path().to_string()),
        // Something follows it.
        Ok(_) => "there is more than one JSON value".to_owned(),
    }
}

/// A file as it was sent, of at most `MOST` bytes.
pub(crate) struct FileBytes<const MOST: usize>(pub(crate) Vec<u8>);

/// How long a file may take to come: 10 MiB over a slow line.
const FILE_WITHIN: Duration = Duration::from_mins(3);

impl<const MOST: usize, S: Send + Sync> FromRequest<S> for FileBytes<MOST> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let coming = tokio::time::timeout(FILE_WITHIN, file(request.into_body(), MOST));
        let bytes = coming.await;
        bytes
            .unwrap_or_else(|_| Err(Failure::invalid("the file did not come in time")))
            .map(Self)
    }
}

/// A file that is too large is heard out for a while: whoever is still sending would hear of a broken line, and
/// not of the reason.
async fn file(body: axum::body::Body, most: usize) -> Result<Vec<u8>, Failure> {
    const HEARD_OUT: usize = 4;
    let mut whole = Vec::new();
    let mut length = 0;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Failure::invalid("the file broke off"))?;
        length += piece.len();
        if length <= most {
            whole.extend_from_slice(&piece);
        } else if length > most * HEARD_OUT {
            break;
        }
    }
    if length > most {
        let problem = Problem::new(ErrorCode::PayloadTooLarge, "The file is too large.");
        return Err(problem.limit(most as u64).into());
    }
    Ok(whole)
}

async fn collect(body: axum::body::Body, limit: usize) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::new(ErrorCode::PayloadTooLarge, "The body is too large.");
    // What the sender announces is refused before it comes.
    let announced = body.size_hint();
    if announced.lower() > limit as u64 {
        return Err(too_large());
    }
    let room = announced.exact().map_or(UNANNOUNCED, |bytes| bytes as usize);
    // Copied, for the buffers that the pieces came in would be held as a whole, and are larger.
    let mut whole = Vec::with_capacity(room.min(limit));
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Failure::invalid("the body broke off"))?;
        if whole.len() + piece.len() > limit {
            return Err(too_large());
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

/// The numbers and names in the address. What cannot be read does not exist.
pub(crate) struct At<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Path(path) = Path::<T>::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::not_found())?;
        Ok(Self(path))
    }
}

/// What stands behind the `?`.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Query(query) = Query::<T>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Failure::invalid(wrong_query(&rejection.body_text())))?;
        Ok(Self(query))
    }
}

/// What is wrong with a query, of which the parser says so.
fn wrong_query(said: &str) -> String {
    let said = said
        .strip_prefix("Failed to deserialize query string: ")
        .unwrap_or(said);
    match said.split_once(": ") {
        Some((field, why)) if !field.contains(' ') => mistake(&why, field),
        _ => mistake(&said, ""),
    }
}

pub(crate) fn client_id(raw: &str) -> Result<ClientId, Failure> {
    ClientId::parse(raw).map_err(|_| Failure::new(ErrorCode::InvalidClientId, "`client_id` is a UUID."))
}

pub(crate) fn text(raw: &str, limit: usize) -> Result<MessageText, Failure> {
    MessageText::parse(raw, limit).map_err(|invalid| crate::conversation::Error::from(invalid).into())
}

pub(crate) fn public_id(raw: &str) -> Result<PublicId, Failure> {
    PublicId::parse(raw).ok_or_else(Failure::not_found)
}

/// A name that somebody gives: trimmed, not empty, at most `limit` characters.
pub(crate) fn name(field: &str, raw: &str, limit: usize) -> Result<String, Failure> {
    let name: String = raw.trim().chars().filter(|c| !c.is_control()).collect();
    match name.chars().count() {
        0 => Err(Failure::invalid(format!("`{field}` must not be empty"))),
        n if n > limit => Err(
            Problem::new(ErrorCode::InvalidRequest, "The request is not valid.")
                .detail(format!("`{field}` has at most {limit} characters"))
                .limit(limit as u64)
                .into(),
        ),
        _ => Ok(name),
    }
}
