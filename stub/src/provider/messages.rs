//! Reading the messages of a request, in either dialect.

use serde_json::Value;

pub(super) fn all(body: &Value) -> &[Value] {
    body["messages"].as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn role(message: &Value) -> &str {
    message["role"].as_str().unwrap_or_default()
}

/// The text of a string, a block, or a list of blocks.
pub(super) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(blocks) => {
            let texts: Vec<String> = blocks
                .iter()
                .map(text_of)
                .filter(|text| !text.is_empty())
                .collect();
            texts.join("\n")
        }
        Value::Object(block) => match (block.get("text"), block.get("content")) {
            (Some(inner), _) | (None, Some(inner)) => text_of(inner),
            (None, None) => String::new(),
        },
        _ => String::new(),
    }
}

/// The blocks of a message's content; none if it is plain text.
pub(super) fn blocks(message: &Value) -> &[Value] {
    message["content"].as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn is_tool_result(message: &Value) -> bool {
    role(message) == "tool" || blocks(message).iter().any(|block| block["type"] == "tool_result")
}
