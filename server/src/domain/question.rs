//! What visitors asked and nothing answered.

use serde::{Deserialize, Serialize};

use super::{AssistantId, DialogId, QuestionId, Timestamp};

/// A question that the assistant's articles do not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub id: QuestionId,
    pub assistant: AssistantId,
    /// Where it was asked last.
    pub dialog: DialogId,
    /// As it was asked last.
    pub text: String,
    /// How often.
    pub asked: i64,
    pub state: QuestionState,
    pub first_asked_at: Timestamp,
    pub last_asked_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionState {
    Open,
    /// Somebody wrote the article.
    Answered,
    /// Nobody should.
    Dismissed,
}

impl QuestionState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Dismissed => "dismissed",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Dismissed]
            .into_iter()
            .find(|state| state.as_str() == raw)
    }
}

/// Characters of a question that are kept.
const KEPT: usize = 500;

/// The question without case, signs and spare room, by which it is known again when somebody else asks it. Empty if
/// there is nothing in it to know it by.
pub fn folded(question: &str) -> String {
    let words: Vec<String> = question
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ").chars().take(KEPT).collect()
}

impl Question {
    /// The part of `question` that is kept.
    pub fn clipped(question: &str) -> String {
        question.trim().chars().take(KEPT).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_in_other_clothes_is_the_same() {
        assert_eq!(
            folded("  Do you ship to Norway?? "),
            folded("do you ship\nto norway")
        );
        assert_ne!(folded("Do you ship to Norway?"), folded("Do you ship to Sweden?"));
        assert_eq!(folded("?!…"), "");
        assert_eq!(folded(&"ä".repeat(2_000)).chars().count(), KEPT);
    }
}
