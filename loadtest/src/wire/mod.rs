//! The public protocol, as a client speaks it.

mod api;
mod frame;
mod line;
mod party;
mod socket;

pub(crate) use api::Api;
pub(crate) use frame::{Frame, History, Kind, Person};
pub(crate) use line::Line;
pub(crate) use party::Party;
pub(crate) use socket::{Ended, Socket};
