//! The built-in engine: answers with the tenant's own sentences, or says that it does not know.
//!
//! A question is taken apart into terms (`question`), passages that hold them are found by the full-text
//! index, weighed (`score`), put in order (`rank`), chosen (`select`), and the best sentences quoted (`compose`).
//! What a language model gets to read (`retrieve`) is the same list. No outside service, no
//! model: the same question over the same articles always gets the same answer.

mod compose;
mod engine;
mod excerpt;
mod facts;
mod markdown;
mod passages;
mod question;
mod rank;
mod retrieve;
mod score;
mod select;
mod sentences;
mod small_talk;
mod speech;
mod spelling;
mod stop_words;
mod synonyms;
mod words;

pub use engine::{Knowledge, PACE};
pub use passages::passages_of;
pub use retrieve::Retrieved;
pub use score::ENOUGH_EVIDENCE;
