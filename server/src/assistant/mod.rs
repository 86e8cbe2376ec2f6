//! What answers first: engines, what they know, and the workers that let them write.

pub mod engine;
pub mod knowledge;
mod library;
pub mod worker;

pub use library::add_article;
