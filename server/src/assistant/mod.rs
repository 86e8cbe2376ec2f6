//! What answers first: engines, what they know, and the workers that let them write.

pub mod ask;
pub mod breaker;
pub mod embeddings;
pub mod engine;
mod engines;
pub mod import;
mod jobs;
pub mod knowledge;
mod library;
mod llm;
mod past;
pub mod replay;
mod rewrite;
mod summary;
pub mod worker;
mod workflow;

pub use engines::Engines;
pub use library::add_article;
pub use llm::Llm;
pub use past::Past;
pub use replay::Replayed;
pub use rewrite::Form;
pub use summary::Summary;
pub use workflow::Workflow;
