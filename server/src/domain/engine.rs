//! What writes an assistant's answers, and what it may cost.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The kinds of engines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineKind {
    /// Built in: whole sentences from the tenant's own articles, with their citation.
    #[default]
    Knowledge,
    /// Any endpoint that speaks OpenAI's chat completions.
    #[serde(rename = "openai")]
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// A workflow of the tenant's own, which answers when it is done.
    Webhook,
}

impl EngineKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Webhook => "webhook",
        }
    }

    /// Whether asking it costs somebody something, so that it is not asked for every word anew.
    pub fn is_costly(self) -> bool {
        self != Self::Knowledge
    }

    /// Whether each answer is billed by its tokens.
    pub fn is_billed(self) -> bool {
        matches!(self, Self::OpenAi | Self::Anthropic)
    }
}

/// How an engine is reached and what it is asked for. What is not set has a default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EngineSettings {
    /// Where the engine is; of a workflow, its whole address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_seconds: Option<u32>,
    /// Millionths of a currency unit for a million tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_price_micros: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_price_micros: Option<i64>,
}

impl EngineSettings {
    /// Tokens of one answer, if nothing else is set.
    pub const MAX_TOKENS: u32 = 4_096;
    /// Seconds that a workflow has, if nothing else is set.
    pub const DEADLINE: u32 = 300;

    /// The longest that a workflow may have.
    pub const LONGEST_DEADLINE: Duration = Duration::from_mins(30);

    pub fn max_tokens(&self) -> u32 {
        self.max_tokens.unwrap_or(Self::MAX_TOKENS)
    }

    /// How long a workflow may take from the moment that it was asked.
    pub fn deadline(&self) -> Duration {
        Duration::from_secs(self.deadline_seconds.unwrap_or(Self::DEADLINE).into())
    }

    /// What `usage` costs, in millionths of a currency unit, rounded up: nothing that is billed is free.
    pub fn cost(&self, usage: Usage) -> i64 {
        let part = |tokens: i64, price: Option<i64>| i128::from(tokens) * i128::from(price.unwrap_or(0));
        let micros = part(usage.input_tokens, self.input_price_micros)
            + part(usage.output_tokens, self.output_price_micros);
        i64::try_from(micros.div_euclid(1_000_000) + i128::from(micros.rem_euclid(1_000_000) != 0))
            .unwrap_or(i64::MAX)
    }
}

/// Tokens of a language model, as its maker counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub input_tokens: i64,
    pub output_tokens: i64,
}

impl Usage {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            input_tokens: self.input_tokens.saturating_add(other.input_tokens),
            output_tokens: self.output_tokens.saturating_add(other.output_tokens),
        }
    }

    pub fn tokens(self) -> i64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}

/// When an assistant steps aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandoffPolicy {
    /// The way to a person is shown from the first moment on.
    pub always_offer: bool,
    /// After so many answers in a row that did not know, a person is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_unanswered: Option<u32>,
    /// What is left to people. (Workflows are not told.)
    pub topics: Vec<String>,
    pub outside_hours: OutsideHours,
}

/// What becomes of a wish for a person while the tenant is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutsideHours {
    /// The dialog waits until people are back.
    #[default]
    Queue,
    /// The assistant keeps it, unless it cannot answer at all.
    Keep,
}

impl Default for HandoffPolicy {
    fn default() -> Self {
        Self {
            always_offer: true,
            after_unanswered: None,
            topics: Vec::new(),
            outside_hours: OutsideHours::Queue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_for_a_million_tokens_and_rounds_up() {
        let settings = EngineSettings {
            input_price_micros: Some(150_000),
            output_price_micros: Some(600_000),
            ..EngineSettings::default()
        };
        let cost = |input_tokens, output_tokens| {
            settings.cost(Usage {
                input_tokens,
                output_tokens,
            })
        };
        assert_eq!(cost(1_000_000, 1_000_000), 750_000);
        assert_eq!(cost(1, 0), 1);
        assert_eq!(cost(0, 0), 0);
        assert!(cost(i64::MAX, i64::MAX) > 0);
        assert_eq!(
            EngineSettings::default().cost(Usage {
                input_tokens: 5,
                output_tokens: 5
            }),
            0
        );
    }

    #[test]
    fn kinds_have_one_name() {
        for kind in [
            EngineKind::Knowledge,
            EngineKind::OpenAi,
            EngineKind::Anthropic,
            EngineKind::Webhook,
        ] {
            assert_eq!(serde_json::to_value(kind).ok(), Some(kind.as_str().into()));
        }
    }
}
