//! The four sockets: where they are, what stands in their addresses, and which frames go over them.

use serde_json::{Map, Value, json};

use super::frames::{self, Direction};
use super::proofs;

/// Whom a socket serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Audience {
    /// A visitor or a site's user, in one dialog.
    Contact,
    /// An operator, in one dialog.
    Operator,
    /// An operator, in all dialogs of the tenant.
    Inbox,
}

pub(super) struct Socket {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) audience: Audience,
    about: &'static str,
    /// The query parameter that may carry the token.
    token: &'static str,
}

pub(super) const SOCKETS: [Socket; 4] = [
    Socket {
        name: "widgetDialog",
        address: "/ws/widget/dialogs/{dialog_id}",
        audience: Audience::Contact,
        about: "A visitor's own dialog. The address names the assistant as `?assistant_id=`.",
        token: "visitor_token",
    },
    Socket {
        name: "siteDialog",
        address: "/ws/site/dialogs/{dialog_id}",
        audience: Audience::Contact,
        about: "A dialog of a signed-in user of a customer's site.",
        token: "site_token",
    },
    Socket {
        name: "operatorDialog",
        address: "/ws/dialogs/{dialog_id}",
        audience: Audience::Operator,
        about: "A dialog as operators see it, with private notes and in full.",
        token: "token",
    },
    Socket {
        name: "inbox",
        address: "/ws/inbox",
        audience: Audience::Inbox,
        about: "The tenant's inbox over one connection: any change in it, and the dialogs that were \
            subscribed to. Each frame names its dialog.",
        token: "token",
    },
];

impl Socket {
    fn query(&self) -> Value {
        let mut properties = Map::new();
        let mut add = |name: &str, kind: &str, about: &str| {
            properties.insert(name.to_owned(), json!({ "type": kind, "description": about }));
        };
        if self.name == "widgetDialog" {
            add("assistant_id", "string", "The assistant's public id.");
        }
        if self.audience != Audience::Inbox {
            add(
                "after",
                "integer",
                "The last `seq` that the client has: what follows it is sent after `hello`.",
            );
            add(
                "history_epoch",
                "string",
                "The `history_epoch` to which `after` belongs.",
            );
        }
        add(
            "format",
            "string",
            "`wrapped`: messages in the older form `{\"message\": {…}}`.",
        );
        add(
            self.token,
            "string",
            "The token, for clients that cannot name a sub-protocol. An installation may not take it here.",
        );
        let mut query = json!({ "type": "object", "properties": properties });
        if self.name == "widgetDialog" {
            query["required"] = json!(["assistant_id"]);
        }
        query
    }

    fn messages(&self, direction: Direction) -> Vec<String> {
        let frames = frames::on(self.audience, direction);
        frames.into_iter().map(|frame| frame.name).collect()
    }
}

pub(super) fn channels() -> Map<String, Value> {
    SOCKETS
        .iter()
        .map(|socket| (socket.name.to_owned(), channel(socket)))
        .collect()
}

fn channel(socket: &Socket) -> Value {
    let mut messages = Map::new();
    for direction in [Direction::ToClient, Direction::ToServer] {
        for name in socket.messages(direction) {
            let reference = json!({ "$ref": format!("#/components/messages/{name}") });
            messages.insert(name, reference);
        }
    }
    let mut channel = json!({
        "address": socket.address,
        "description": socket.about,
        "messages": messages,
        "bindings": { "ws": { "method": "GET", "query": socket.query(), "bindingVersion": "0.1.0" } },
    });
    if socket.address.contains("{dialog_id}") {
        let about = "The dialog's id, an integer.";
        channel["parameters"] = json!({ "dialog_id": { "description": about } });
    }
    channel
}

/// Seen from the server, as AsyncAPI has it: it sends to clients and receives from them.
pub(super) fn operations() -> Map<String, Value> {
    let mut operations = Map::new();
    for socket in &SOCKETS {
        for (direction, action, name) in [
            (Direction::ToClient, "send", format!("{}.send", socket.name)),
            (Direction::ToServer, "receive", format!("{}.receive", socket.name)),
        ] {
            let messages: Vec<Value> = socket
                .messages(direction)
                .iter()
                .map(|message| json!({ "$ref": format!("#/channels/{}/messages/{message}", socket.name) }))
                .collect();
            let operation = json!({
                "action": action,
                "channel": { "$ref": format!("#/channels/{}", socket.name) },
                "messages": messages,
                "security": proofs::of(socket.token),
            });
            operations.insert(name, operation);
        }
    }
    operations
}
