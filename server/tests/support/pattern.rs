//! What a story says of a frame: only the fields that matter to it.

use serde_json::{Value, json};

/// Whether `value` has everything that `pattern` names. A `null` in a pattern stands for "not there".
pub(crate) fn fits(value: &Value, pattern: &Value) -> bool {
    match (value, pattern) {
        (Value::Object(value), Value::Object(pattern)) => pattern
            .iter()
            .all(|(key, wanted)| fits(value.get(key).unwrap_or(&Value::Null), wanted)),
        (Value::Array(value), Value::Array(pattern)) => {
            value.len() == pattern.len()
                && value
                    .iter()
                    .zip(pattern)
                    .all(|(value, wanted)| fits(value, wanted))
        }
        (value, pattern) => value == pattern,
    }
}

/// The message with that text.
pub(crate) fn said(text: &str) -> Value {
    json!({ "type": "message", "text": text })
}
