//! What the real providers refuse, so that a test does not pass on a request that none of them would take.

use std::collections::BTreeSet;

use serde_json::Value;

use super::asked::{Asked, Dialect};
use super::messages::{all, blocks, role};

/// The status and the reason, if the request is wrong.
pub(super) fn refusal(asked: &Asked) -> Option<(u16, String)> {
    let key = asked.header("x-api-key");
    if asked.dialect == Dialect::Anthropic {
        if key.is_empty() {
            return Some((401, "x-api-key header is required".to_owned()));
        }
        if asked.header("anthropic-version").is_empty() {
            return Some((400, "anthropic-version: header is required".to_owned()));
        }
    }
    if !asked.header("content-type").starts_with("application/json") {
        return Some((415, "the content type is not application/json".to_owned()));
    }
    wrong(asked).err().map(|reason| (400, reason))
}

fn wrong(asked: &Asked) -> Result<(), String> {
    let body = &asked.body;
    ensure(body.is_object(), "the body is not a JSON object")?;
    ensure(!asked.model().is_empty(), "model: is required")?;
    match asked.dialect {
        Dialect::Embeddings => embeddings(body),
        Dialect::OpenAi => {
            messages(body)?;
            tools(body, |tool| &tool["function"], "parameters")?;
            openai_calls(body)
        }
        Dialect::Anthropic => {
            let most = body["max_tokens"].as_u64().unwrap_or_default();
            ensure(most > 0, "max_tokens: is required")?;
            messages(body)?;
            tools(body, |tool| tool, "input_schema")?;
            anthropic_turns(body)
        }
    }
}

fn embeddings(body: &Value) -> Result<(), String> {
    let some = match &body["input"] {
        Value::String(text) => !text.is_empty(),
        Value::Array(texts) => {
            (1..=2048).contains(&texts.len())
                && texts
                    .iter()
                    .all(|text| text.as_str().is_some_and(|text| !text.is_empty()))
        }
        _ => false,
    };
    ensure(
        some,
        "input: must be a text, or 1 to 2048 texts, none of them empty",
    )?;
    let format = body["encoding_format"].as_str().unwrap_or("float");
    ensure(format == "float", "encoding_format: only float is spoken here")
}

fn messages(body: &Value) -> Result<(), String> {
    ensure(!all(body).is_empty(), "messages: at least one is required")
}

/// `[a-zA-Z0-9_-]{1,64}`, each once, with a schema of its arguments.
fn tools<'a>(body: &'a Value, inner: impl Fn(&'a Value) -> &'a Value, schema: &str) -> Result<(), String> {
    let Some(tools) = body["tools"].as_array() else {
        return ensure(body.get("tools").is_none(), "tools: is not a list");
    };
    let mut names = BTreeSet::new();
    for tool in tools.iter().map(inner) {
        let name = tool["name"].as_str().unwrap_or_default();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        ensure(
            (1..=64).contains(&name.len()) && name.chars().all(fits),
            "tools: a name does not match ^[a-zA-Z0-9_-]{1,64}$",
        )?;
        ensure(names.insert(name), "tools: a name stands there twice")?;
        ensure(
            tool[schema]["type"] == "object",
            &format!("tools: {schema} of {name} is not of the type object"),
        )?;
    }
    Ok(())
}

/// Each message of a tool answers a call of the message before, and each call is answered.
fn openai_calls(body: &Value) -> Result<(), String> {
    let mut open = BTreeSet::new();
    for message in all(body) {
        let known = ["system", "developer", "user", "assistant", "tool"].contains(&role(message));
        ensure(known, "messages: unknown role")?;
        if role(message) == "tool" {
            let id = message["tool_call_id"].as_str().unwrap_or_default();
            ensure(
                open.remove(id),
                "messages with role 'tool' must answer a call of the message before",
            )?;
            continue;
        }
        ensure(open.is_empty(), "a tool_call_id was not answered")?;
        let calls = message["tool_calls"].as_array().map_or(&[][..], Vec::as_slice);
        let says = message["content"].is_string() || message["content"].is_array();
        ensure(says || !calls.is_empty(), "messages: content is required")?;
        open.extend(calls.iter().filter_map(|call| call["id"].as_str()));
    }
    ensure(open.is_empty(), "a tool_call_id was not answered")
}

/// The first turn is the user's, no text is empty, and results follow the calls that they answer.
fn anthropic_turns(body: &Value) -> Result<(), String> {
    let said = all(body);
    let first = said.first().map(role);
    ensure(
        first == Some("user"),
        "messages: first message must use the user role",
    )?;
    let mut open = BTreeSet::new();
    for (at, message) in said.iter().enumerate() {
        let known = ["user", "assistant"].contains(&role(message));
        ensure(known, "messages: role must be user or assistant")?;
        let last = at + 1 == said.len();
        let empty = message["content"].as_str().is_some_and(str::is_empty)
            || blocks(message).iter().any(|block| block["text"] == "")
            || (blocks(message).is_empty() && !message["content"].is_string());
        ensure(
            !empty || (last && role(message) == "assistant"),
            "messages: text content blocks must be non-empty",
        )?;
        for block in blocks(message) {
            if block["type"] == "tool_result" {
                let id = block["tool_use_id"].as_str().unwrap_or_default();
                ensure(open.remove(id), "messages: tool_result without its tool_use")?;
            }
        }
        ensure(open.is_empty(), "messages: tool_use without a tool_result next")?;
        let calls = blocks(message).iter().filter(|block| block["type"] == "tool_use");
        open.extend(calls.filter_map(|call| call["id"].as_str()));
    }
    ensure(open.is_empty(), "messages: tool_use without a tool_result next")
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}
