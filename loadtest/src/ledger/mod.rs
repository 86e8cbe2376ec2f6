//! What each client did and saw, written down as it happened, and the check of it against the server.

mod check;
mod entry;
mod folder;
mod violation;

pub(crate) use check::{Counts, check};
pub(crate) use entry::{CANARY, Entry, Item, Stream};
pub(crate) use folder::{
    History, Ledger, Source, dialogs, read, write_documented, write_history, write_restores,
};
pub(crate) use violation::Violation;
