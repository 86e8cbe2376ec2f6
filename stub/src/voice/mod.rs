//! How the providers' streams look.

mod anthropic;
mod openai;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::provider::{Asked, Dialect};
use crate::script::{Piece, Script, Usage};

/// One stream, being written. Each element of a list is an event.
pub(crate) trait Voice: Send {
    fn opening(&mut self) -> Vec<Bytes>;
    fn text(&mut self, text: &str) -> Vec<Bytes>;
    fn call(&mut self, name: &str, arguments: &str) -> Vec<Bytes>;
    fn closing(&mut self, script: &Script) -> Vec<Bytes>;
    /// An event that says only that the provider is still there.
    fn murmur(&self) -> Bytes;
    /// A piece of text that is not UTF-8.
    fn bad_utf8(&mut self) -> Bytes;
    fn bad_json(&self) -> Bytes;
    fn error(&self, kind: &str) -> Bytes;
    /// All of it as one JSON document.
    fn whole(&mut self, script: &Script) -> Bytes;
}

pub(crate) fn of(asked: &Asked, script: &Script) -> Box<dyn Voice> {
    let usage = script.usage.unwrap_or_else(|| counted(asked, script));
    match asked.dialect {
        Dialect::Anthropic => Box::new(anthropic::Anthropic::new(asked.model(), usage)),
        Dialect::OpenAi | Dialect::Embeddings => {
            let tells = asked.body["stream_options"]["include_usage"] == true;
            Box::new(openai::OpenAi::new(asked.model(), usage, tells))
        }
    }
}

/// The body of an answer whose status is not 200.
pub(crate) fn refusal(asked: &Asked, script: &Script) -> Bytes {
    let message = script.message.as_deref().unwrap_or("as the script says");
    let kind = kind_of(script.status);
    let body = match asked.dialect {
        Dialect::Anthropic => {
            json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_stub"})
        }
        Dialect::OpenAi | Dialect::Embeddings => {
            json!({"error": {"message": message, "type": kind, "param": null, "code": null}})
        }
    };
    Bytes::from(body.to_string())
}

fn kind_of(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        408 | 504 => "timeout_error",
        429 => "rate_limit_error",
        503 | 529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    }
}

/// Four letters are a token on the way in; each piece is one on the way out.
fn counted(asked: &Asked, script: &Script) -> Usage {
    Usage {
        input: asked.prompt().len().div_ceil(4) as u64,
        output: script.pieces.len() as u64,
    }
}

/// An event; Anthropic names them, OpenAI does not.
fn event(name: Option<&str>, data: &Value) -> Bytes {
    raw_event(name, data.to_string().as_bytes())
}

fn raw_event(name: Option<&str>, data: &[u8]) -> Bytes {
    let mut event = Vec::with_capacity(data.len() + 32);
    if let Some(name) = name {
        event.extend_from_slice(b"event: ");
        event.extend_from_slice(name.as_bytes());
        event.push(b'\n');
    }
    event.extend_from_slice(b"data: ");
    event.extend_from_slice(data);
    event.extend_from_slice(b"\n\n");
    Bytes::from(event)
}

/// What stands for the letters that are not UTF-8, until the event is bytes.
const MARK: &str = "~marked~";

/// The event with two bytes in place of the mark that no UTF-8 has.
fn spoilt(event: &Bytes) -> Bytes {
    let mark = MARK.as_bytes();
    let at = event.windows(mark.len()).position(|window| window == mark);
    let mut bytes = event.to_vec();
    if let Some(at) = at {
        bytes.splice(at..at + mark.len(), [0xff, 0xfe]);
    }
    Bytes::from(bytes)
}

/// Arguments come in fragments of a few letters.
fn fragments(arguments: &str) -> Vec<String> {
    let letters: Vec<char> = arguments.chars().collect();
    letters.chunks(7).map(|part| part.iter().collect()).collect()
}

fn all_text(script: &Script) -> String {
    let texts = script.pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Call { .. } => None,
    });
    texts.collect()
}

fn calls(script: &Script) -> Vec<(&str, &str)> {
    let calls = script.pieces.iter().filter_map(|piece| match piece {
        Piece::Text(_) => None,
        Piece::Call { name, arguments } => Some((name.as_str(), arguments.as_str())),
    });
    calls.collect()
}
