//! The sockets, their frames, and how they close.

use serde_json::Value;

use super::fields;
use super::html::{anchor, code, escape, folded};
use super::prose::inline;
use super::schema;

/// Each socket, with what its address takes and which frames it carries.
pub(super) fn channels(document: &Value) -> String {
    fields(&document["channels"])
        .map(|(name, channel)| {
            let address = channel["address"].as_str().unwrap_or_default();
            let about = channel["description"].as_str().map(inline).unwrap_or_default();
            format!(
                "<h3 id=\"socket-{}\">{}</h3>\n<p>{about}</p>\n{}<h4>The server sends</h4><p class=\"names\">{}</p>\
                 <h4>The client sends</h4><p class=\"names\">{}</p>\n",
                anchor(name),
                code(address),
                schema::object(&channel["bindings"]["ws"]["query"]),
                names(document, &format!("{name}.send")),
                names(document, &format!("{name}.receive")),
            )
        })
        .collect()
}

fn names(document: &Value, operation: &str) -> String {
    let messages = document["operations"][operation]["messages"].as_array();
    let linked = messages.into_iter().flatten().filter_map(|message| {
        let key = message["$ref"].as_str()?.rsplit('/').next()?;
        let shown = key.split_once('.').map_or(key, |(_, kind)| kind);
        // On the inbox the same frames also name their dialog.
        let key = key.replacen("inbox.", "client.", 1);
        Some(format!(
            "<a href=\"#frame-{}\">{}</a>",
            anchor(&key),
            escape(shown)
        ))
    });
    linked.collect::<Vec<_>>().join(" ")
}

/// Every frame of one direction, `server` or `client`.
pub(super) fn frames(document: &Value, sender: &str) -> String {
    let prefix = format!("{sender}.");
    let messages = &document["components"]["messages"];
    let all = fields(messages).filter_map(|(key, message)| {
        if let Some(kind) = key.strip_prefix(&prefix) {
            return Some((key.clone(), kind, message));
        }
        // What only the inbox takes has no other form.
        let kind = key.strip_prefix("inbox.")?;
        let only = sender == "client" && messages.get(format!("client.{kind}")).is_none();
        only.then(|| (format!("client.{kind}"), kind, message))
    });
    all.map(|(key, kind, message)| {
        let says = message["summary"].as_str().map(inline).unwrap_or_default();
        let head = format!("{} <span class=\"says\">{says}</span>", code(kind));
        let body = schema::object(&message["payload"]);
        let body = if body.is_empty() {
            "<p>It has no fields but its <code>type</code>.</p>".to_owned()
        } else {
            body
        };
        folded(&format!("frame-{}", anchor(&key)), &head, &body)
    })
    .collect()
}

pub(super) fn close_codes(document: &Value) -> String {
    let rows: String = fields(&document["x-close-codes"])
        .map(|(number, about)| {
            let reason = about["reason"].as_str().unwrap_or_default();
            let client = about["client"].as_str().unwrap_or_default();
            format!(
                "<div><dt>{} <span class=\"kind\">{}</span></dt><dd>The client {}.</dd></div>",
                code(number),
                escape(reason),
                inline(client)
            )
        })
        .collect();
    format!("<dl class=\"fields\">{rows}</dl>")
}
