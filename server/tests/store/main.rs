//! One suite for both engines: each story runs on a fresh SQLite file, and on a fresh PostgreSQL database
//! if `TANDEM_TEST_POSTGRES` names a server (`TANDEM_TEST_REQUIRE_POSTGRES=1` makes it a must).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a story that cannot go on ends there"
)]

#[macro_use]
mod home;
mod shop;

mod articles;
mod dialogs;
mod generations;
mod inbox;
mod isolation;
mod jobs;
mod messages;
mod people;
mod postgres_server;
mod posts;
mod races;
mod reply_ends;
mod sqlite_file;
mod vectors;
mod visitors;
mod writer;
