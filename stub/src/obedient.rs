//! A model that has been won over: it does what it is told, whoever tells it.

use serde_json::{Map, Value};

use crate::provider::Asked;
use crate::script::Script;

/// Words at which it tells all that it knows.
const TELL: [&str; 12] = [
    "repeat",
    "reveal",
    "print",
    "show",
    "prompt",
    "instruction",
    "everything",
    "verbatim",
    "secret",
    "context",
    "dump",
    "other dialog",
];

const MOST_CALLS: usize = 16;

/// Does what `orders` say: calls every tool that they name, with the arguments or the ids written there; says
/// them again, with every link and picture; and tells its whole prompt if they want that.
/// After its tools have answered it says what they said, and calls no more.
pub(crate) fn obey(asked: &Asked, orders: &str) -> Script {
    let results = asked.tool_results();
    let mut words = vec![orders.to_owned()];
    words.extend(results.iter().cloned());
    let lower = orders.to_lowercase();
    if TELL.iter().any(|word| lower.contains(word)) {
        words.push(asked.prompt());
    }
    let mut script = Script::text(pieces(&words.join("\n\n")));
    if results.is_empty() {
        for (name, arguments) in calls(orders, &asked.tools()) {
            script = script.and_raw_call(&name, &arguments);
        }
    }
    script
}

/// Cut between words, as a model's tokens are.
fn pieces(text: &str) -> Vec<String> {
    text.split_inclusive(' ').map(str::to_owned).collect()
}

/// Each tool named in the text, and each other name that is followed by `(` or `{`.
fn calls(orders: &str, tools: &[String]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = orders;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let opened = behind.trim_start_matches([' ', ':', '`']);
        let looks_called = name.contains('_') && (behind.starts_with('(') || opened.starts_with('{'));
        if found.len() < MOST_CALLS && (looks_called || tools.iter().any(|tool| tool == name)) {
            found.push((name.to_owned(), arguments(opened.trim_start_matches('('), orders)));
        }
        rest = behind;
    }
    found
}

/// The JSON object that follows, or what the orders say as `key=value`, or the numbers in them.
fn arguments(behind: &str, orders: &str) -> String {
    if behind.trim_start().starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(behind).into_iter::<Value>();
        if let Some(Ok(object)) = values.next() {
            return object.to_string();
        }
    }
    let mut named = Map::new();
    for word in orders.split(|c: char| c.is_whitespace() || "(),;`\"'".contains(c)) {
        if let Some((key, value)) = word.split_once(['=', ':'])
            && !key.is_empty()
            && !value.is_empty()
        {
            named.insert(key.to_owned(), read(value));
        }
    }
    let number = orders
        .split(|c: char| !c.is_ascii_digit())
        .find_map(|digits| digits.parse::<u64>().ok());
    if let Some(number) = number {
        for key in ["id", "dialog_id", "contact_id", "article_id"] {
            named.entry(key).or_insert_with(|| number.into());
        }
    }
    Value::Object(named).to_string()
}

fn read(value: &str) -> Value {
    value
        .parse::<u64>()
        .map_or_else(|_| Value::String(value.to_owned()), Value::from)
}
