//! What writes the answers: one trait, whatever stands behind it.

use std::pin::Pin;

use futures_util::Stream;
use serde::{Deserialize, Serialize};

use crate::domain::{Assistant, Citation, Sender};

/// Something that can answer a visitor.
pub trait Engine: Send + Sync {
    /// Writes one answer, piece by piece.
    ///
    /// The stream ends with [`Piece::Done`] or with an error. One that just stops was cut off: whatever
    /// it gave is no answer. Dropping the stream stops the work behind it.
    fn answer(&self, request: Request) -> Answering;
}

/// An answer on its way.
pub type Answering = Pin<Box<dyn Stream<Item = Result<Piece, EngineError>> + Send>>;

/// All that an engine may know about what it is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who is asked. It names the tenant, and so whose articles may be read.
    pub assistant: Assistant,
    /// What the contact wrote since the last answer; several messages are lines of one question.
    pub question: String,
    /// What was said before that, oldest first. System entries and notes are not in it.
    pub history: Vec<Turn>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub sender: Sender,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The next characters of the answer, in Markdown. The answer is all of them in a row.
    Delta(String),
    /// The answer is whole.
    Done(Answer),
}

/// What there is to know about an answer beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The articles that it rests on, best first.
    pub citations: Vec<Citation>,
    /// False when the engine says that it does not know, or that a person should take over.
    pub answered: bool,
    /// The engine decided, by a call of its own, that a person should take over now.
    pub wants_person: bool,
    /// What the answer cost; nothing for an engine that bills nobody.
    pub usage: Option<Usage>,
}

/// Tokens of a language model, as its maker counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub input_tokens: i64,
    pub output_tokens: i64,
}

/// Why an engine gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine failed: {detail}")]
pub struct EngineError {
    /// Whether the same question may go better in a moment.
    pub retryable: bool,
    /// For the log: never a question's or an answer's text.
    pub detail: String,
}

impl EngineError {
    /// Something that may pass.
    pub fn passing(detail: impl Into<String>) -> Self {
        Self {
            retryable: true,
            detail: detail.into(),
        }
    }

    /// Something that another try cannot mend.
    pub fn lasting(detail: impl Into<String>) -> Self {
        Self {
            retryable: false,
            detail: detail.into(),
        }
    }
}
