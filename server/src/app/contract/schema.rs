//! JSON schemas as people read them: a type in a word, an object as a list of its fields.

use serde_json::Value;

use super::fields;
use super::html::{anchor, code, escape};
use super::prose::inline;

/// What a schema is, in a word or two; a named type links to itself.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        return format!("<a href=\"#type-{}\">{}</a>", anchor(name), escape(name));
    }
    if let Some(choices) = schema["enum"].as_array() {
        let named: Vec<String> = choices.iter().filter_map(Value::as_str).map(code).collect();
        return named.join(" · ");
    }
    // Optional fields are left out rather than null, so the null of a type says nothing new.
    if let Some(either) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        let kinds: Vec<String> = either
            .iter()
            .filter(|one| one["type"] != "null")
            .map(kind)
            .collect();
        return kinds.join(" or ");
    }
    let name = match &schema["type"] {
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null"),
        name => name.as_str(),
    };
    match (name, schema["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&schema["items"])),
        (Some("string"), Some("date-time")) => "time".to_owned(),
        (Some(name), _) => escape(name),
        (None, _) if schema["allOf"].is_array() => "object".to_owned(),
        (None, _) => "anything".to_owned(),
    }
}

/// The name of the type that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

/// The schema itself that a reference leads to.
pub(super) fn named<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match reference(schema) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

/// The fields of an object, those of everything that it is put together of among them. Empty if it has none.
pub(super) fn object(schema: &Value) -> String {
    let rows = rows(schema);
    if rows.is_empty() {
        return String::new();
    }
    format!("<dl class=\"fields\">{}</dl>", rows.concat())
}

fn rows(schema: &Value) -> Vec<String> {
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.is_some_and(|names| names.iter().any(|required| required == name))
    };
    let own = fields(&schema["properties"])
        .filter(|(name, field)| {
            !(*name == "type" && field["enum"].as_array().is_some_and(|one| one.len() == 1))
        })
        .map(|(name, field)| row(name, field, required(name)));
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let parts = parts.flat_map(|part| match reference(part) {
        Some(_) => vec![format!("<div class=\"all\">everything of {}</div>", kind(part))],
        None => rows(part),
    });
    parts.chain(own).collect()
}

/// One field: its name, its type, whether it may be missing, and what it says of itself.
pub(super) fn row(name: &str, schema: &Value, required: bool) -> String {
    let about = about(schema).map(|about| inline(&about)).unwrap_or_default();
    let optional = if required {
        ""
    } else {
        " <span class=\"optional\">optional</span>"
    };
    format!(
        "<div><dt>{} <span class=\"kind\">{}</span>{optional}</dt><dd>{about}</dd></div>",
        code(name),
        kind(schema)
    )
}

/// A description, which may stand inside of the one real choice of an optional field.
fn about(schema: &Value) -> Option<String> {
    let own = schema["description"].as_str();
    let inner = || {
        schema["oneOf"]
            .as_array()?
            .iter()
            .find_map(|one| one["description"].as_str())
    };
    own.or_else(inner).map(str::to_owned)
}
