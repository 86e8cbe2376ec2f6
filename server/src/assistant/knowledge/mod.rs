//! The built-in engine: answers with the tenant's own sentences, or says that it does not know.
//!
//! A question is taken apart into terms (`question`), passages that hold them are found by the full-text index, scored
//! (`score`), and their articles put in order (`rank`). A language model is given the first of them to read (`retrieve`); the
//! built-in engine asks whether they are enough (`evidence`, `select`) and quotes the best sentences (`compose`). No outside
//! service, no model: the same question over the same articles always gets the same answer.
//!
//! Only where an assistant has somebody to make vectors, passages that mean the same are found beside them, and `hybrid`
//! makes one order of the two. They are scored like all others, so what the built-in engine answers still has to be in
//! their words.

mod aims;
mod akin;
mod asking;
mod compose;
mod engine;
mod evidence;
mod excerpt;
mod facts;
mod families;
mod hybrid;
mod markdown;
mod passages;
mod phrases;
mod place;
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
mod topics;
mod weight;
mod words;

pub use engine::{Knowledge, PACE};
pub use evidence::ENOUGH_EVIDENCE;
pub use passages::passages_of;
pub use retrieve::Retrieved;
pub use small_talk::{asks_for_person, is_talk};
