//! Tandem: customer-support chat where AI and people answer together.
//!
//! The modules are floors: each imports only from the ones below it, in the order of this list, and
//! `tests/tidy.rs` holds that. `docs/architecture.md` is the map.

pub mod domain;

pub mod bus;
pub mod outbound;
pub mod protocol;
pub mod store;

pub mod access;
pub mod hub;

pub mod conversation;

pub mod assistant;

pub mod rest;
pub mod sockets;

pub mod app;
