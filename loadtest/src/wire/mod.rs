//! The public protocol, as a client speaks it.

mod api;
mod events;
mod feed;
mod frame;
mod line;
mod party;
mod socket;

pub(crate) use api::{Answer, Api};
pub(crate) use events::Events;
pub(crate) use feed::{Carrier, Feed};
pub(crate) use frame::{Frame, Heard, History, Kind, Person};
pub(crate) use line::Line;
pub(crate) use party::Party;
pub(crate) use socket::{Ended, Refused, Socket};
