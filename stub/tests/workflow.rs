//! The stand-in for a workflow calls back what it is told to, when it is told to, and where.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

mod workflow {
    mod receiver;

    mod calls;
    mod signature;
}
