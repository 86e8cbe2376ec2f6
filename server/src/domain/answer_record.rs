//! What an answer was made of: for whoever asks afterwards why it says what it says.

use serde::{Deserialize, Serialize};

use super::{ArticleId, DialogId, EngineKind, GenerationId, Timestamp, Usage};

/// The record of one reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRecord {
    pub generation: GenerationId,
    pub dialog: DialogId,
    pub engine: EngineKind,
    pub model: Option<String>,
    pub made_of: MadeOf,
    pub usage: Usage,
    /// Millionths of a currency unit.
    pub cost_micros: i64,
    /// Milliseconds from the moment that the engine was asked to its first words.
    pub first_piece_ms: Option<i64>,
    pub at: Timestamp,
}

/// What went into an answer, and what was done about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf {
    pub prompt: Vec<PromptPart>,
    pub passages: Vec<UsedPassage>,
    pub tools: Vec<ToolUse>,
    pub guards: Vec<Guard>,
}

/// A part of what the engine was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptPart {
    pub role: PromptRole,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptRole {
    System,
    User,
    Assistant,
    Tool,
    /// This server itself, in the visitor's place: a model that came to its limit is told to go on.
    Tandem,
}

/// A passage that the engine was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedPassage {
    pub article_id: ArticleId,
    pub title: String,
    pub heading: String,
    pub text: String,
}

/// A tool that the model called, and what the server made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolUse {
    pub name: String,
    pub arguments: String,
    pub outcome: String,
}

/// A check of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guard {
    pub name: String,
    pub passed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
