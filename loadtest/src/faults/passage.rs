//! How long messages took to the screens, at their own node and at the other one.

use std::time::{Duration, Instant};

use super::report::Report;
use crate::load::Pulse;

/// What two nodes promise without the bus: each looks every ten seconds; then it reads.
pub(super) const BY_LOOKING: Duration = Duration::from_secs(11);
/// With the bus, or on one node, while two busy servers, a database and their clients share a machine.
pub(super) const AT_ONCE: Duration = Duration::from_secs(1);

/// Stretches of time of which the messages are of interest.
#[derive(Debug, Default)]
pub(super) struct Windows(Vec<(Instant, Instant)>);

impl Windows {
    pub(super) fn add(&mut self, from: Instant, to: Instant) {
        self.0.push((from, to));
    }

    /// To be asked when the load has ended: until then something may be on its way.
    pub(super) fn passages(&self, pulse: &Pulse) -> Passages {
        let mut passages = Passages::default();
        for (from, to) in &self.0 {
            for arrival in pulse.arrivals(*from, *to) {
                let times = if arrival.same_node {
                    &mut passages.same_node
                } else {
                    &mut passages.other_node
                };
                times.push(arrival.took);
            }
        }
        passages
    }
}

#[derive(Debug, Default)]
pub(super) struct Passages {
    pub(super) same_node: Vec<Duration>,
    pub(super) other_node: Vec<Duration>,
}

impl Passages {
    /// While nothing goes over the bus.
    pub(super) fn judge_without_bus(&self, report: &mut Report) {
        report.p99_at_most(
            "meanwhile: acked to the screens of the same node",
            &self.same_node,
            AT_ONCE,
        );
        report.at_most(
            "meanwhile: acked to the screens of the other node",
            &self.other_node,
            BY_LOOKING,
        );
        report.none(
            "runs without a message to the other node",
            usize::from(self.other_node.is_empty()),
        );
    }

    /// While the bus works.
    pub(super) fn judge_with_bus(&self, when: &str, report: &mut Report) {
        report.p99_at_most(
            &format!("{when}: acked to the screens of the other node"),
            &self.other_node,
            AT_ONCE,
        );
    }
}
