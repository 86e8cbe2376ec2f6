//! The base load of trust.md: dialogs in which visitors and operators write, read, come back after a
//! cut, and ask the assistant, while something else breaks. Every client keeps a ledger.

mod arrivals;
mod asker;
mod back_off;
mod crowd;
mod end;
mod outbox;
mod phase;
mod poster;
mod pulse;
mod reader;
mod seat;
mod way;
mod writer;

pub(crate) use back_off::BackOff;
pub(crate) use crowd::{Load, Plan};
pub(crate) use end::Checked;
pub(crate) use pulse::Pulse;
