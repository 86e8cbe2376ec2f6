//! The stream of `messages`.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::script::{Finish, Script, Usage};

use super::{MARK, Voice, all_text, calls, event, fragments, raw_event, spoilt};

pub(super) struct Anthropic {
    model: String,
    usage: Usage,
    /// The number of the content block that comes next.
    next: usize,
    /// The block of text that is not closed yet.
    open: Option<usize>,
    called: bool,
}

impl Anthropic {
    pub(super) fn new(model: String, usage: Usage) -> Self {
        Self {
            model,
            usage,
            next: 0,
            open: None,
            called: false,
        }
    }

    fn message(&self, content: &Value, reason: Option<&str>, output: u64) -> Value {
        json!({
            "id": "msg_stub",
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": content,
            "stop_reason": reason,
            "stop_sequence": null,
            "usage": {"input_tokens": self.usage.input, "output_tokens": output},
        })
    }

    fn start(&mut self, block: &Value) -> (usize, Bytes) {
        let index = self.next;
        self.next += 1;
        let data = json!({"type": "content_block_start", "index": index, "content_block": block});
        (index, event(Some("content_block_start"), &data))
    }

    fn stop(&mut self) -> Option<Bytes> {
        self.open.take().map(stopped)
    }

    fn reason(finish: Finish, called: bool) -> Option<&'static str> {
        match finish {
            Finish::Complete if called => Some("tool_use"),
            Finish::Complete => Some("end_turn"),
            Finish::Length => Some("max_tokens"),
            Finish::Filtered => Some("refusal"),
            Finish::Unsaid => None,
        }
    }
}

fn stopped(index: usize) -> Bytes {
    let data = json!({"type": "content_block_stop", "index": index});
    event(Some("content_block_stop"), &data)
}

fn delta(index: usize, delta: &Value) -> Bytes {
    let data = json!({"type": "content_block_delta", "index": index, "delta": delta});
    event(Some("content_block_delta"), &data)
}

impl Voice for Anthropic {
    fn opening(&mut self) -> Vec<Bytes> {
        let message = self.message(&json!([]), None, 1);
        let start = event(
            Some("message_start"),
            &json!({"type": "message_start", "message": message}),
        );
        vec![start, self.murmur()]
    }

    fn text(&mut self, text: &str) -> Vec<Bytes> {
        let mut events = Vec::new();
        let index = self.open.unwrap_or_else(|| {
            let (index, start) = self.start(&json!({"type": "text", "text": ""}));
            events.push(start);
            index
        });
        self.open = Some(index);
        events.push(delta(index, &json!({"type": "text_delta", "text": text})));
        events
    }

    fn call(&mut self, name: &str, arguments: &str) -> Vec<Bytes> {
        self.called = true;
        let mut events: Vec<Bytes> = self.stop().into_iter().collect();
        let id = format!("toolu_{}", self.next);
        let block = json!({"type": "tool_use", "id": id, "name": name, "input": {}});
        let (index, start) = self.start(&block);
        events.push(start);
        // The real one begins with an empty fragment.
        for part in [String::new()].into_iter().chain(fragments(arguments)) {
            events.push(delta(
                index,
                &json!({"type": "input_json_delta", "partial_json": part}),
            ));
        }
        events.push(stopped(index));
        events
    }

    fn closing(&mut self, script: &Script) -> Vec<Bytes> {
        let mut events: Vec<Bytes> = self.stop().into_iter().collect();
        if let Some(reason) = Self::reason(script.finish, self.called) {
            let data = json!({
                "type": "message_delta",
                "delta": {"stop_reason": reason, "stop_sequence": null},
                "usage": {"output_tokens": self.usage.output},
            });
            events.push(event(Some("message_delta"), &data));
        }
        if script.done {
            events.push(event(Some("message_stop"), &json!({"type": "message_stop"})));
        }
        events
    }

    fn murmur(&self) -> Bytes {
        event(Some("ping"), &json!({"type": "ping"}))
    }

    fn bad_utf8(&mut self) -> Bytes {
        let event: Vec<u8> = self.text(MARK).concat();
        spoilt(&Bytes::from(event))
    }

    fn bad_json(&self) -> Bytes {
        raw_event(
            Some("content_block_delta"),
            br#"{"type":"content_block_delta","delta":{"text":"#,
        )
    }

    fn error(&self, kind: &str) -> Bytes {
        let error = json!({"type": kind, "message": "as the script says"});
        event(Some("error"), &json!({"type": "error", "error": error}))
    }

    fn whole(&mut self, script: &Script) -> Bytes {
        let text = all_text(script);
        let mut content = Vec::new();
        if !text.is_empty() {
            content.push(json!({"type": "text", "text": text}));
        }
        let called = calls(script);
        for (at, (name, arguments)) in called.iter().enumerate() {
            let input: Value = serde_json::from_str(arguments).unwrap_or_default();
            content
                .push(json!({"type": "tool_use", "id": format!("toolu_{at}"), "name": name, "input": input}));
        }
        let reason = Self::reason(script.finish, !called.is_empty());
        let body = self.message(&Value::Array(content), reason, self.usage.output);
        Bytes::from(body.to_string())
    }
}
