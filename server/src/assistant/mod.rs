//! What answers first: engines, what they know, and the workers that let them write.

pub mod ask;
pub mod breaker;
pub mod engine;
mod engines;
pub mod knowledge;
mod library;
mod llm;
pub mod worker;
mod workflow;

pub use engines::Engines;
pub use library::add_article;
pub use llm::Llm;
pub use workflow::Workflow;
