//! OpenAI's chat completions, as many servers speak them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{
    Dialect, End, Posted, Reader, Said, Stop, ToolCall, joined, malformed, secret_header, told,
};
use super::prompt::{Line, Prompt};
use super::tools;
use crate::assistant::engine::EngineError;
use crate::domain::{Assistant, FailureCode, Secret, Usage};

pub(in crate::assistant) const HOME: &str = "https://api.openai.com/v1";

/// Tool calls of one answer that are read at all.
const MOST_CALLS: usize = 16;

pub(super) struct OpenAi;

impl Dialect for OpenAi {
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
            "messages": messages(prompt),
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        // The maker's own newer models refuse the older word, and most other servers know no other.
        let most = if base == HOME {
            "max_completion_tokens"
        } else {
            "max_tokens"
        };
        body[most] = settings.max_tokens().into();
        if let Some(heat) = settings.temperature {
            body["temperature"] = heat.into();
        }
        if prompt.tools {
            body["tools"] = tools::all()
                .iter()
                .map(|tool| {
                    json!({"type": "function", "function": {
                        "name": tool.name, "description": tool.description, "parameters": tool.parameters,
                    }})
                })
                .collect();
        }
        let bearer = key.map(|key| secret_header("authorization", &format!("Bearer {}", key.reveal())));
        Ok(Posted {
            url: joined(base, "/chat/completions")?,
            headers: bearer.transpose()?.into_iter().collect(),
            body,
        })
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(Completion::default())
    }
}

fn messages(prompt: &Prompt) -> Vec<Value> {
    let system = json!({"role": "system", "content": prompt.system});
    let lines = prompt.lines.iter().map(|line| match line {
        Line::User(text) => json!({"role": "user", "content": text}),
        Line::Order(text) => json!({"role": "user", "content": text}),
        Line::Assistant { text, calls } if calls.is_empty() => json!({"role": "assistant", "content": text}),
        Line::Assistant { text, calls } => {
            let calls: Vec<Value> = calls
                .iter()
                .map(|call| {
                    json!({"id": call.id, "type": "function",
                        "function": {"name": call.name, "arguments": call.arguments}})
                })
                .collect();
            json!({"role": "assistant", "content": text, "tool_calls": calls})
        }
        Line::Outcome { id, text } => json!({"role": "tool", "tool_call_id": id, "content": text}),
    });
    std::iter::once(system).chain(lines).collect()
}

/// What has been read of one stream.
#[derive(Default)]
struct Completion {
    calls: Vec<ToolCall>,
    stop: Option<Stop>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Tokens>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta {
    content: Option<String>,
    refusal: Option<String>,
    reasoning_content: Option<String>,
    reasoning: Option<Value>,
    tool_calls: Option<Vec<Call>>,
}

#[derive(Deserialize)]
struct Call {
    #[serde(default)]
    index: Option<usize>,
    id: Option<String>,
    function: Option<Function>,
}

#[derive(Deserialize)]
struct Function {
    name: Option<String>,
    arguments: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default, rename = "prompt_tokens")]
    prompt: i64,
    #[serde(default, rename = "completion_tokens")]
    completion: i64,
}

impl Reader for Completion {
    fn read(&mut self, _event: &str, data: &str) -> Result<Vec<Said>, EngineError> {
        if data.trim() == "[DONE]" {
            let said = self.close();
            return if said.is_empty() {
                Err(malformed("it is done without a reason"))
            } else {
                Ok(said)
            };
        }
        let chunk: Chunk = serde_json::from_str(data).map_err(|_| malformed("no JSON of a chunk"))?;
        if let Some(error) = chunk.error {
            let word = |name: &str| match error.get(name)? {
                Value::String(word) => Some(word.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            };
            return Err(told(&word("type").or_else(|| word("code")).unwrap_or_default()));
        }
        if let Some(tokens) = chunk.usage {
            self.usage = Some(Usage {
                input_tokens: tokens.prompt.max(0),
                output_tokens: tokens.completion.max(0),
            });
        }
        let mut said = Vec::new();
        if let Some(choice) = chunk.choices.into_iter().next() {
            let delta = choice.delta.unwrap_or_default();
            self.gather(delta.tool_calls.unwrap_or_default())?;
            match delta.content {
                Some(text) if !text.is_empty() => said.push(Said::Text(text)),
                _ if delta.reasoning_content.is_some() || delta.reasoning.is_some() => {
                    said.push(Said::Thinking);
                }
                _ => {}
            }
            if delta.refusal.is_some_and(|refusal| !refusal.is_empty()) {
                self.stop = Some(Stop::Refused);
            } else if let Some(reason) = choice.finish_reason {
                self.stop.get_or_insert(match reason.as_str() {
                    "length" | "max_tokens" => Stop::Length,
                    "content_filter" => Stop::Refused,
                    "tool_calls" | "function_call" => Stop::Tools,
                    _ => Stop::Finished,
                });
            }
        }
        Ok(said)
    }

    /// Some servers end without a word after the reason to finish: then the answer is whole.
    fn close(&mut self) -> Vec<Said> {
        let Some(stop) = self.stop else { return Vec::new() };
        let end = End {
            stop,
            usage: self.usage,
        };
        let calls = std::mem::take(&mut self.calls);
        let calls = calls.into_iter().filter(|call| !call.name.is_empty());
        calls.map(Said::Tool).chain([Said::End(end)]).collect()
    }
}

impl Completion {
    /// A call comes in pieces: its name first, its arguments after it.
    fn gather(&mut self, pieces: Vec<Call>) -> Result<(), EngineError> {
        for piece in pieces {
            let at = piece.index.unwrap_or(self.calls.len());
            if at >= MOST_CALLS {
                return Err(malformed("too many tool calls"));
            }
            if self.calls.len() <= at {
                self.calls.resize(at + 1, ToolCall::default());
            }
            let Some(call) = self.calls.get_mut(at) else {
                continue;
            };
            if let Some(id) = piece.id.filter(|id| !id.is_empty()) {
                call.id = id;
            }
            let Some(function) = piece.function else { continue };
            if let Some(name) = function.name {
                call.name.push_str(&name);
            }
            call.arguments.push_str(&function.arguments.unwrap_or_default());
        }
        Ok(())
    }
}
