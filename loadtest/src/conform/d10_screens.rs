//! The part of D10 that looks at every kind of screen that waits to be told: tabs of the visitor and operators, over
//! three carriers, at each node. None gets a new connection, which would read what is missing anyway. (Who polls is
//! not told, but asks the database.)

use std::time::Duration;

use anyhow::Result;
use futures_util::future::join_all;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::course::Course;
use super::d10_lossy_bus::LATE;
use super::outcome::Outcome;
use super::reader::Reader;
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::bench::latency::milliseconds;
use crate::wire::Carrier;

/// In each round everybody writes so much; then nobody says anything, until all screens have all of it.
const MESSAGES: usize = 2;
const NODES: usize = 2;
const CARRIERS: [Carrier; 3] = [Carrier::Socket, Carrier::Events, Carrier::LongPoll];

/// A screen: its name, and the last number on it.
type Screen = (String, watch::Receiver<i64>);

/// Plays that many rounds. How long the slowest screen took after the last ack of its round.
pub(super) async fn run(
    scene: &Scene,
    course: &Course,
    rounds: usize,
    limit: Duration,
    outcome: &mut Outcome,
) -> Result<String> {
    let room = scene.held_room().await?;
    let mut readers = JoinSet::new();
    let screens = open(scene, &room, &mut readers)?;
    let mut writers = writers(scene, &room, course).await?;
    let (mut worst, mut late) = (Duration::ZERO, 0);
    // The takeover is the first entry, and without notes both streams have the same numbers.
    let mut end = 1;
    for _ in 0..rounds {
        let written = join_all(writers.iter_mut().map(write)).await;
        written.into_iter().collect::<Result<()>>()?;
        end += (MESSAGES * writers.len()) as i64;
        let since = Instant::now();
        for (name, shown) in &screens {
            let mut shown = shown.clone();
            let all = shown.wait_for(|last| *last >= end);
            let complete = tokio::time::timeout_at(since + limit, all).await;
            outcome.expect(matches!(complete, Ok(Ok(_))), || {
                format!("after {limit:?} {name} does not show all of {end} entries")
            });
        }
        worst = worst.max(since.elapsed());
        late += usize::from(since.elapsed() > LATE);
        if !outcome.held() {
            break;
        }
    }
    outcome.expect(late > 0, || {
        "no screen was ever late: nothing was lost".to_owned()
    });
    // Only one that gave up has an end.
    while let Some(ended) = readers.try_join_next() {
        ended??;
    }
    readers.shutdown().await;
    outcome.extend(scene.check(&[room]).await?);
    Ok(format!(
        "{} screens, complete after {} at most, late in {late} of {rounds} rounds",
        screens.len(),
        milliseconds(worst)
    ))
}

fn open(scene: &Scene, room: &Room, readers: &mut JoinSet<Result<()>>) -> Result<Vec<Screen>> {
    let mut screens = Vec::new();
    for node in 0..NODES {
        let room = room.through(node);
        for carrier in CARRIERS {
            for is_tab in [true, false] {
                let who = if is_tab { "tab" } else { "operator" };
                let name = format!("{who} on {} at node {node}", carrier.name());
                let mut reader = if is_tab {
                    Reader::tab(scene, &room, &name)?
                } else {
                    Reader::operator(scene, &room, &name)?
                };
                screens.push((name, reader.shown()));
                readers.spawn(async move { reader.catch_up(carrier, i64::MAX).await });
            }
        }
    }
    Ok(screens)
}

/// The visitor and the operator, each at each node; over a socket at one, by `POST` at the other.
async fn writers(scene: &Scene, room: &Room, course: &Course) -> Result<Vec<Writer>> {
    let dice = course.dice("D10");
    let mut writers = Vec::new();
    for node in 0..NODES {
        let room = room.through(node);
        let (visitor, operator) = (format!("visitor {node}"), format!("operator {node}"));
        let part = |part: usize| dice.part((NODES * part + node) as u64);
        writers.push(Writer::visitor(scene, &room, &visitor, node == 0, part(0)).await?);
        writers.push(Writer::holder(scene, &room, &operator, node == 1, part(1)).await?);
    }
    Ok(writers)
}

async fn write(writer: &mut Writer) -> Result<()> {
    for _ in 0..MESSAGES {
        writer.write().await?;
    }
    Ok(())
}
