//! The stream of `chat/completions`.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::script::{Finish, Script, Usage};

use super::{MARK, Voice, all_text, calls, event, fragments, raw_event, spoilt};

pub(super) struct OpenAi {
    model: String,
    usage: Usage,
    /// Whether the request asked to be told the usage.
    tells: bool,
    calls: usize,
}

impl OpenAi {
    pub(super) fn new(model: String, usage: Usage, tells: bool) -> Self {
        Self {
            model,
            usage,
            tells,
            calls: 0,
        }
    }

    fn chunk(&self, delta: &Value, finish: Option<&str>) -> Bytes {
        let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish});
        self.chunk_of(&json!([choice]), &Value::Null)
    }

    fn chunk_of(&self, choices: &Value, usage: &Value) -> Bytes {
        let mut chunk = json!({
            "id": "chatcmpl-stub",
            "object": "chat.completion.chunk",
            "created": 1_700_000_000,
            "model": self.model,
            "choices": choices,
        });
        if self.tells {
            chunk["usage"] = usage.clone();
        }
        event(None, &chunk)
    }

    fn usage(&self) -> Value {
        let Usage { input, output } = self.usage;
        json!({"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output})
    }

    fn reason(finish: Finish, calls: bool) -> Option<&'static str> {
        match finish {
            Finish::Complete if calls => Some("tool_calls"),
            Finish::Complete => Some("stop"),
            Finish::Length => Some("length"),
            Finish::Filtered => Some("content_filter"),
            Finish::Unsaid => None,
        }
    }
}

impl Voice for OpenAi {
    fn opening(&mut self) -> Vec<Bytes> {
        vec![self.chunk(&json!({"role": "assistant", "content": ""}), None)]
    }

    fn text(&mut self, text: &str) -> Vec<Bytes> {
        vec![self.chunk(&json!({"content": text}), None)]
    }

    fn call(&mut self, name: &str, arguments: &str) -> Vec<Bytes> {
        let at = self.calls;
        self.calls += 1;
        let begun = json!({
            "index": at,
            "id": format!("call_{at}"),
            "type": "function",
            "function": {"name": name, "arguments": ""},
        });
        let mut events = vec![self.chunk(&json!({"tool_calls": [begun]}), None)];
        for part in fragments(arguments) {
            let more = json!({"index": at, "function": {"arguments": part}});
            events.push(self.chunk(&json!({"tool_calls": [more]}), None));
        }
        events
    }

    fn closing(&mut self, script: &Script) -> Vec<Bytes> {
        let mut events = Vec::new();
        if let Some(reason) = Self::reason(script.finish, self.calls > 0) {
            events.push(self.chunk(&json!({}), Some(reason)));
            if self.tells {
                events.push(self.chunk_of(&json!([]), &self.usage()));
            }
        }
        if script.done {
            events.push(raw_event(None, b"[DONE]"));
        }
        events
    }

    fn murmur(&self) -> Bytes {
        Bytes::from_static(b": still here\n\n")
    }

    fn bad_utf8(&mut self) -> Bytes {
        spoilt(&self.chunk(&json!({"content": MARK}), None))
    }

    fn bad_json(&self) -> Bytes {
        raw_event(None, br#"{"choices":[{"index":0,"delta":{"content":"#)
    }

    fn error(&self, kind: &str) -> Bytes {
        let error = json!({"message": "as the script says", "type": kind, "param": null, "code": null});
        event(None, &json!({"error": error}))
    }

    fn whole(&mut self, script: &Script) -> Bytes {
        let called: Vec<Value> = calls(script)
            .into_iter()
            .enumerate()
            .map(|(at, (name, arguments))| {
                let function = json!({"name": name, "arguments": arguments});
                json!({"id": format!("call_{at}"), "type": "function", "function": function})
            })
            .collect();
        let text = all_text(script);
        let reason = Self::reason(script.finish, !called.is_empty());
        let mut message = json!({"role": "assistant", "content": text});
        if !called.is_empty() {
            message["tool_calls"] = Value::Array(called);
        }
        let body = json!({
            "id": "chatcmpl-stub",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "logprobs": null, "finish_reason": reason}],
            "usage": self.usage(),
        });
        Bytes::from(body.to_string())
    }
}
