//! The stable codes of refusals.

use serde_json::Value;

use super::html::code;
use crate::protocol::ErrorCode;

/// Each code with its HTTP status, and whether the same request may succeed later.
pub(super) fn codes(document: &Value) -> String {
    let named = document["components"]["schemas"]["ErrorCode"]["enum"].as_array();
    let rows: String = named
        .into_iter()
        .flatten()
        .filter_map(|name| {
            let known: ErrorCode = serde_json::from_value(name.clone()).ok()?;
            let again = if known.is_retryable() {
                "It may succeed later."
            } else {
                ""
            };
            Some(format!(
                "<div><dt>{} <span class=\"kind\">{}</span></dt><dd>{again}</dd></div>",
                code(name.as_str()?),
                known.status()
            ))
        })
        .collect();
    format!("<dl class=\"fields\">{rows}</dl>")
}
