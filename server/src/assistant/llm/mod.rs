//! Language models: the tenant's passages go in with one dialog, an answer with its sources comes out.
//!
//! `engine` is the whole; `prompt` says what a model is told, `tools` what it may do and what the server makes of it,
//! `markers` how it names its sources, `course` what gathers meanwhile. `openai` and `anthropic` speak the two dialects over `call`.

mod anthropic;
mod call;
mod compose;
mod course;
mod engine;
mod markers;
mod openai;
mod prompt;
mod tools;

pub(super) use call::{joined, refused, secret_header, unreachable};
pub use engine::Llm;
pub(super) use openai::HOME as OPENAI;
