use std::time::Duration;

use crate::bench::latency::{Latencies, milliseconds};
use crate::load::Checked;
use crate::terminal::{complain, say};

const SHOWN: usize = 10;

/// One figure beside what is wanted of it.
#[derive(Clone, Debug)]
struct Figure {
    what: String,
    measured: String,
    wanted: String,
    held: bool,
}

/// What came of one fault on one store.
#[derive(Clone, Debug, Default)]
pub(super) struct Report {
    injections: usize,
    figures: Vec<Figure>,
    wrong: Vec<String>,
}

impl Report {
    /// The fault could not be brought about, or something stopped for good.
    pub(super) fn impossible(error: &anyhow::Error) -> Self {
        let mut report = Self::default();
        report.figure("the run", format!("{error:#}"), "comes to its end", false);
        report
    }

    pub(super) fn injected(&mut self, injections: usize) {
        self.injections += injections;
    }

    pub(super) fn figure(&mut self, what: &str, measured: impl Into<String>, wanted: &str, held: bool) {
        self.figures.push(Figure {
            what: what.to_owned(),
            measured: measured.into(),
            wanted: wanted.to_owned(),
            held,
        });
    }

    /// Something that is measured and not judged.
    pub(super) fn note(&mut self, what: &str, measured: impl Into<String>) {
        self.figure(what, measured, "-", true);
    }

    /// A time that must not be exceeded, not even once.
    pub(super) fn at_most(&mut self, what: &str, times: &[Duration], limit: Duration) {
        let times = Latencies::of(times.iter().map(|time| time.as_nanos() as u64).collect());
        let (middle, worst) = (times.percentile(0.5), times.percentile(1.0));
        self.figure(
            what,
            format!("{} (median {})", milliseconds(worst), milliseconds(middle)),
            &format!("≤ {}", milliseconds(limit)),
            worst <= limit,
        );
    }

    /// A time that one in a hundred may exceed.
    pub(super) fn p99_at_most(&mut self, what: &str, times: &[Duration], limit: Duration) {
        let p99 = p99(times);
        self.figure(
            &format!("{what}, p99 of {}", times.len()),
            milliseconds(p99),
            &format!("≤ {}", milliseconds(limit)),
            p99 <= limit && !times.is_empty(),
        );
    }

    pub(super) fn none(&mut self, what: &str, count: usize) {
        self.figure(what, count.to_string(), "0", count == 0);
    }

    pub(super) fn checked(&mut self, checked: &Checked) {
        let counts = checked.counts;
        self.figure(
            "checker",
            format!(
                "{} acked, {} in lists, {} of {} questions answered, {} violations",
                counts.acked,
                counts.applied,
                checked.answered + checked.handed_over,
                checked.asked,
                checked.violations.len()
            ),
            "0 violations",
            checked.violations.is_empty() && counts.acked > 0,
        );
        self.wrong.extend(checked.violations.iter().cloned());
    }

    pub(super) fn held(&self) -> bool {
        self.figures.iter().all(|figure| figure.held)
    }
}

pub(super) fn p99(times: &[Duration]) -> Duration {
    Latencies::of(times.iter().map(|time| time.as_nanos() as u64).collect()).percentile(0.99)
}

/// All reports of a run.
#[derive(Debug, Default)]
pub(super) struct Table(Vec<(String, Report)>);

impl Table {
    pub(super) fn add(&mut self, name: String, report: Report) {
        for figure in &report.figures {
            let sign = if figure.held { "  " } else { "✗ " };
            complain(format_args!("  {sign}{}: {}", figure.what, figure.measured));
        }
        for wrong in report.wrong.iter().take(SHOWN) {
            complain(format_args!("    {wrong}"));
        }
        self.0.push((name, report));
    }

    pub(super) fn print(&self) {
        say(format_args!("| fault | × | figure | measured | wanted | held |"));
        say(format_args!("| --- | --- | --- | --- | --- | --- |"));
        for (name, report) in &self.0 {
            let mut name = name.as_str();
            let mut times = report.injections.to_string();
            for figure in &report.figures {
                let Figure {
                    what,
                    measured,
                    wanted,
                    held,
                } = figure;
                let held = if *held { "yes" } else { "NO" };
                say(format_args!(
                    "| {name} | {times} | {what} | {measured} | {wanted} | {held} |"
                ));
                (name, times) = ("", String::new());
            }
        }
    }

    pub(super) fn held(&self) -> bool {
        self.0.iter().all(|(_, report)| report.held())
    }
}
