//! What can be asked over HTTP.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fields;
use super::html::{anchor, code, escape, folded};
use super::prose::inline;
use super::schema;

const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// All operations, by what they are about.
pub(super) fn operations(document: &Value) -> String {
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for (path, item) in fields(&document["paths"]) {
        for verb in VERBS {
            let operation = &item[verb];
            if operation.is_object() {
                let tag = operation["tags"][0].as_str().unwrap_or("other");
                *groups.entry(tag).or_default() += &one(document, verb, path, operation);
            }
        }
    }
    let groups = groups.into_iter().map(|(tag, operations)| {
        format!(
            "<h3 id=\"http-{}\">{}</h3>\n{operations}",
            anchor(tag),
            escape(tag)
        )
    });
    groups.collect()
}

fn one(document: &Value, verb: &str, path: &str, operation: &Value) -> String {
    let summary = operation["summary"].as_str().unwrap_or_default();
    let head = format!(
        "<span class=\"verb {verb}\">{verb}</span> {} <span class=\"says\">{}</span>",
        code(path),
        inline(summary)
    );
    let mut body = String::new();
    if let Some(about) = operation["description"].as_str() {
        body += &format!("<p>{}</p>", inline(about));
    }
    body += &parameters(operation);
    if let Some((_, content)) = fields(&operation["requestBody"]["content"]).next() {
        let (kind, listed) = (
            schema::kind(&content["schema"]),
            schema::named(document, &content["schema"]),
        );
        body += &format!("<h4>Body: {kind}</h4>{}", schema::object(listed));
    }
    body += &format!("<h4>Answers</h4><dl class=\"fields\">{}</dl>", answers(operation));
    folded(&anchor(&format!("{verb} {path}")), &head, &body)
}

fn parameters(operation: &Value) -> String {
    let rows: String = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| {
            let mut described = parameter["schema"].clone();
            if parameter["description"].is_string() {
                described["description"] = parameter["description"].clone();
            }
            let name = parameter["name"].as_str().unwrap_or_default();
            schema::row(name, &described, parameter["required"] == true)
        })
        .collect();
    if rows.is_empty() {
        return rows;
    }
    format!("<h4>In the address and headers</h4><dl class=\"fields\">{rows}</dl>")
}

fn answers(operation: &Value) -> String {
    fields(&operation["responses"])
        .map(|(status, answer)| {
            let kinds: Vec<String> = fields(&answer["content"])
                .map(|(_, content)| schema::kind(&content["schema"]))
                .collect();
            let about = answer["description"].as_str().map(inline).unwrap_or_default();
            format!(
                "<div><dt>{} <span class=\"kind\">{}</span></dt><dd>{about}</dd></div>",
                code(status),
                kinds.join(" or ")
            )
        })
        .collect()
}
