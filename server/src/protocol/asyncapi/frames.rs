//! Frames as messages: each variant of the two enums is one, with the schema that utoipa derives for it.

use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use super::channels::Audience;
use crate::protocol::{ClientFrame, ServerFrame};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    ToClient,
    ToServer,
}

pub(super) struct Frame {
    /// The key of the message in the document.
    pub(super) name: String,
    /// What stands in the frame's `type`.
    pub(super) kind: String,
    schema: Value,
}

/// Frames that not everybody sends. Every other one is everybody's.
fn may_send(kind: &str, audience: Audience) -> bool {
    match kind {
        "handoff_request" | "page" => audience == Audience::Contact,
        "claim" | "release" | "transfer" | "close" | "reopen" | "note" => audience != Audience::Contact,
        "subscribe" | "unsubscribe" => audience == Audience::Inbox,
        _ => true,
    }
}

/// Frames that not everybody gets.
fn may_get(kind: &str, audience: Audience) -> bool {
    match kind {
        "advance" => audience == Audience::Contact,
        "dialog_updated" => audience == Audience::Inbox,
        _ => true,
    }
}

/// The frames of one direction on the sockets of one audience, in the order in which the types have them.
pub(super) fn on(audience: Audience, direction: Direction) -> Vec<Frame> {
    let (prefix, variants) = match (direction, audience) {
        (Direction::ToClient, _) => ("server", variants::<ServerFrame>()),
        (Direction::ToServer, Audience::Inbox) => ("inbox", variants::<ClientFrame>()),
        (Direction::ToServer, _) => ("client", variants::<ClientFrame>()),
    };
    let allowed = |kind: &str| match direction {
        Direction::ToClient => may_get(kind, audience),
        Direction::ToServer => may_send(kind, audience),
    };
    variants
        .into_iter()
        .filter_map(|schema| {
            let kind = kind_of(&schema)?;
            allowed(&kind).then(|| Frame {
                name: format!("{prefix}.{kind}"),
                schema: if prefix == "inbox" && kind != "ping" {
                    addressed(&schema)
                } else {
                    schema
                },
                kind,
            })
        })
        .collect()
}

/// All messages of all sockets.
pub(super) fn messages() -> Map<String, Value> {
    let mut messages = Map::new();
    for audience in [Audience::Contact, Audience::Operator, Audience::Inbox] {
        for direction in [Direction::ToClient, Direction::ToServer] {
            for frame in on(audience, direction) {
                messages.insert(frame.name.clone(), message(&frame));
            }
        }
    }
    messages
}

fn message(frame: &Frame) -> Value {
    let mut message = json!({ "name": frame.kind, "payload": frame.schema });
    if let Some(about) = description(&frame.schema) {
        message["summary"] = about.into();
    }
    message
}

/// Schemas of everything that frames refer to.
pub(super) fn schemas() -> Map<String, Value> {
    let mut named = Vec::new();
    ServerFrame::schemas(&mut named);
    ClientFrame::schemas(&mut named);
    named
        .into_iter()
        .filter_map(|(name, schema)| Some((name, serde_json::to_value(schema).ok()?)))
        .collect()
}

fn variants<T: PartialSchema>() -> Vec<Value> {
    match serde_json::to_value(T::schema()) {
        Ok(Value::Object(mut schema)) => match schema.remove("oneOf") {
            Some(Value::Array(variants)) => variants,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// On the inbox a frame names its dialog.
fn addressed(schema: &Value) -> Value {
    let mut both = json!({
        "allOf": [schema, {
            "type": "object",
            "required": ["dialog_id"],
            "properties": { "dialog_id": { "$ref": "#/components/schemas/DialogId" } },
        }],
    });
    if let Some(about) = description(schema) {
        both["description"] = about.into();
    }
    both
}

/// The one value that `type` has in a variant, which may be put together of several schemas.
fn kind_of(schema: &Value) -> Option<String> {
    let own = schema["properties"]["type"]["enum"][0].as_str();
    own.map(str::to_owned)
        .or_else(|| schema["allOf"].as_array()?.iter().find_map(kind_of))
}

/// A doc comment, as one paragraph.
fn description(schema: &Value) -> Option<String> {
    let own = schema["description"].as_str().map(|text| text.replace('\n', " "));
    own.or_else(|| schema["allOf"].as_array()?.iter().find_map(description))
}
