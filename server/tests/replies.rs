//! The workers that write replies, with an engine that does what a script says: killed, cancelled, cut off,
//! silent, failing. A question is answered once or apologised for once, whatever happens.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it cannot go on"
)]

mod replies {
    mod house;
    mod model;
    mod script;

    mod cancelled;
    mod ended;
    mod failing;
    mod leases;
    mod questions;
    mod silent;
    mod storms;
    mod streaming;
    mod streams;
    mod third_party;
}
