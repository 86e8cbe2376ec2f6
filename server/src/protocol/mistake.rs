//! What is wrong with a body or a frame, for people: the parser's own words speak of Rust's types.

use std::fmt::Display;

/// Characters of what was sent that are said back.
const SAID_BACK: usize = 60;

/// What is wrong with JSON, with the field's name. `path` leads to where it is; empty if that is not known.
pub fn mistake_in_json(error: &serde_json::Error, path: &str) -> String {
    if error.is_data() {
        return mistake(error, path);
    }
    let (line, column) = (error.line(), error.column());
    format!("this is not JSON, or not all of it: see line {line}, column {column}")
}

/// The same of anything that is not read as its type wants it.
pub fn mistake(error: &dyn Display, path: &str) -> String {
    let whole = error.to_string();
    let said = whole
        .rsplit_once(" at line ")
        .map_or(whole.as_str(), |(said, _)| said);
    let path = if path == "." { "" } else { path };
    let place = if path.is_empty() {
        "what was sent".to_owned()
    } else {
        format!("`{path}`")
    };
    if let Some(field) = quoted(said, "missing field ") {
        let dot = if path.is_empty() { "" } else { "." };
        return format!("`{path}{dot}{field}` is missing");
    }
    if let Some(field) = quoted(said, "duplicate field ") {
        return format!("`{field}` stands there twice");
    }
    if let Some(field) = quoted(said, "unknown field ") {
        let there = match expected(said) {
            Some(fields) => format!("; there is {fields}"),
            None => String::new(),
        };
        return format!("there is no field `{field}` here{there}");
    }
    if said.starts_with("unknown variant ") {
        let choices = expected(said).unwrap_or_default();
        return format!("{place} is not one of {choices}");
    }
    if said.starts_with("invalid ")
        && let Some(wanted) = expected(said)
    {
        return format!("{place} should be {}", in_plain_words(wanted));
    }
    if said.starts_with("data did not match") {
        return format!("{place} has none of the forms that it may have");
    }
    if path.is_empty() {
        clipped(said)
    } else {
        format!("{place}: {}", clipped(said))
    }
}

/// What stands in backticks behind `words`.
fn quoted(said: &str, words: &str) -> Option<String> {
    let name = said.strip_prefix(words)?.strip_prefix('`')?;
    Some(clipped(name.split('`').next().unwrap_or_default()))
}

/// What would have been right, as the parser lists it.
fn expected(said: &str) -> Option<&str> {
    let (_, list) = said.rsplit_once(", expected ")?;
    Some(list.strip_prefix("one of ").unwrap_or(list))
}

fn in_plain_words(wanted: &str) -> &str {
    match wanted {
        "a string" | "a borrowed string" | "string or map" => "a text",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "unit" => "null",
        other if other.starts_with("struct ") || other == "a map" => "an object",
        other => other,
    }
}

fn clipped(text: &str) -> String {
    text.chars().take(SAID_BACK).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Thing {
        name: String,
        size: Option<u32>,
        kind: Option<Kind>,
        inner: Option<Vec<Inner>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Large,
        Small,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Inner {
        on: bool,
    }

    fn wrong(text: &str) -> String {
        let mut reader = serde_json::Deserializer::from_str(text);
        let error = serde_path_to_error::deserialize::<_, Thing>(&mut reader).unwrap_err();
        mistake_in_json(error.inner(), &error.path().to_string())
    }

    #[test]
    fn a_mistake_is_said_with_its_field_and_in_plain_words() {
        for (text, said) in [
            ("{}", "`name` is missing"),
            (r#"{"name": "a", "inner": [{}]}"#, "`inner[0].on` is missing"),
            (r#"{"name": 7}"#, "`name` should be a text"),
            (
                r#"{"name": "a", "size": "b"}"#,
                "`size` should be a whole number that is not negative",
            ),
            (
                r#"{"name": "a", "size": -1}"#,
                "`size` should be a whole number that is not negative",
            ),
            (
                r#"{"name": "a", "kind": "odd"}"#,
                "`kind` is not one of `large` or `small`",
            ),
            (r#"{"name": "a", "inner": {}}"#, "`inner` should be a list"),
            (
                r#"{"name": "a", "inner": [{"on": 1}]}"#,
                "`inner[0].on` should be true or false",
            ),
            (
                r#"{"name": "a", "shape": 1}"#,
                "there is no field `shape` here; there is `name`, `size`, `kind`, `inner`",
            ),
            ("[]", "what was sent should be an object"),
            ("{", "this is not JSON, or not all of it: see line 1, column 1"),
        ] {
            assert_eq!(wrong(text), said, "{text}");
        }
    }

    #[test]
    fn what_was_sent_is_not_said_back_at_length() {
        let long = format!(r#"{{"name": "a", "{}": 1}}"#, "x".repeat(5_000));
        assert!(wrong(&long).len() < 200);
        assert!(!wrong(r#"{"name": "a", "size": "secret"}"#).contains("secret"));
    }
}
