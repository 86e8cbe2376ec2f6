//! What a reader sees does not depend on when they came: a snapshot at any moment and what follows it make the
//! snapshot of the end, for both sides, through posts, notes, edits, removals, hands and marks.
//!
//! 256 random histories; `PROPTEST_CASES=10000` for more, on a `TMPDIR` in memory if it should not take long.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod histories {
    mod house;
    mod reader;
    mod script;

    mod converging;
}
