//! Asking as a server does.

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use stub::Provider;

use crate::support::client;

pub(super) fn openai(provider: &Provider, body: &Value) -> RequestBuilder {
    client()
        .post(format!("{}/chat/completions", provider.openai()))
        .bearer_auth("sk-test")
        .json(body)
}

pub(super) fn anthropic(provider: &Provider, body: &Value) -> RequestBuilder {
    client()
        .post(format!("{}/v1/messages", provider.anthropic()))
        .header("x-api-key", "sk-ant-test")
        .header("anthropic-version", "2023-06-01")
        .json(body)
}

/// A question, in either dialect.
pub(super) fn question(text: &str) -> Value {
    json!({
        "model": "m",
        "stream": true,
        "max_tokens": 100,
        "messages": [{"role": "user", "content": text}],
    })
}

/// All bytes that came, and whether the line broke before the end.
pub(super) async fn read(mut response: Response) -> (Vec<u8>, bool) {
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return (bytes, false),
            Err(_) => return (bytes, true),
        }
    }
}

/// The stream's events: their names and their JSON; `[DONE]` as text.
pub(super) fn events(bytes: &[u8]) -> Vec<(String, Value)> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut events = Vec::new();
    for block in text.split_terminator("\n\n") {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        let Some(data) = field("data: ") else { continue };
        let name = field("event: ").unwrap_or_default().to_owned();
        let data = serde_json::from_str(data).unwrap_or_else(|_| data.into());
        events.push((name, data));
    }
    events
}

/// What the stream says in words, in either dialect.
pub(super) fn words(bytes: &[u8]) -> String {
    let words = events(bytes).into_iter().filter_map(|(_, data)| {
        let openai = data["choices"][0]["delta"]["content"].as_str();
        openai.or(data["delta"]["text"].as_str()).map(str::to_owned)
    });
    words.collect()
}
