//! What writes the answers: one trait, whatever stands behind it.

use std::pin::Pin;
use std::time::Duration;

use futures_util::Stream;

use crate::conversation::Details;
use crate::domain::{
    Assistant, Attributes, Away, Citation, ContactId, DialogId, FailureCode, GenerationId, MadeOf, Sender,
    Timestamp, Usage,
};

/// Something that can answer a visitor.
pub trait Engine: Send + Sync {
    /// Writes one answer, piece by piece.
    ///
    /// The stream ends with [`Piece::Done`], [`Piece::Elsewhere`] or an error. One that just stops was cut off:
    /// whatever it gave is no answer. Dropping the stream stops the work behind it.
    fn answer(&self, request: Request) -> Answering;
}

/// An answer on its way.
pub type Answering = Pin<Box<dyn Stream<Item = Result<Piece, EngineError>> + Send>>;

/// All that an engine may know about what it is asked: one dialog, and nothing of any other.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who is asked. It names the tenant, and so whose articles may be read.
    pub assistant: Assistant,
    /// What the contact wrote since the last answer; several messages are lines of one question.
    pub question: String,
    /// What was said before that, oldest first. System entries and notes are not in it.
    pub history: Vec<Turn>,
    /// Nobody is there and none is asked for: the engine should not promise one. Nothing where a person may be had.
    pub away: Option<Away>,
    /// For whom; nothing where a question is only tried.
    pub asked_by: Option<Asker>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub sender: Sender,
    pub text: String,
}

/// The reply that is wanted, and the contact who wants it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asker {
    pub generation: GenerationId,
    pub dialog: DialogId,
    pub contact: ContactId,
    pub name: Option<String>,
    pub email: Option<String>,
    /// A site vouches for name and address.
    pub verified: bool,
    pub attributes: Attributes,
    /// When an engine that answers elsewhere has to have answered.
    pub deadline: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// What is about to be asked of somebody who bills for it. Who reads this may stop here, and then nothing was asked.
    Asking(Box<Asking>),
    /// The next characters of the answer, in Markdown. The answer is all of them in a row.
    Delta(String),
    /// What follows says only that it does not know. The asker may have more to say first.
    Unsure,
    /// Still at it: a model that thinks before it speaks.
    Thinking,
    /// The answer is whole.
    Done(Box<Answer>),
    /// It was handed to somebody who will answer by a callback, until the asker's deadline.
    Elsewhere,
}

/// A question that is about to be asked of a model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    pub model: Option<String>,
    pub made_of: MadeOf,
    /// What it may use at most.
    pub most: Usage,
}

/// What there is to know about an answer beside its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The articles that it rests on, best first.
    pub citations: Vec<Citation>,
    /// False when the engine says that it does not know, or that a person should take over.
    pub answered: bool,
    /// The engine decided, by a call of its own, that a person should take over now.
    pub wants_person: bool,
    /// Why, in its words.
    pub wish: Option<String>,
    /// What it learnt of the contact.
    pub details: Details,
    /// What the answer used; nothing for an engine that bills nobody.
    pub usage: Option<Usage>,
    pub model: Option<String>,
    pub made_of: MadeOf,
}

/// Why an engine gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the engine failed: {detail}")]
pub struct EngineError {
    /// Whether the same question may go better in a moment.
    pub retryable: bool,
    /// Not before; as the engine wishes.
    pub retry_after: Option<Duration>,
    /// What is told of it if nothing helps.
    pub code: FailureCode,
    /// Whether it speaks against the engine itself, so that after several the engine is left alone for a while.
    pub blames_engine: bool,
    /// Whether nothing was made of the question, for it was turned away or never sent: nobody bills that.
    pub unbilled: bool,
    /// For the log: never a question's or an answer's text.
    pub detail: String,
}

impl EngineError {
    /// Something that may pass.
    pub fn passing(code: FailureCode, detail: impl Into<String>) -> Self {
        Self {
            retryable: true,
            retry_after: None,
            code,
            blames_engine: true,
            unbilled: false,
            detail: detail.into(),
        }
    }

    /// Something that another try cannot mend.
    pub fn lasting(code: FailureCode, detail: impl Into<String>) -> Self {
        Self {
            retryable: false,
            ..Self::passing(code, detail)
        }
    }

    /// The engine has too much to do, and may say when to come again.
    pub fn busy(retry_after: Option<Duration>, detail: impl Into<String>) -> Self {
        Self {
            retry_after,
            ..Self::passing(FailureCode::RateLimited, detail).blameless()
        }
    }

    /// Something of this server's own that may pass.
    pub fn own(detail: impl Into<String>) -> Self {
        Self::passing(FailureCode::EngineFailed, detail).blameless()
    }

    /// The same, but another try cannot mend it.
    #[must_use]
    pub fn for_good(self) -> Self {
        Self {
            retryable: false,
            ..self
        }
    }

    /// The answer is longer than it may be; the same question would be answered at the same length.
    pub fn too_long(detail: impl Into<String>) -> Self {
        Self::lasting(FailureCode::TooLong, detail).blameless()
    }

    /// The same, but not against the engine.
    #[must_use]
    pub fn blameless(self) -> Self {
        Self {
            blames_engine: false,
            ..self
        }
    }

    /// The engine gave nothing, or nothing more, in time. A visitor has waited long enough by then: no other try follows.
    pub fn silent(detail: impl Into<String>) -> Self {
        Self::lasting(FailureCode::EngineSilent, detail)
    }

    /// The same of a question of which nothing was made.
    #[must_use]
    pub fn unbilled(self) -> Self {
        Self {
            unbilled: true,
            ..self
        }
    }

    /// What the tenant spends in a day is spent.
    pub fn budget_spent() -> Self {
        Self::lasting(
            FailureCode::BudgetSpent,
            "the tenant's budget of the day is spent",
        )
        .blameless()
    }
}
