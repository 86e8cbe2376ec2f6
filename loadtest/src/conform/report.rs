use std::fmt;
use std::time::Duration;

use anyhow::Result;

use super::outcome::Outcome;
use crate::terminal::say;

/// A line of the table.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) store: &'static str,
    pub(super) took: Duration,
    /// The inner error says where else the test is shown; the outer, that it could not be played.
    pub(super) result: Result<Result<Outcome, &'static str>>,
}

impl Line {
    fn held(&self) -> bool {
        match &self.result {
            Ok(Ok(outcome)) => outcome.held(),
            Ok(Err(_)) => true,
            Err(_) => false,
        }
    }

    /// What is wrong, line by line.
    fn faults(&self) -> Vec<String> {
        match &self.result {
            Ok(Ok(outcome)) => outcome.violations.clone(),
            Ok(Err(_)) => Vec::new(),
            Err(error) => vec![format!("could not be played: {error:#}")],
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, verdict) = match &self.result {
            Ok(Ok(outcome)) => (
                outcome.count.as_str(),
                if outcome.held() { "pass" } else { "FAIL" },
            ),
            Ok(Err(place)) => (*place, "-"),
            Err(_) => ("", "FAIL"),
        };
        let violations = match &self.result {
            Ok(Ok(outcome)) => outcome.violations.len().to_string(),
            _ => "-".to_owned(),
        };
        write!(
            f,
            "{:<4} {:<10} {:<46} {:>5} {:>10} {:>7.1} s  {count}",
            self.id,
            self.store,
            self.what,
            verdict,
            violations,
            self.took.as_secs_f64(),
        )
    }
}

/// The whole table.
#[derive(Debug)]
pub(super) struct Report {
    seed: u64,
    lines: Vec<Line>,
}

impl Report {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            seed,
            lines: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub(super) fn held(&self) -> bool {
        self.lines.iter().all(Line::held)
    }

    pub(super) fn print(&self) {
        say(format_args!(
            "{:<4} {:<10} {:<46} {:>5} {:>10} {:>9}  count",
            "id", "store", "what", "", "violations", "time"
        ));
        for line in &self.lines {
            say(format_args!("{line}"));
        }
        for line in &self.lines {
            for fault in line.faults() {
                say(format_args!("  {} on {}: {fault}", line.id, line.store));
            }
        }
        let failed = self.lines.iter().filter(|line| !line.held()).count();
        say(format_args!(
            "{} of {} failed, seed {}",
            failed,
            self.lines.len(),
            self.seed
        ));
    }
}
