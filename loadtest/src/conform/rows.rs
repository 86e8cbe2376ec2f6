use anyhow::Result;

use super::course::Course;
use super::outcome::Outcome;
use super::{
    d01_synced, d02_repeats, d03_other_body, d04_other_place, d05_one_order, d06_resume, d07_cuts,
    d08_odd_places, d09_restarts, d10_lossy_bus, d11_switches, d12_two_tabs, d13_hidden_notes, d15_swallowed,
    d16_refreshed, d17_deltas, d19_backlog, d21_five_logs, d22_nothing_left,
};
use crate::server::Storage;

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
    Synced,
    Repeats,
    OtherBody,
    OtherPlace,
    OneOrder,
    Resume,
    Cuts,
    OddPlaces,
    Restarts,
    LossyBus,
    Switches,
    TwoTabs,
    HiddenNotes,
    Swallowed,
    Refreshed,
    Deltas,
    Backlog,
    FiveLogs,
    NothingLeft,
    /// Not by this program: by which other tests, or why not yet.
    Elsewhere(&'static str),
}

const fn row(id: &'static str, what: &'static str, played: Played) -> Row {
    Row { id, what, played }
}

/// In the order of trust.md.
pub(super) const ROWS: [Row; 22] = [
    row("D01", "a sync before each ack", Played::Synced),
    row("D02", "one client_id many times at once", Played::Repeats),
    row("D03", "the same client_id with another body", Played::OtherBody),
    row("D04", "the same client_id elsewhere", Played::OtherPlace),
    row("D05", "one order for all", Played::OneOrder),
    row("D06", "resume after every number", Played::Resume),
    row("D07", "connections cut at random under load", Played::Cuts),
    row("D08", "places and dialogs that are not", Played::OddPlaces),
    row("D09", "resume elsewhere, restarted, restored", Played::Restarts),
    row("D10", "the bus between nodes loses messages", Played::LossyBus),
    row("D11", "from carrier to carrier and back", Played::Switches),
    row("D12", "two tabs of a visitor", Played::TwoTabs),
    row("D13", "notes stay hidden", Played::HiddenNotes),
    row(
        "D14",
        "sent offline, reloaded before the ack",
        Played::Elsewhere("shown by e2e/journeys/unsent.spec.ts"),
    ),
    row("D15", "answers swallowed on the way", Played::Swallowed),
    row("D16", "reloaded in mid-answer", Played::Refreshed),
    row("D17", "deltas lost, doubled, swapped", Played::Deltas),
    row(
        "D18",
        "old snapshot and events are a fresh snapshot",
        Played::Elsewhere("shown by server/tests/histories and client/test/reduce.property.test.ts"),
    ),
    row("D19", "a backlog of 10,000", Played::Backlog),
    row(
        "D20",
        "every close code and what the client does",
        Played::Elsewhere("shown by client/test/close-codes.test.ts"),
    ),
    row("D21", "five logs and the tables are one", Played::FiveLogs),
    row("D22", "nothing left of 100,000 connections", Played::NothingLeft),
];

/// Plays a test; the inner error says where else it is shown.
pub(super) async fn play(course: &Course, row: &Row) -> Result<Result<Outcome, &'static str>> {
    Ok(Ok(match row.played {
        Played::Synced => Box::pin(d01_synced::run(course)).await?,
        Played::Repeats => Box::pin(d02_repeats::run(course)).await?,
        Played::OtherBody => Box::pin(d03_other_body::run(course)).await?,
        Played::OtherPlace => Box::pin(d04_other_place::run(course)).await?,
        Played::OneOrder => Box::pin(d05_one_order::run(course)).await?,
        Played::Resume => Box::pin(d06_resume::run(course)).await?,
        Played::Cuts => Box::pin(d07_cuts::run(course)).await?,
        Played::OddPlaces => Box::pin(d08_odd_places::run(course)).await?,
        Played::Restarts => Box::pin(d09_restarts::run(course)).await?,
        Played::LossyBus => match course.storage {
            Storage::Sqlite => return Ok(Err("shown on PostgreSQL: a file has one node")),
            Storage::Postgres { .. } => Box::pin(d10_lossy_bus::run(course)).await?,
        },
        Played::Switches => Box::pin(d11_switches::run(course)).await?,
        Played::TwoTabs => Box::pin(d12_two_tabs::run(course)).await?,
        Played::HiddenNotes => Box::pin(d13_hidden_notes::run(course)).await?,
        Played::Swallowed => Box::pin(d15_swallowed::run(course)).await?,
        Played::Refreshed => Box::pin(d16_refreshed::run(course)).await?,
        Played::Deltas => Box::pin(d17_deltas::run(course)).await?,
        Played::Backlog => Box::pin(d19_backlog::run(course)).await?,
        Played::FiveLogs => Box::pin(d21_five_logs::run(course)).await?,
        Played::NothingLeft => Box::pin(d22_nothing_left::run(course)).await?,
        Played::Elsewhere(place) => return Ok(Err(place)),
    }))
}
