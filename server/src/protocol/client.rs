//! Frames from client to server.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ErrorCode;
use super::mistake::mistake_in_json;
use crate::domain::{DialogId, OperatorId, Page, ReleaseTo};

/// What a client may say on a dialog socket. Unknown fields are ignored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Says something. The older `{"type":"chat_message","message":…}` and `{"content":…}` are understood too,
    /// without a `client_id` if need be: the server then gives one, and a repeat is a new message.
    #[serde(alias = "chat_message")]
    Message {
        client_id: String,
        #[serde(alias = "message", alias = "content")]
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected_epoch: Option<i64>,
    },
    /// A message in one of the older forms, whose clients give no `client_id`.
    #[serde(skip)]
    Older {
        client_id: Option<String>,
        text: String,
        expected_epoch: Option<i64>,
    },
    /// The sender is writing.
    TypingStart,
    /// The sender has stopped writing.
    TypingStop,
    /// Everything up to `seq` has been read.
    Read { seq: i64 },
    /// Everything up to `seq` has arrived.
    Delivered { seq: i64 },
    /// Asks for a person; `reason` in the visitor's own words, at most 1,000 characters. Visitors and site users
    /// only.
    HandoffRequest {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Takes the dialog over. Operators only.
    Claim,
    /// Gives the dialog back. Operators only.
    Release { to: ReleaseTo },
    /// Gives the dialog to another operator. Operators only.
    Transfer { operator_id: OperatorId },
    /// Closes the dialog. Operators only.
    Close,
    /// Opens a closed dialog again. Operators only.
    Reopen,
    /// Writes a private note. Operators only.
    Note { client_id: String, text: String },
    /// `/ws/inbox` only: follow this dialog.
    Subscribe {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        history_epoch: Option<String>,
    },
    /// `/ws/inbox` only: follow it no longer.
    Unsubscribe,
    /// The page that the visitor is on. Visitors and site users only.
    Page(Page),
    /// Asks for a `pong`.
    Ping {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nonce: Option<String>,
    },
}

/// A frame on `/ws/inbox`: the same, addressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InboxFrame {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialog_id: Option<DialogId>,
    #[serde(flatten)]
    pub frame: ClientFrame,
}

/// Why a frame could not be read, with the `client_id` it carried if that much could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFrame {
    pub code: ErrorCode,
    pub message: String,
    pub client_id: Option<String>,
}

/// What can be read of a frame whose fields do not fit.
#[derive(Deserialize)]
struct Glimpse {
    #[serde(rename = "type")]
    kind: Option<String>,
    client_id: Option<String>,
}

impl ClientFrame {
    const TYPES: [&str; 17] = [
        "message",
        "chat_message",
        "typing_start",
        "typing_stop",
        "read",
        "delivered",
        "handoff_request",
        "claim",
        "release",
        "transfer",
        "close",
        "reopen",
        "note",
        "subscribe",
        "unsubscribe",
        "page",
        "ping",
    ];

    /// Reads one frame of a dialog socket.
    pub fn parse(text: &str) -> Result<Self, InvalidFrame> {
        serde_json::from_str(text).or_else(|error| {
            let older = OlderForm::read(text).map(|older| older.frame);
            older.ok_or_else(|| InvalidFrame::explain(text, &error))
        })
    }

    fn knows(kind: &str) -> bool {
        Self::TYPES.contains(&kind)
    }
}

impl InboxFrame {
    /// Reads one frame of `/ws/inbox`.
    pub fn parse(text: &str) -> Result<Self, InvalidFrame> {
        serde_json::from_str(text).or_else(|error| {
            let older = OlderForm::read(text).map(|older| Self {
                dialog_id: older.dialog_id,
                frame: older.frame,
            });
            older.ok_or_else(|| InvalidFrame::explain(text, &error))
        })
    }
}

/// What clients sent before frames had a `type`, and before messages had a `client_id`.
struct OlderForm {
    dialog_id: Option<DialogId>,
    frame: ClientFrame,
}

impl OlderForm {
    fn read(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Fields {
            #[serde(rename = "type")]
            kind: Option<String>,
            message: Option<String>,
            content: Option<String>,
            client_id: Option<String>,
            expected_epoch: Option<i64>,
            dialog_id: Option<DialogId>,
        }
        let fields: Fields = serde_json::from_str(text).ok()?;
        let said = match fields.kind.as_deref() {
            Some("chat_message") => fields.message.or(fields.content),
            None => fields.content,
            Some(_) => None,
        };
        Some(Self {
            dialog_id: fields.dialog_id,
            frame: ClientFrame::Older {
                client_id: fields.client_id,
                text: said?,
                expected_epoch: fields.expected_epoch,
            },
        })
    }
}

impl InvalidFrame {
    /// Says what is wrong without repeating what was sent.
    fn explain(text: &str, error: &serde_json::Error) -> Self {
        let Ok(glimpse) = serde_json::from_str::<Glimpse>(text) else {
            return Self {
                code: ErrorCode::InvalidRequest,
                message: "a frame is one JSON object with a `type`".to_owned(),
                client_id: None,
            };
        };
        let client_id = glimpse.client_id.filter(|id| id.len() <= 64);
        match glimpse.kind.as_deref() {
            None => Self {
                code: ErrorCode::InvalidRequest,
                message: "the frame has no `type`".to_owned(),
                client_id,
            },
            Some(kind) if !ClientFrame::knows(kind) => Self {
                code: ErrorCode::UnknownType,
                message: "this server knows no frame of that type".to_owned(),
                client_id,
            },
            Some(kind) => Self {
                code: ErrorCode::InvalidRequest,
                message: format!(
                    "the frame `{kind}` is not as it should be: {}",
                    mistake_in_json(error, "")
                ),
                client_id,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_fields_are_ignored_and_cannot_set_anything() {
        let frame = ClientFrame::parse(
            r#"{"type":"message","client_id":"a","text":"hi","sender":"manager","seq":9,"private":true}"#,
        );
        assert_eq!(
            frame,
            Ok(ClientFrame::Message {
                client_id: "a".to_owned(),
                text: "hi".to_owned(),
                expected_epoch: None
            })
        );
    }

    #[test]
    fn older_forms_are_understood() {
        for older in [
            r#"{"type":"chat_message","client_id":"a","message":"hi"}"#,
            r#"{"type":"message","client_id":"a","content":"hi"}"#,
        ] {
            assert!(
                matches!(ClientFrame::parse(older), Ok(ClientFrame::Message { .. })),
                "{older}"
            );
        }
        for (older, id) in [
            (r#"{"content":"hi"}"#, None),
            (r#"{"type":"chat_message","message":"hi"}"#, None),
            (r#"{"content":"hi","client_id":"a"}"#, Some("a".to_owned())),
        ] {
            let wanted = ClientFrame::Older {
                client_id: id,
                text: "hi".to_owned(),
                expected_epoch: None,
            };
            assert_eq!(ClientFrame::parse(older), Ok(wanted), "{older}");
        }
        // The present form has its `client_id`, and a frame without words is no message.
        for bad in [
            r#"{"type":"message","text":"hi"}"#,
            r#"{"type":"message","content":"hi"}"#,
            r#"{"message":"hi"}"#,
            r#"{"content":7}"#,
            "{}",
        ] {
            assert!(ClientFrame::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_error_names_the_frame_it_answers() {
        let error = ClientFrame::parse(r#"{"type":"message","client_id":"abc"}"#).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidRequest);
        assert_eq!(error.client_id.as_deref(), Some("abc"));
        assert!(error.message.ends_with("`text` is missing"), "{}", error.message);
        assert_eq!(
            ClientFrame::parse(r#"{"type":"dance"}"#).unwrap_err().code,
            ErrorCode::UnknownType
        );
        assert_eq!(
            ClientFrame::parse("[]").unwrap_err().code,
            ErrorCode::InvalidRequest
        );
        assert_eq!(
            ClientFrame::parse("").unwrap_err().code,
            ErrorCode::InvalidRequest
        );
    }

    #[test]
    fn inbox_frames_are_addressed() {
        let frame = InboxFrame::parse(r#"{"type":"subscribe","dialog_id":7,"after":3}"#).unwrap();
        assert_eq!(frame.dialog_id, Some(DialogId(7)));
        assert_eq!(
            frame.frame,
            ClientFrame::Subscribe {
                after: Some(3),
                history_epoch: None
            }
        );
    }

    #[test]
    fn every_type_that_serde_reads_is_known() {
        for kind in ClientFrame::TYPES {
            let error = ClientFrame::parse(&format!(
                r#"{{"type":"{kind}","seq":"x","url":1,"nonce":1,"after":"x"}}"#
            ));
            assert_ne!(error.map_err(|e| e.code), Err(ErrorCode::UnknownType), "{kind}");
        }
    }
}
