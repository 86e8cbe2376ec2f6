//! Bodies around answers: what they were made of, what they cost, and what nothing answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::assistants::{EngineIn, named};
use super::{HoursBody, OpenBody, Time};
use crate::domain::{
    Citation, DialogId, EngineKind, FailureCode, GenerationId, GenerationStatus, Guard, PromptPart,
    QuestionId, QuestionState, ToolUse, Usage, UsedPassage,
};

/// What a reply was made of. Of one that failed before anything was asked the prompt is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnswerRecordBody {
    pub generation_id: GenerationId,
    pub dialog_id: DialogId,
    pub status: GenerationStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<FailureCode>,
    pub engine: EngineKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    pub attempts: i32,
    /// All that the engine was told.
    pub prompt: Vec<PromptPart>,
    pub passages: Vec<UsedPassage>,
    pub tools: Vec<ToolUse>,
    /// Of all attempts together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// Millionths of a currency unit.
    pub cost_micros: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_piece_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    pub guards: Vec<Guard>,
    pub created_at: Time,
}

/// What to run past questions against. What is not named is as it is now.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayIn {
    /// How many of the latest answers, 1 to 50; 10 if not named.
    pub dialogs: Option<u32>,
    pub engine: Option<EngineIn>,
    pub instructions: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayBody {
    pub items: Vec<ReplayItem>,
    pub totals: ReplayTotals,
}

/// One past question, as it was answered and as it would be now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayItem {
    pub dialog_id: DialogId,
    pub generation_id: GenerationId,
    pub question: String,
    pub before: ReplayAnswer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ReplayAnswer>,
    /// Why there is no answer now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The same as a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureCode>,
    /// Text, knowing or sources are not the same.
    pub changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayAnswer {
    pub text: String,
    pub answered: bool,
    pub citations: Vec<Citation>,
    #[serde(default)]
    pub wants_person: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReplayTotals {
    pub replayed: i64,
    pub changed: i64,
    pub answered_before: i64,
    pub answered_after: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub cost_micros: i64,
}

/// What an operator wants written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftMode {
    /// A reply to the contact's last words.
    Reply,
    /// The operator's own text, in another form:
    Shorter,
    Friendlier,
    Formal,
    Correct,
    Translate,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftIn {
    pub mode: DraftMode,
    /// What the operator has typed; needed for all but `reply`.
    pub text: Option<String>,
    /// Of `translate`: into which; the contact's own if it is not named.
    pub language: Option<String>,
}

/// For the operator to send, change or drop. Nothing of it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DraftBody {
    pub text: String,
    pub citations: Vec<Citation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SummaryBy {
    Model,
    /// The dialog's own words, picked out.
    Extract,
}

/// What has been said in a dialog, for who takes it over. Markdown of at most 1,200 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SummaryBody {
    pub text: String,
    pub by: SummaryBy,
}

/// A question that nothing answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionBody {
    pub id: QuestionId,
    pub question: String,
    /// How often.
    pub asked: i64,
    /// Where it was asked last.
    pub dialog_id: DialogId,
    pub first_asked_at: Time,
    pub last_asked_at: Time,
    pub state: QuestionState,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionPatch {
    pub state: QuestionState,
}

/// What the tenant may spend in a day (UTC) on engines that are billed and what it spent, and when its people are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettingsBody {
    /// `null`: no bound.
    pub daily_tokens: Option<i64>,
    /// Millionths of a currency unit. `null`: no bound.
    pub daily_cost_micros: Option<i64>,
    pub used_today: UsedBody,
    pub resets_at: Time,
    /// `null`: always open.
    pub hours: Option<HoursBody>,
    pub hours_now: OpenBody,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UsedBody {
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub cost_micros: i64,
    /// Replies of all engines.
    pub replies: i64,
}

/// Only what is named changes; `null` takes a bound, or the opening hours, away.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsPatch {
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<i64>)]
    pub daily_tokens: Option<Option<i64>>,
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<i64>)]
    pub daily_cost_micros: Option<Option<i64>>,
    /// All of them at once.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<HoursBody>)]
    pub hours: Option<Option<HoursBody>>,
}
