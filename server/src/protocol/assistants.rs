//! Bodies of assistants and their engines.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::embeddings::{EmbeddingsBody, EmbeddingsIn};
use crate::domain::{Citation, EngineKind, OutsideHours, PublicId, Usage};

/// What writes an assistant's answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EngineBody {
    pub kind: EngineKind,
    /// Where the engine is: for `openai` the address that `/chat/completions` is added to, for `anthropic` the one that
    /// `/v1/messages` is added to, for `webhook` the workflow's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Tokens of one answer, 1 to 8192.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// 0 to 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Seconds that a workflow has, 10 to 1800.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_seconds: Option<u32>,
    /// Millionths of a currency unit for a million tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_price_micros: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_price_micros: Option<i64>,
    /// Whether a key is kept. It is never shown.
    pub has_key: bool,
}

/// The same as it is written. What is not named of it has its default; but the key stays unless it is named.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EngineIn {
    pub kind: EngineKind,
    pub base_url: Option<String>,
    pub model: Option<String>,
    pub max_tokens: Option<u32>,
    pub temperature: Option<f64>,
    pub deadline_seconds: Option<u32>,
    pub input_price_micros: Option<i64>,
    pub output_price_micros: Option<i64>,
    /// The engine's key, or the secret that a workflow's requests are signed with (`whsec_` and base64). `null` takes it away.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<String>)]
    pub key: Option<Option<String>>,
}

impl fmt::Debug for EngineIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EngineIn({})", self.kind.as_str())
    }
}

/// Tells `null` from absent.
#[expect(
    clippy::option_option,
    reason = "absent, null and a value are three things here"
)]
pub(super) fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// When an assistant steps aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoffPolicyBody {
    /// The way to a person is shown from the first moment on.
    #[serde(default = "yes")]
    pub always_offer: bool,
    /// After so many answers in a row that did not know, 1 to 10, a person is asked for.
    #[serde(default)]
    pub after_unanswered: Option<u32>,
    /// Left to people: a question about one of these is handed over at once, by the built-in engine and by language
    /// models. At most 20, each of at most 80 characters.
    #[serde(default)]
    pub topics: Vec<String>,
    /// While the tenant is closed: `queue` hands over as ever, and the dialog waits until people are back; `keep` leaves
    /// it to the assistant, unless that cannot answer at all, and who asks for a person is refused with `outside_hours`.
    #[serde(default)]
    pub outside_hours: OutsideHours,
}

fn yes() -> bool {
    true
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AssistantBody {
    pub id: PublicId,
    pub name: String,
    pub engine: EngineBody,
    /// How it should speak, in its owner's words. The built-in engine quotes articles and does not read them.
    pub instructions: String,
    pub handoff: HandoffPolicyBody,
    /// Who makes vectors of its articles; `null` if nobody does.
    pub embeddings: Option<EmbeddingsBody>,
    pub greeting: String,
    pub suggestions: Vec<String>,
    /// `#rrggbb`.
    pub color: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// Pages that may frame the chat. Empty: only the server's own.
    pub allowed_origins: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssistantIn {
    pub name: String,
    #[serde(default)]
    pub engine: EngineIn,
    pub instructions: Option<String>,
    pub handoff: Option<HandoffPolicyBody>,
    /// Has its articles embedded.
    pub embeddings: Option<EmbeddingsIn>,
    pub greeting: Option<String>,
    pub suggestions: Option<Vec<String>>,
    pub color: Option<String>,
    pub allowed_origins: Option<Vec<String>>,
}

/// Only what is named changes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssistantPatch {
    pub name: Option<String>,
    pub engine: Option<EngineIn>,
    pub instructions: Option<String>,
    pub handoff: Option<HandoffPolicyBody>,
    /// Has its articles embedded; `null` has that end, and all vectors go.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<EmbeddingsIn>)]
    pub embeddings: Option<Option<EmbeddingsIn>>,
    pub greeting: Option<String>,
    pub suggestions: Option<Vec<String>>,
    pub color: Option<String>,
    pub allowed_origins: Option<Vec<String>>,
}

/// A question to try an assistant with; nothing of it is stored, but what it costs is spent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryQuestion {
    pub question: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TryAnswer {
    pub answered: bool,
    pub text: String,
    pub citations: Vec<Citation>,
    /// It would have asked for a person.
    pub wants_person: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    pub latency_ms: i64,
}
