//! The built binary, as whoever runs it meets it: what it says, how it ends, and what it leaves behind.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it cannot go on"
)]

#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the stories of the whole server use all of it"
)]
mod support;

mod command_line {
    mod program;

    mod backup;
    mod creating;
    mod data;
    mod doctor;
    mod documents;
    mod imports;
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    mod memory;
    mod other_history;
    mod restore;
    mod secrets;
    mod settings;
    mod sign_ins;
    mod signals;
    mod strangers;
}
