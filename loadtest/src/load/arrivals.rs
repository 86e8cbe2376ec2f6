use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Where somebody writes or reads: in which dialog, through which node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) dialog: i64,
    pub(super) node: usize,
}

/// A message on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// From its `ack` until the screen showed it.
    pub(crate) took: Duration,
    /// Whether its writer and its reader were at the same node.
    pub(crate) same_node: bool,
}

/// A dialog, and a number in it. Nobody writes notes here, so both streams have the same numbers.
type Entry = (i64, i64);

/// When the messages of a load were acknowledged, and when those who stay on saw them.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    acked: HashMap<Entry, (Instant, usize)>,
    shown: HashMap<Entry, (Instant, usize)>,
}

impl Arrivals {
    /// The first ack counts.
    pub(super) fn acked(&mut self, place: Place, seq: i64, at: Instant) {
        let entry = (place.dialog, seq);
        self.acked.entry(entry).or_insert((at, place.node));
    }

    /// The first time counts.
    pub(super) fn shown(&mut self, place: Place, seq: i64, at: Instant) {
        let entry = (place.dialog, seq);
        self.shown.entry(entry).or_insert((at, place.node));
    }

    /// Of messages that were acknowledged within the window. What was never shown is for the check to find.
    pub(super) fn within(&self, from: Instant, to: Instant) -> Vec<Arrival> {
        let acked = self.acked.iter().filter(|(_, (at, _))| (from..to).contains(at));
        acked
            .filter_map(|(entry, (acked, writer))| {
                let (shown, reader) = self.shown.get(entry)?;
                Some(Arrival {
                    // A screen may be faster than the ack.
                    took: shown.saturating_duration_since(*acked),
                    same_node: writer == reader,
                })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrival_is_timed_from_the_first_ack_to_the_first_sight() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let place = |node| Place { dialog: 7, node };
        let mut arrivals = Arrivals::default();
        for (seq, acked, shown, reader) in [(1, 10, 13, 0), (2, 20, 15, 1), (3, 30, 90, 1)] {
            arrivals.acked(place(0), seq, at(acked));
            arrivals.acked(place(0), seq, at(acked + 5));
            arrivals.shown(place(reader), seq, at(shown));
            arrivals.shown(place(reader), seq, at(shown + 5));
        }
        // Nobody has seen it yet.
        arrivals.acked(place(0), 4, at(31));
        let arrival = |ms, same_node| Arrival {
            took: Duration::from_millis(ms),
            same_node,
        };
        assert_eq!(arrivals.within(at(0), at(20)), [arrival(3, true)]);
        assert_eq!(arrivals.within(at(20), at(30)), [arrival(0, false)]);
        assert_eq!(arrivals.within(at(30), at(40)), [arrival(60, false)]);
    }
}
