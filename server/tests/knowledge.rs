//! How well the built-in engine answers, measured: on the demo's shop, on questions that were written before the
//! engine was tuned, and on tenants of another trade and another language.
//!
//! Each set of questions has a floor. `cargo test --test knowledge -- --nocapture` prints the figures.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an exam stops where it cannot go on, and prints its marks"
)]

mod knowledge {
    mod exam;
    mod places;
    mod questions;

    mod bench;
    mod demo;
    mod honesty;
    mod meaning;
    mod others;
    mod retrieved;
    mod topics;
}
