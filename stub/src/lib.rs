//! Stand-ins for what Tandem talks to: an AI provider that does what a script says, and a workflow that
//! answers at once and calls back when the test says so.
//!
//! A test starts one, says what comes next, and afterwards reads what it was asked:
//!
//! ```
//! # use stub::{Provider, Script};
//! # async fn example() {
//! let provider = Provider::start().await;
//! provider.next(Script::status(429).retry_after("2"));
//! provider.next(Script::text(["Hel", "lo"]));
//! // … the server asks `provider.openai()` or `provider.anthropic()` …
//! assert_eq!(provider.requests().len(), 2);
//! # }
//! ```
//!
//! The line is a real one, on 127.0.0.1. Nothing here waits by itself unless a script says so, and then in
//! tokio's time, which a test may pause.

mod body;
mod line;
mod obedient;
mod provider;
mod script;
mod serving;
mod vector;
mod voice;
mod workflow;

pub use provider::{Asked, Dialect, Provider};
pub use script::{Ending, Finish, Gate, Script, Usage};
pub use workflow::{Plan, Reply, Run, Workflow};
