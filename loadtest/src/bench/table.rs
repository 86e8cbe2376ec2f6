use std::fs::File;
use std::io::BufWriter;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::server::target;
use crate::terminal::{complain, say};

const HEADINGS: [&str; 3] = ["what", "measured", "target (goals.md)"];

/// The figures, for people; the raw ones go to `target/bench`.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<[String; 3]>,
    only: Option<String>,
    raw: PathBuf,
}

impl Table {
    pub(super) fn new(only: Option<&str>) -> Result<Self> {
        let raw = target()?.join("bench");
        std::fs::create_dir_all(&raw).with_context(|| format!("cannot make {}", raw.display()))?;
        Ok(Self {
            rows: Vec::new(),
            only: only.map(str::to_owned),
            raw,
        })
    }

    /// Whether the measurement `name` was asked for.
    pub(super) fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }

    pub(super) fn row(&mut self, what: impl Into<String>, measured: impl Into<String>, target: &str) {
        let row = [what.into(), measured.into(), target.to_owned()];
        complain(format_args!("{}: {}", row[0], row[1]));
        self.rows.push(row);
    }

    /// Keeps the figures behind a row, for whoever wants to compare.
    pub(super) fn keep(&self, name: &str, figures: &Value) -> Result<()> {
        let path = self.raw.join(format!("{name}.json"));
        let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(serde_json::to_writer(BufWriter::new(file), figures)?)
    }

    pub(super) fn print(&self) {
        let width = |column: usize| {
            self.rows
                .iter()
                .map(|row| row[column].chars().count())
                .chain([HEADINGS[column].len()])
                .max()
                .unwrap_or(0)
        };
        let (what, measured, target) = (width(0), width(1), width(2));
        let [a, b, c] = HEADINGS;
        say(format_args!("| {a:what$} | {b:measured$} | {c:target$} |"));
        say(format_args!(
            "| {:-<what$} | {:-<measured$} | {:-<target$} |",
            "", "", ""
        ));
        for [a, b, c] in &self.rows {
            say(format_args!("| {a:what$} | {b:measured$} | {c:target$} |"));
        }
        say(format_args!("\nraw figures: {}", self.raw.display()));
    }
}
