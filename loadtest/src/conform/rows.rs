use anyhow::Result;

use super::course::Course;
use super::outcome::Outcome;
use super::{d02_repeats, d05_one_order, d06_resume, d07_cuts};

/// A test of the table in trust.md.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    played: Played,
}

/// Where a test is shown.
#[derive(Clone, Copy, Debug)]
enum Played {
    Repeats,
    OneOrder,
    Resume,
    Cuts,
    /// Not by this program: by which other tests, or why not yet.
    Elsewhere(&'static str),
}

const fn row(id: &'static str, what: &'static str, played: Played) -> Row {
    Row { id, what, played }
}

/// In the order of trust.md.
pub(super) const ROWS: [Row; 5] = [
    row("D02", "one client_id many times at once", Played::Repeats),
    row("D05", "one order for all", Played::OneOrder),
    row("D06", "resume after every number", Played::Resume),
    row("D07", "connections cut at random under load", Played::Cuts),
    row(
        "D10",
        "the bus between nodes loses messages",
        Played::Elsewhere("not yet: there is one node, whose bus is in the process"),
    ),
];

/// Plays a test; `None` says that it is shown elsewhere, and where.
pub(super) async fn play(course: &Course, row: &Row) -> Result<Result<Outcome, &'static str>> {
    Ok(Ok(match row.played {
        Played::Repeats => Box::pin(d02_repeats::run(course)).await?,
        Played::OneOrder => Box::pin(d05_one_order::run(course)).await?,
        Played::Resume => Box::pin(d06_resume::run(course)).await?,
        Played::Cuts => Box::pin(d07_cuts::run(course)).await?,
        Played::Elsewhere(place) => return Ok(Err(place)),
    }))
}
