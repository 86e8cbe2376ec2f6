//! A network that misbehaves on order: a proxy between clients and a server, or between the server and
//! its database, with rules about what passes.
//!
//! It works on TCP and understands enough of HTTP and WebSockets to know a frame's `type` or an
//! answer's status. Whatever else passes through it is passed on as it comes.

#![expect(
    dead_code,
    unused_imports,
    reason = "the checks that use it come one by one; the last of them takes this line away"
)]

mod door;
mod log;
mod pump;
mod rule;
mod rules;
mod split;
#[cfg(test)]
mod tests;
mod unit;

pub(crate) use door::Proxy;
pub(crate) use log::Event;
pub(crate) use rule::{Direction, Effect, Rule};
pub(crate) use rules::RuleId;
