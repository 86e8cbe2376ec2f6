//! What the server says, as far as anything here looks at it.

use serde::{Deserialize, Serialize};

/// The frames that matter here; all others are [`Kind::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Hello,
    Message,
    MessageUpdated,
    MessageDeleted,
    Ack,
    Advance,
    GenerationStarted,
    GenerationDelta,
    GenerationSnapshot,
    GenerationCompleted,
    GenerationFailed,
    GenerationCancelled,
    HandoffStarted,
    TypingStart,
    TypingStop,
    Presence,
    Reconnect,
    Reset,
    More,
    Pong,
    Error,
    Other,
}

impl From<&str> for Kind {
    fn from(name: &str) -> Self {
        match name {
            "hello" => Self::Hello,
            "message" => Self::Message,
            "message_updated" => Self::MessageUpdated,
            "message_deleted" => Self::MessageDeleted,
            "ack" => Self::Ack,
            "advance" => Self::Advance,
            "generation_started" => Self::GenerationStarted,
            "generation_delta" => Self::GenerationDelta,
            "generation_snapshot" => Self::GenerationSnapshot,
            "generation_completed" => Self::GenerationCompleted,
            "generation_failed" => Self::GenerationFailed,
            "generation_cancelled" => Self::GenerationCancelled,
            "handoff_started" => Self::HandoffStarted,
            "typing_start" => Self::TypingStart,
            "typing_stop" => Self::TypingStop,
            "presence" => Self::Presence,
            "reconnect" => Self::Reconnect,
            "reset" => Self::Reset,
            "more" => Self::More,
            "pong" => Self::Pong,
            "error" => Self::Error,
            _ => Self::Other,
        }
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Ok(Self::from(name.as_ref()))
    }
}

/// Any frame: the fields of all kinds side by side, which is the quickest form to read.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Frame {
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(default)]
    pub(crate) dialog_id: Option<i64>,
    #[serde(default)]
    pub(crate) id: Option<i64>,
    #[serde(default)]
    pub(crate) seq: Option<i64>,
    #[serde(default)]
    pub(crate) upto: Option<i64>,
    #[serde(default)]
    pub(crate) index: Option<i64>,
    #[serde(default)]
    pub(crate) last_seq: Option<i64>,
    #[serde(default)]
    pub(crate) sender: Option<String>,
    #[serde(default)]
    pub(crate) text: Option<String>,
    #[serde(default)]
    pub(crate) timestamp: Option<String>,
    #[serde(default)]
    pub(crate) client_id: Option<String>,
    #[serde(default)]
    pub(crate) duplicate: bool,
    #[serde(default)]
    pub(crate) mismatch: Option<bool>,
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) retryable: bool,
    #[serde(default)]
    pub(crate) retry_after_ms: Option<u64>,
    /// Whether the visitor is there.
    #[serde(default)]
    pub(crate) visitor: Option<bool>,
    #[serde(default)]
    pub(crate) history_epoch: Option<String>,
    #[serde(default)]
    pub(crate) manager: Option<Person>,
    #[serde(default)]
    pub(crate) holder: Option<Person>,
    #[serde(default)]
    pub(crate) meta: Option<Meta>,
}

/// An operator's public face.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: i64,
}

/// Facts about an entry beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Meta {
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) answered: Option<bool>,
}

/// A stretch of a dialog.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct History {
    pub(crate) items: Vec<Frame>,
    pub(crate) last_seq: i64,
    /// The history's name.
    #[serde(rename = "history_epoch")]
    pub(crate) epoch: String,
    pub(crate) more: bool,
}

/// A frame, and its text to the byte.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) text: String,
    pub(crate) frame: Frame,
}

impl Heard {
    pub(crate) fn read(text: &str) -> serde_json::Result<Self> {
        Ok(Self {
            frame: serde_json::from_str(text)?,
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Frame {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_frame_of_a_newer_server_is_read_and_passed_over() {
        let frame = read(r#"{"type":"confetti","dialog_id":4,"colour":["red"]}"#);
        assert_eq!((frame.kind, frame.dialog_id), (Kind::Other, Some(4)));
    }

    #[test]
    fn fields_that_differ_between_kinds_do_not_disturb() {
        let hello = read(
            r#"{"type":"hello","protocol":"tandem.v1","connection_id":1,"heartbeat_seconds":25,
                "server_time":"2026-11-21T10:48:00.123Z","history_epoch":"e","dialog_id":1,"state":"operator",
                "manager":{"id":3,"name":"Ada"},"last_seq":2,"read":{"user":0,"manager":0},
                "delivered":{"user":0,"manager":0}}"#,
        );
        assert_eq!((hello.kind, hello.manager), (Kind::Hello, Some(Person { id: 3 })));
        let error = read(
            r#"{"type":"error","code":"already_claimed","message":"too late","retryable":false,
                "dialog_id":1,"holder":{"id":3,"name":"Ada","avatar_url":"/a"}}"#,
        );
        assert_eq!(error.holder, Some(Person { id: 3 }));
        let read_mark = read(r#"{"type":"read","dialog_id":1,"sender":"user","seq":7}"#);
        assert_eq!(read_mark.kind, Kind::Other);
    }
}
