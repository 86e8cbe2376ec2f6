//! The stand-in does what it says, so that a test that rests on it tests what it means to.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

mod support;

mod provider {
    mod asking;

    mod anthropic;
    mod breaking;
    mod obedient;
    mod openai;
    mod pace;
    mod records;
    mod strict;
    mod vectors;
}
