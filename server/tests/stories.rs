//! What people live through with the whole server, told by its public protocol: each story on SQLite, and on
//! PostgreSQL if `TANDEM_TEST_POSTGRES` names a server.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops where it cannot go on"
)]

mod support;

mod stories {
    mod abuse;
    mod bad_frames;
    mod brakes;
    mod caps;
    mod carriers;
    mod changes;
    mod claims;
    mod draining;
    mod embeddings;
    mod ended_rights;
    mod ending_rights;
    mod events;
    mod forged_fields;
    mod identity;
    mod imports;
    mod inbox_feed;
    mod injections;
    mod joining;
    mod journey;
    mod long_polls;
    mod mistakes;
    mod models;
    mod notes;
    mod odd_places;
    mod older_forms;
    mod opening_hours;
    mod other_pages;
    mod own_messages;
    mod page_headers;
    mod presence;
    mod races;
    mod random_frames;
    mod repeats;
    mod resume;
    mod shared_browser;
    mod sign_in;
    mod site_users;
    mod slow_database;
    mod slow_readers;
    mod stepping_aside;
    mod strangers;
    mod strangers_at_the_door;
    mod takeover;
    mod tenants;
    mod two_nodes;
    mod workflows;
}
