//! Anthropic's messages.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{
    Dialect, End, Posted, Reader, Said, Stop, ToolCall, joined, malformed, secret_header, told,
};
use super::prompt::{Line, Prompt};
use super::tools;
use crate::assistant::engine::EngineError;
use crate::domain::{Assistant, FailureCode, Secret, Usage};
use crate::outbound::{HeaderName, HeaderValue};

const HOME: &str = "https://api.anthropic.com";
const VERSION: HeaderValue = HeaderValue::from_static("2023-06-01");

pub(super) struct Anthropic;

impl Dialect for Anthropic {
    fn post(
        &self,
        assistant: &Assistant,
        key: Option<&Secret>,
        prompt: &Prompt,
    ) -> Result<Posted, EngineError> {
        let settings = &assistant.engine_settings;
        let base = settings.base_url.as_deref().unwrap_or(HOME);
        let model = settings.model.as_deref();
        let model = model.ok_or_else(|| {
            EngineError::lasting(FailureCode::NotFound, "the assistant's engine has no model")
        })?;
        let mut body = json!({
            "model": model,
            "system": prompt.system,
            "messages": messages(prompt),
            "max_tokens": settings.max_tokens(),
            "stream": true,
        });
        if let Some(heat) = settings.temperature {
            body["temperature"] = heat.min(1.0).into();
        }
        // Once a tool was called the maker wants to know the tools again, also where they may not be called any more.
        if prompt.tools
            || prompt
                .lines
                .iter()
                .any(|line| matches!(line, Line::Outcome { .. }))
        {
            body["tools"] = tools::all()
                .iter()
                .map(|tool| {
                    json!({"name": tool.name, "description": tool.description, "input_schema": tool.parameters})
                })
                .collect();
            if !prompt.tools {
                body["tool_choice"] = json!({"type": "none"});
            }
        }
        let mut headers = vec![(HeaderName::from_static("anthropic-version"), VERSION)];
        if let Some(key) = key {
            headers.push(secret_header("x-api-key", key.reveal())?);
        }
        let path = if base.trim_end_matches('/').ends_with("/v1") {
            "/messages"
        } else {
            "/v1/messages"
        };
        Ok(Posted {
            url: joined(base, path)?,
            headers,
            body,
        })
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Message::default())
    }
}

/// The maker wants roles in turn, beginning with the user: what one side said in a row becomes one message.
fn messages(prompt: &Prompt) -> Vec<Value> {
    let mut turns: Vec<(&str, Vec<Value>)> = Vec::new();
    for line in &prompt.lines {
        let (role, blocks) = match line {
            Line::User(text) => ("user", vec![json!({"type": "text", "text": text})]),
            Line::Order(text) => ("user", vec![json!({"type": "text", "text": text})]),
            Line::Outcome { id, text } => (
                "user",
                vec![json!({"type": "tool_result", "tool_use_id": id, "content": text})],
            ),
            Line::Assistant { text, calls } => {
                let said = (!text.trim().is_empty()).then(|| json!({"type": "text", "text": text}));
                let called = calls.iter().map(|call| {
                    let input = serde_json::from_str(&call.arguments)
                        .ok()
                        .filter(Value::is_object);
                    json!({"type": "tool_use", "id": call.id, "name": call.name,
                        "input": input.unwrap_or_else(|| json!({}))})
                });
                ("assistant", said.into_iter().chain(called).collect())
            }
        };
        if turns.is_empty() && role == "assistant" {
            turns.push((
                "user",
                vec![json!({"type": "text", "text": "(The conversation begins.)"})],
            ));
        }
        match turns.last_mut() {
            Some((last, said)) if *last == role => said.extend(blocks),
            _ => turns.push((role, blocks)),
        }
    }
    let turns = turns.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    turns
        .map(|(role, blocks)| json!({"role": role, "content": blocks}))
        .collect()
}

/// What has been read of one stream.
#[derive(Default)]
struct Message {
    call: Option<ToolCall>,
    stop: Option<Stop>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    MessageStart {
        message: Started,
    },
    ContentBlockStart {
        content_block: Block,
    },
    ContentBlockDelta {
        delta: Delta,
    },
    ContentBlockStop,
    MessageDelta {
        delta: Stopped,
        usage: Option<Tokens>,
    },
    MessageStop,
    Error {
        error: Value,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Started {
    usage: Option<Tokens>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    Text {
        #[serde(default)]
        text: String,
    },
    ToolUse {
        id: String,
        name: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Delta {
    #[serde(rename = "text_delta")]
    Text { text: String },
    #[serde(rename = "input_json_delta")]
    InputJson { partial_json: String },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Stopped {
    stop_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tokens {
    #[serde(rename = "input_tokens")]
    input: Option<i64>,
    #[serde(rename = "cache_creation_input_tokens")]
    cached: Option<i64>,
    #[serde(rename = "cache_read_input_tokens")]
    from_cache: Option<i64>,
    #[serde(rename = "output_tokens")]
    output: Option<i64>,
}

impl Reader for Message {
    fn read(&mut self, _event: &str, data: &str) -> Result<Vec<Said>, EngineError> {
        let event: Event = serde_json::from_str(data).map_err(|_| malformed("no JSON of an event"))?;
        Ok(match event {
            Event::MessageStart { message } => {
                self.count(message.usage);
                Vec::new()
            }
            Event::ContentBlockStart { content_block } => match content_block {
                Block::Text { text } if text.is_empty() => Vec::new(),
                Block::Text { text } => vec![Said::Text(text)],
                Block::ToolUse { id, name } => {
                    let arguments = String::new();
                    self.call = Some(ToolCall { id, name, arguments });
                    Vec::new()
                }
                Block::Other => vec![Said::Thinking],
            },
            Event::ContentBlockDelta { delta } => match delta {
                Delta::Text { text } => vec![Said::Text(text)],
                Delta::InputJson { partial_json } => {
                    let call = self.call.as_mut();
                    call.ok_or_else(|| malformed("arguments without a tool"))?
                        .arguments
                        .push_str(&partial_json);
                    Vec::new()
                }
                Delta::Other => vec![Said::Thinking],
            },
            Event::ContentBlockStop => self.call.take().map(Said::Tool).into_iter().collect(),
            Event::MessageDelta { delta, usage } => {
                self.count(usage);
                if let Some(reason) = delta.stop_reason {
                    self.stop = Some(match reason.as_str() {
                        "max_tokens" | "model_context_window_exceeded" => Stop::Length,
                        "refusal" => Stop::Refused,
                        "tool_use" => Stop::Tools,
                        _ => Stop::Finished,
                    });
                }
                Vec::new()
            }
            Event::MessageStop => {
                let usage = self.usage;
                let stop = self.stop.ok_or_else(|| malformed("it stops without a reason"))?;
                vec![Said::End(End { stop, usage })]
            }
            Event::Error { error } => {
                let kind = error.get("type").and_then(Value::as_str);
                return Err(told(kind.unwrap_or("unknown")));
            }
            Event::Other => Vec::new(),
        })
    }

    /// Nothing but `message_stop` is an end here.
    fn close(&mut self) -> Vec<Said> {
        Vec::new()
    }
}

impl Message {
    fn count(&mut self, tokens: Option<Tokens>) {
        let Some(tokens) = tokens else { return };
        let usage = self.usage.get_or_insert_default();
        if let Some(input) = tokens.input {
            // What came from a cache, or went into one, was read as well.
            let cached = tokens.cached.unwrap_or(0) + tokens.from_cache.unwrap_or(0);
            usage.input_tokens = (input + cached).max(0);
        }
        if let Some(output) = tokens.output {
            usage.output_tokens = output.max(0);
        }
    }
}
