//! Work that goes on behind the scenes: a job, the lease of whoever is at it, and the crew that takes such jobs.
//!
//! Replies have workers of their own, for somebody waits for each of them.

mod crew;
mod lease;

pub(super) use crew::Crew;
pub(super) use lease::{Halt, LEASE, Lease};
