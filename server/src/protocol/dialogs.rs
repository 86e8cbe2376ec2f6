//! Bodies about dialogs.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{MarksBody, PostedBody, RatingBody, Time};
use crate::domain::{Attributes, ContactId, DialogId, OperatorId, Page, Person, PublicId, ReleaseTo, Sender};

/// A page of a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ListOf<T> {
    pub items: Vec<T>,
    /// Give it as `?cursor=` to read on; absent at the end.
    pub next_cursor: Option<String>,
}

/// Opens a dialog, with its first message if there is one.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DialogIn {
    /// Widget only.
    pub assistant_id: Option<PublicId>,
    /// UUID: the same one again gives the same dialog.
    pub client_id: String,
    /// Widget only: 43 characters of base64url, made by the client. The server makes one if there is none.
    pub visitor_token: Option<String>,
    pub page: Option<Page>,
    pub message: Option<FirstMessageIn>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstMessageIn {
    pub client_id: String,
    pub text: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DialogCreated {
    pub dialog: DialogBody,
    /// Only when the server made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visitor_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<PostedBody>,
}

/// A dialog as its contact sees it. All numbers are of the contact's own stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DialogBody {
    pub id: DialogId,
    /// `assistant`, `queued`, `operator` or `closed`.
    #[schema(value_type = String)]
    pub state: std::borrow::Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manager: Option<Person>,
    /// Place in the queue, 1 being next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    pub last_seq: i64,
    pub read: MarksBody,
    pub delivered: MarksBody,
    /// Messages that the contact has not read.
    pub unread: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessageBody>,
    pub opened_at: Time,
    pub updated_at: Time,
}

/// The last public message, cut to a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LastMessageBody {
    pub sender: Sender,
    pub text: String,
    pub timestamp: Time,
}

/// A row of the operators' inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DialogSummaryBody {
    pub id: DialogId,
    /// `assistant`, `queued`, `operator` or `closed`.
    #[schema(value_type = String)]
    pub state: std::borrow::Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Person>,
    /// Since when it is in that state.
    pub state_since: Time,
    pub contact: ContactBody,
    pub assistant_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<LastMessageBody>,
    /// The contact's messages that no operator has read.
    pub unread: i64,
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    pub opened_at: Time,
    pub updated_at: Time,
}

/// A contact as operators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ContactBody {
    pub id: ContactId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The customer's site vouched for name and e-mail address.
    pub verified: bool,
    /// The user's id at the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    #[schema(value_type = Object)]
    pub attributes: Attributes,
    pub created_at: Time,
}

/// A dialog as an operator opens it. All numbers are of the operators' stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DialogDetail {
    #[serde(flatten)]
    pub summary: DialogSummaryBody,
    pub handler_epoch: i64,
    pub last_seq: i64,
    pub read: MarksBody,
    pub delivered: MarksBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// The visitor has a live connection.
    pub visitor_online: bool,
    /// What a cancelled reply of the assistant had, for the operator to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// What the contact thought of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingBody>,
    /// The contact's other dialogs, newest first.
    pub earlier: Vec<DialogId>,
}

/// How many dialogs each tab of the inbox holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountsBody {
    pub mine: i64,
    pub waiting: i64,
    pub assistant: i64,
    /// All that are open.
    pub all: i64,
    pub closed: i64,
}

#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoffIn {
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseIn {
    pub to: ReleaseTo,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferIn {
    pub operator_id: OperatorId,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkIn {
    pub seq: i64,
}

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypingIn {
    pub on: bool,
}
