use std::collections::BTreeSet;

use super::channels::{Audience, SOCKETS};
use super::*;

fn walk<'a>(value: &'a Value, see: &mut impl FnMut(&'a Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        Value::Object(fields) => fields.values().for_each(|field| walk(field, see)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = asyncapi();
    let mut count = 0;
    walk(&document, &mut |value| {
        if let Some(target) = value["$ref"].as_str() {
            count += 1;
            let pointer = target.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{target}");
        }
    });
    assert!(count > 100, "{count} references");
}

#[test]
fn every_frame_is_on_a_channel_and_says_what_it_is() {
    let document = asyncapi();
    let mut carried = BTreeSet::new();
    for channel in document["channels"].as_object().unwrap().values() {
        carried.extend(channel["messages"].as_object().unwrap().keys().cloned());
    }
    let messages = document["components"]["messages"].as_object().unwrap();
    assert_eq!(carried, messages.keys().cloned().collect());
    for (name, message) in messages {
        let summary = message["summary"].as_str().unwrap_or_default();
        assert!(!summary.is_empty(), "{name}: give the variant a doc comment");
    }
    for kind in [
        "server.hello",
        "server.message",
        "server.error",
        "client.message",
        "inbox.subscribe",
    ] {
        assert!(messages.contains_key(kind), "{kind}");
    }
}

#[test]
fn what_only_operators_may_do_is_on_their_sockets_alone() {
    let document = asyncapi();
    for socket in &SOCKETS {
        let on = |name: &str| document["channels"][socket.name]["messages"].get(name).is_some();
        let operators = socket.audience != Audience::Contact;
        assert_eq!(
            on("client.claim") || on("inbox.claim"),
            operators,
            "{}",
            socket.name
        );
        assert_eq!(
            on("client.note") || on("inbox.note"),
            operators,
            "{}",
            socket.name
        );
        assert_eq!(on("client.page"), !operators, "{}", socket.name);
        assert_eq!(on("server.advance"), !operators, "{}", socket.name);
        assert_eq!(on("server.dialog_updated"), socket.audience == Audience::Inbox);
        assert_eq!(
            socket.address.contains("{dialog_id}"),
            socket.audience != Audience::Inbox
        );
    }
}

#[test]
fn no_close_code_stands_twice() {
    let codes: BTreeSet<u16> = CloseCode::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(codes.len(), CloseCode::ALL.len());
    assert_eq!(asyncapi()["x-close-codes"]["4008"]["reason"], "too slow");
}
