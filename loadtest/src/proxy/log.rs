use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::rule::{Direction, Effect};
use super::unit::Unit;

/// So many of the newest events are kept; all are counted by their rules.
const KEPT: usize = 10_000;

/// A rule took effect.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Since the proxy was started.
    pub(crate) at: Duration,
    /// Connections are counted from 1.
    pub(crate) connection: u64,
    pub(crate) direction: Direction,
    /// A frame's type, an answer's status line, or how many bytes it was.
    pub(crate) what: String,
    pub(crate) effect: Effect,
}

impl std::fmt::Display for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.at.as_secs_f64();
        let to = match self.direction {
            Direction::ToServer => "to the server",
            Direction::ToClient => "to the client",
        };
        write!(
            f,
            "{at:.3} connection {} {to}: {} {:?}",
            self.connection, self.what, self.effect
        )
    }
}

#[derive(Debug)]
pub(super) struct Log {
    started: Instant,
    events: VecDeque<Event>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            events: VecDeque::new(),
        }
    }

    pub(super) fn write(&mut self, connection: u64, direction: Direction, unit: &Unit, effect: Effect) {
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(Event {
            at: self.started.elapsed(),
            connection,
            direction,
            what: unit.describe(),
            effect,
        });
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }
}
