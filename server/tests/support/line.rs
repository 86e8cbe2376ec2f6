use serde_json::{Value, json};

use super::{Caller, Poller, Socket, client_id};

/// One person's way to a dialog: the same words, whatever carries them.
pub(crate) enum Line {
    Live {
        socket: Socket,
        dialog: i64,
    },
    Asking {
        poller: Poller,
        caller: Caller,
        dialog: i64,
    },
}

impl Line {
    pub(crate) async fn of_visitor(visitor: &Caller, dialog: i64, live: bool) -> Self {
        if live {
            let socket = visitor.socket(dialog).await;
            return Self::Live { socket, dialog };
        }
        Self::asking(visitor, dialog)
    }

    /// A live operator follows the dialog over the inbox.
    pub(crate) async fn of_operator(operator: &Caller, inbox: Option<Socket>, dialog: i64) -> Self {
        match inbox {
            Some(mut socket) => {
                socket
                    .send(&json!({ "type": "subscribe", "dialog_id": dialog, "after": 0 }))
                    .await;
                socket
                    .expect(&json!({ "type": "hello", "dialog_id": dialog }))
                    .await;
                Self::Live { socket, dialog }
            }
            None => Self::asking(operator, dialog),
        }
    }

    fn asking(caller: &Caller, dialog: i64) -> Self {
        Self::Asking {
            poller: Poller::new(caller, dialog),
            caller: caller.clone(),
            dialog,
        }
    }

    /// Does what a frame says, by whatever means there are.
    pub(crate) async fn does(&mut self, mut frame: Value) {
        match self {
            Self::Live { socket, dialog } => {
                frame["dialog_id"] = (*dialog).into();
                socket.send(&frame).await;
            }
            Self::Asking { caller, dialog, .. } => {
                let kind = frame.as_object_mut().unwrap().remove("type").unwrap();
                let (path, body) = match kind.as_str().unwrap() {
                    "message" => ("messages", frame),
                    "typing_start" => ("typing", json!({ "on": true })),
                    "handoff_request" => ("handoff", json!({})),
                    other => (other, frame),
                };
                let answer = caller.post(&format!("/dialogs/{dialog}/{path}"), &body).await;
                assert!((200..300).contains(&answer.status), "{answer:?}");
            }
        }
    }

    pub(crate) async fn says(&mut self, text: &str) {
        self.does(json!({ "type": "message", "client_id": client_id(), "text": text }))
            .await;
    }

    pub(crate) async fn hears(&mut self, pattern: &Value) -> Value {
        match self {
            Self::Live { socket, .. } => socket.expect(pattern).await,
            Self::Asking { poller, .. } => poller.expect(pattern).await,
        }
    }

    pub(crate) fn seen(&self) -> &[Value] {
        match self {
            Self::Live { socket, .. } => &socket.seen,
            Self::Asking { poller, .. } => &poller.seen,
        }
    }
}
