//! A network that misbehaves on order: a proxy between clients and a server, or between the server and
//! its database or its Redis, with rules about what passes.
//!
//! It works on TCP and understands enough of HTTP and WebSockets to know a frame's `type` or an
//! answer's status, and of Redis to know a command. Whatever else passes through it is passed on as it comes.
#![cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "the checks that use the other effects come one by one; the last takes this away"
    )
)]

mod door;
mod log;
mod pump;
mod resp;
mod rule;
mod rules;
mod split;
#[cfg(test)]
mod tests;
mod unit;

pub(crate) use door::Proxy;
pub(crate) use rule::{Direction, Effect, Rule};
pub(crate) use rules::RuleId;
