use serde_json::{Value, json};

use super::{Caller, Poller, Socket, Stream, client_id};

/// What carries frames to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    WebSocket,
    Events,
    LongPoll,
    Poll,
}

impl Carrier {
    pub(crate) const ALL: [Self; 4] = [Self::WebSocket, Self::Events, Self::LongPoll, Self::Poll];

    /// Whether what is not numbered is told, too.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::WebSocket | Self::Events)
    }
}

/// One person's way to a dialog: the same words, whatever carries them.
pub(crate) struct Line {
    way: Way,
    caller: Caller,
    dialog: i64,
}

enum Way {
    Socket(Socket),
    Stream(Stream),
    Asking(Poller),
}

impl Line {
    /// Begins after number `after`.
    pub(crate) async fn over(carrier: Carrier, caller: &Caller, dialog: i64, after: i64) -> Self {
        let from = format!("after={after}");
        let way = match carrier {
            Carrier::WebSocket => {
                let mut socket = caller.knock(dialog, &from).await;
                socket.expect_next(&json!({ "type": "hello" })).await;
                Way::Socket(socket)
            }
            Carrier::Events => {
                let mut stream = Stream::open(caller, dialog, &from).await;
                stream.expect_next(&json!({ "type": "hello" })).await;
                Way::Stream(stream)
            }
            Carrier::LongPoll => Way::Asking(Poller::after(caller, dialog, after, 2)),
            Carrier::Poll => Way::Asking(Poller::after(caller, dialog, after, 0)),
        };
        Self {
            way,
            caller: caller.clone(),
            dialog,
        }
    }

    /// A live operator follows the dialog over the inbox.
    pub(crate) async fn of_operator(operator: &Caller, inbox: Option<Socket>, dialog: i64) -> Self {
        let Some(mut socket) = inbox else {
            return Self::over(Carrier::LongPoll, operator, dialog, 0).await;
        };
        socket
            .send(&json!({ "type": "subscribe", "dialog_id": dialog, "after": 0 }))
            .await;
        socket
            .expect(&json!({ "type": "hello", "dialog_id": dialog }))
            .await;
        Self {
            way: Way::Socket(socket),
            caller: operator.clone(),
            dialog,
        }
    }

    /// Does what a frame says, by whatever means there are.
    pub(crate) async fn does(&mut self, mut frame: Value) {
        let dialog = self.dialog;
        if let Way::Socket(socket) = &mut self.way {
            frame["dialog_id"] = dialog.into();
            return socket.send(&frame).await;
        }
        let kind = frame.as_object_mut().unwrap().remove("type").unwrap();
        let (path, body) = match kind.as_str().unwrap() {
            "message" => ("messages", frame),
            "note" => ("notes", frame),
            "typing_start" => ("typing", json!({ "on": true })),
            "handoff_request" => ("handoff", frame),
            other => (other, frame),
        };
        let path = format!("/dialogs/{dialog}/{path}");
        let answer = self.caller.post(&path, &body).await;
        assert!((200..300).contains(&answer.status), "{answer:?}");
    }

    /// The `client_id` under which it was said.
    pub(crate) async fn says(&mut self, text: &str) -> String {
        let id = client_id();
        self.does(json!({ "type": "message", "client_id": id, "text": text }))
            .await;
        id
    }

    pub(crate) async fn hears(&mut self, pattern: &Value) -> Value {
        match &mut self.way {
            Way::Socket(socket) => socket.expect(pattern).await,
            Way::Stream(stream) => stream.expect(pattern).await,
            Way::Asking(poller) => poller.expect(pattern).await,
        }
    }

    pub(crate) fn seen(&self) -> &[Value] {
        match &self.way {
            Way::Socket(socket) => &socket.seen,
            Way::Stream(stream) => &stream.seen,
            Way::Asking(poller) => &poller.seen,
        }
    }

    /// The socket, if it is one.
    pub(crate) fn socket(self) -> Option<Socket> {
        match self.way {
            Way::Socket(socket) => Some(socket),
            _ => None,
        }
    }

    /// Hangs up.
    pub(crate) async fn ends(self) {
        if let Some(socket) = self.socket() {
            socket.close().await;
        }
    }
}
