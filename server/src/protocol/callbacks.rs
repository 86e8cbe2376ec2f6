//! What a workflow sends back, and what it is asked.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::domain::{Attributes, ContactId, DialogId, PublicId, Sender};

/// Exactly one of them: the answer, its next piece, or that there is none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackIn {
    pub result: Option<WorkflowResult>,
    /// The next characters of the answer, shown at once. The `result` that follows replaces them.
    pub delta: Option<String>,
    /// Why there is no answer: for the log.
    #[schema(value_type = Option<Object>)]
    pub error: Option<serde_json::Value>,
}

/// An answer as text, or with what there is to know about it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum WorkflowResult {
    Text(String),
    Full(WorkflowAnswer),
}

/// Not derived: that would say of a wrong field only that nothing matches.
impl<'de> Deserialize<'de> for WorkflowResult {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(match serde_json::Value::deserialize(from)? {
            serde_json::Value::String(text) => Self::Text(text),
            other => Self::Full(WorkflowAnswer::deserialize(other).map_err(D::Error::custom)?),
        })
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowAnswer {
    /// Markdown.
    pub text: String,
    /// False if it says that it does not know; true if not named.
    pub answered: Option<bool>,
    /// A person should take over.
    #[serde(default)]
    pub wants_person: bool,
}

/// The older form.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct N8nCallbackIn {
    /// The generation's id, as number or text.
    #[schema(value_type = String)]
    pub correlation_id: serde_json::Value,
    pub result: WorkflowResult,
}

/// What became of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallbackBody {
    /// The answer was there before: nothing changed.
    pub duplicate: bool,
}

/// What a workflow is asked. The request is signed by Standard Webhooks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowRequest {
    /// `reply.requested`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The generation's id.
    pub correlation_id: String,
    /// Where the answer goes. It opens this one reply, until its end or its deadline.
    pub callback_url: String,
    pub deadline: Time,
    pub dialog_id: DialogId,
    pub assistant: WorkflowAssistant,
    pub contact: WorkflowContact,
    /// What the contact wrote since the last answer.
    pub message: String,
    /// What was said before that, oldest first.
    pub history: Vec<WorkflowTurn>,
    /// What the assistant's articles say about it, best first.
    pub passages: Vec<WorkflowPassage>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowAssistant {
    pub id: PublicId,
    pub name: String,
    pub instructions: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowContact {
    pub id: ContactId,
    pub name: Option<String>,
    pub email: Option<String>,
    /// The contact's site vouches for name and address.
    pub verified: bool,
    #[schema(value_type = Object)]
    pub attributes: Attributes,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowTurn {
    pub sender: Sender,
    pub text: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkflowPassage {
    pub title: String,
    pub url: Option<String>,
    pub text: String,
}
