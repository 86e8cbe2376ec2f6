use std::time::Duration;

use super::unit::Unit;

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    ToServer,
    ToClient,
}

/// What happens to what a rule matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It, and so all behind it, arrives that much later; what is on its way together is late together.
    Delay(Duration),
    /// As [`Effect::Delay`], by a random time up to this.
    Jitter(Duration),
    /// It never arrives: an answer is swallowed, a frame suppressed.
    Drop,
    /// It waits, with all behind it, until [`super::Proxy::heal`].
    Hold,
    /// It arrives twice.
    Double,
    /// It changes places with what comes next.
    Swap,
    /// So many bytes of it arrive; then both sides see the connection end in order.
    CutAt(usize),
    /// It does not arrive; both sides see the connection reset.
    Reset,
    /// From here on nothing is passed on either way, and neither side is told, until [`super::Proxy::heal`].
    HalfOpen,
    /// It goes at so many bytes a second, and what is behind it waits.
    Throttle(u32),
}

/// A rule: what it matches, what happens then, how often. Without further words it matches everything,
/// each time.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(super) effect: Effect,
    direction: Option<Direction>,
    frame: Option<String>,
    status: Option<u16>,
    bytes: Option<Vec<u8>>,
    /// Matches that are let through first.
    pub(super) skip: usize,
    /// How often it takes effect after that.
    pub(super) times: Option<usize>,
    /// Of a thousand matches so many take effect.
    pub(super) per_mille: u64,
}

impl Rule {
    pub(crate) fn new(effect: Effect) -> Self {
        Self {
            effect,
            direction: None,
            frame: None,
            status: None,
            bytes: None,
            skip: 0,
            times: None,
            per_mille: 1000,
        }
    }

    #[must_use]
    pub(crate) fn going(mut self, direction: Direction) -> Self {
        self.direction = Some(direction);
        self
    }

    /// Only frames of this `type`: over a WebSocket, or as data of Server-Sent Events; to and from Redis, only
    /// this command in small letters.
    #[must_use]
    pub(crate) fn frame(mut self, name: &str) -> Self {
        self.frame = Some(name.to_owned());
        self
    }

    /// Only answers with this status.
    #[must_use]
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// Only what has these bytes in it; a masked frame is unmasked first.
    #[must_use]
    pub(crate) fn containing(mut self, bytes: &str) -> Self {
        self.bytes = Some(bytes.as_bytes().to_owned());
        self
    }

    #[must_use]
    pub(crate) fn skip(mut self, matches: usize) -> Self {
        self.skip = matches;
        self
    }

    #[must_use]
    pub(crate) fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// With this chance only, in thousandths.
    #[must_use]
    pub(crate) fn chance(mut self, per_mille: u64) -> Self {
        self.per_mille = per_mille;
        self
    }

    pub(super) fn matches(&self, direction: Direction, unit: &Unit) -> bool {
        self.direction.is_none_or(|wanted| wanted == direction)
            && self.status.is_none_or(|status| unit.status() == Some(status))
            && self.frame.as_ref().is_none_or(|frame| unit.is_frame(frame))
            && self.bytes.as_ref().is_none_or(|bytes| unit.contains(bytes))
    }
}
