//! The AsyncAPI document: the sockets of the protocol and every frame on them, made from the types that
//! read and write those frames.

mod channels;
mod frames;
mod proofs;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use super::CloseCode;

/// The document, as `/api/asyncapi.json` serves it.
pub fn asyncapi() -> Value {
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Live connections of Tandem, where AI and people answer customers together. \
                Every frame is one JSON object in one text message, told apart by its `type`. The same \
                streams can be read over HTTP: see the OpenAPI document.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "installation": {
                "host": "{host}",
                "protocol": "wss",
                "description": "An installation of Tandem. Without TLS, as on your own machine, it is `ws`.",
                "variables": { "host": { "default": "localhost:8000", "description": "Where it listens." } },
            }
        },
        "channels": channels::channels(),
        "operations": channels::operations(),
        "components": {
            "schemas": frames::schemas(),
            "messages": frames::messages(),
            "securitySchemes": proofs::schemes(),
        },
        "x-close-codes": close_codes(),
    })
}

/// AsyncAPI has no place for why a server closes, so they stand in an extension.
fn close_codes() -> Value {
    CloseCode::ALL
        .iter()
        .map(|code| {
            let about = json!({ "reason": code.reason(), "client": code.advice() });
            (code.code().to_string(), about)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}
