//! The answer to one request, by its script.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::{Response, StatusCode};
use serde_json::json;

use crate::body::{Body, document, play, streamed, whole};
use crate::line::Scissors;
use crate::script::{Ending, Head, Script};
use crate::vector;
use crate::voice;

use super::Shared;
use super::asked::{Asked, Dialect};
use super::strict;

pub(super) async fn answered(mut asked: Asked, line: &Scissors, shared: &Arc<Shared>) -> Response<Body> {
    let script = if let Some((status, reason)) = strict::refusal(&asked) {
        asked.refused = Some(reason.clone());
        Script::status(status).message(&reason)
    } else if asked.dialect == Dialect::Embeddings && shared.choice.is_idle(&asked.model()) {
        Script::status(200)
    } else {
        shared.choice.script(&asked)
    };
    let mut watch = shared.records.begin(asked.clone());
    match &script.head {
        Head::Sent => {}
        Head::Waits(gate) => gate.pass().await,
        Head::Hangs => match std::future::pending::<Infallible>().await {},
        Head::Cut(bytes, ending) => {
            line.cut_after(*bytes);
            if *ending == Ending::Reset {
                line.reset();
            }
            watch.finished();
        }
    }
    let mut voice = voice::of(&asked, &script);
    let streams = script.status == 200 && asked.dialect != Dialect::Embeddings && asked.streams();
    let beats = if script.status != 200 {
        whole(&script, voice::refusal(&asked, &script))
    } else if asked.dialect == Dialect::Embeddings {
        whole(&script, vector::answer(&asked, &script, &shared.meanings))
    } else if streams {
        streamed(&script, voice.as_mut())
    } else {
        whole(&script, voice.whole(&script))
    };
    let kind = if streams {
        "text/event-stream; charset=utf-8"
    } else {
        "application/json"
    };
    let mut response = Response::new(play(beats, line.clone(), watch));
    *response.status_mut() = StatusCode::from_u16(script.status).unwrap_or(StatusCode::NOT_IMPLEMENTED);
    let headers = response.headers_mut();
    headers.insert("content-type", hyper::header::HeaderValue::from_static(kind));
    for (name, value) in &script.headers {
        if let Ok(value) = value.parse() {
            headers.insert(*name, value);
        }
    }
    response
}

/// The models that have a script, or one name, since nobody's list is empty.
pub(super) fn listed(models: &[String]) -> Response<Body> {
    let names = if models.is_empty() {
        &["stub".to_owned()][..]
    } else {
        models
    };
    let data: Vec<_> = names
        .iter()
        .map(|name| json!({"id": name, "object": "model", "created": 0, "owned_by": "stub"}))
        .collect();
    document(StatusCode::OK, &json!({"object": "list", "data": data}))
}

pub(super) fn not_found() -> Response<Body> {
    let error = json!({"error": {"message": "no such address", "type": "invalid_request_error"}});
    document(StatusCode::NOT_FOUND, &error)
}
