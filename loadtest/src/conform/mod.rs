//! The conformance tests of trust.md §2: what protocol.md promises, shown from outside.
//!
//! Each test has a file, plays on a server of its own, and leaves ledgers that the checker compares
//! with the histories and the tables.

mod course;
mod d01_synced;
mod d02_repeats;
mod d03_other_body;
mod d04_other_place;
mod d05_one_order;
mod d06_resume;
mod d07_cuts;
mod d08_odd_places;
mod d09_restarts;
mod d09_restores;
mod d10_lossy_bus;
mod d10_screens;
mod d11_switches;
mod d12_two_tabs;
mod d13_hidden_notes;
mod d15_swallowed;
mod d16_refreshed;
mod d17_deltas;
mod d19_backlog;
mod d21_five_logs;
mod d22_nothing_left;
mod database;
mod drawing;
mod outcome;
mod postgres_processes;
mod reader;
mod report;
mod rows;
mod scene;
mod strace;
mod writer;

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail, ensure};

use crate::Verdict;
use crate::arguments::{ConformArguments, Store};
use crate::dice::Dice;
use crate::server::{Storage, raise_file_limit};
use crate::terminal::complain;
use course::Course;
use report::{Line, Report};
use rows::{ROWS, Row};

/// A test that takes longer hangs.
const TIME_LIMIT: Duration = Duration::from_mins(15);

pub(crate) async fn run(arguments: &ConformArguments) -> Result<Verdict> {
    raise_file_limit()?;
    let seed = arguments.server.seed.unwrap_or_else(Dice::fresh_seed);
    let rows = chosen(&arguments.only)?;
    let mut report = Report::new(seed);
    for storage in stores(arguments)? {
        let course = Course::new(arguments, storage, seed);
        for row in &rows {
            report.add(Box::pin(play(&course, row)).await);
        }
    }
    report.print();
    Ok(Verdict::held(report.held()))
}

/// The databases to run on.
fn stores(arguments: &ConformArguments) -> Result<Vec<Storage>> {
    let postgres = arguments
        .server
        .postgres
        .as_ref()
        .map(|url| Storage::Postgres { url: url.clone() });
    Ok(match (arguments.store, postgres) {
        (Some(Store::Sqlite), _) | (None, None) => vec![Storage::Sqlite],
        (Some(Store::Postgres), Some(postgres)) => vec![postgres],
        (Some(Store::Postgres), None) => bail!("--store postgres needs --postgres URL"),
        (None, Some(postgres)) => vec![Storage::Sqlite, postgres],
    })
}

fn chosen(only: &[String]) -> Result<Vec<&'static Row>> {
    for id in only {
        ensure!(
            ROWS.iter().any(|row| row.id.eq_ignore_ascii_case(id)),
            "there is no test {id}"
        );
    }
    let is_wanted = |row: &&Row| only.is_empty() || only.iter().any(|id| row.id.eq_ignore_ascii_case(id));
    Ok(ROWS.iter().filter(is_wanted).collect())
}

async fn play(course: &Course, row: &Row) -> Line {
    let started = Instant::now();
    complain(format_args!(
        "{} on {}: {} (seed {})",
        row.id,
        course.storage.name(),
        row.what,
        course.seed
    ));
    let result = tokio::time::timeout(TIME_LIMIT, Box::pin(rows::play(course, row)))
        .await
        .unwrap_or_else(|_| Err(anyhow!("it did not end within {TIME_LIMIT:?}")));
    let line = Line {
        id: row.id,
        what: row.what,
        store: course.storage.name(),
        took: started.elapsed(),
        result,
    };
    complain(format_args!("{line}"));
    line
}
