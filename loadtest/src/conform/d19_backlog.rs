//! D19: a backlog of 10,000 comes in pages with `more`, and never cut.

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::reader::Reader;
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::wire::{Carrier, Feed, Kind};

const WRITERS: usize = 16;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let backlog = course.count(10_000, 1_000);
    let scene = Scene::open(course, "D19", &[]).await?;
    let room = scene.held_room().await?;
    write(&scene, &room, backlog, course).await?;
    // The takeover stands first.
    let end = backlog as i64 + 1;
    let mut outcome = Outcome::default();
    let mut read = 0;
    let mut pages = 0;
    let staff = scene.watcher.party(&scene.api).await?;
    for carrier in Carrier::ALL {
        let mut tab = Reader::tab(&scene, &room, &format!("tab on {}", carrier.name()))?;
        let mut operator = Reader::operator(&scene, &room, &format!("operator on {}", carrier.name()))?;
        tab.catch_up(carrier, end).await?;
        operator.catch_up(carrier, end).await?;
        read += (tab.last + operator.last) as usize;
    }
    for carrier in [Carrier::Socket, Carrier::Events] {
        for after in [
            0,
            1,
            end / 2,
            end - 202,
            end - 201,
            end - 200,
            end - 199,
            end - 1,
            end,
        ] {
            for party in [room.party(), staff.clone()] {
                let mut feed = Feed::open(carrier, &scene.api, &party, room.dialog, after).await?;
                let promised = promised(&mut feed, after, end).await?;
                pages += 1;
                outcome.expect(promised == end, || {
                    format!(
                        "over {} after {after}: what came and `more` end with {promised}",
                        carrier.name()
                    )
                });
            }
        }
    }
    outcome.count = format!(
        "backlog of {}, {} entries read over 4 carriers, {pages} beginnings",
        grouped(backlog),
        grouped(read)
    );
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// How far a new connection brings its reader, by itself and by `more`.
async fn promised(feed: &mut Feed, after: i64, end: i64) -> Result<i64> {
    let mut at = after;
    while at < end {
        let frame = feed.next().await?.frame;
        match frame.kind {
            Kind::Message | Kind::Advance => {
                let seq = frame.seq.context("an entry without a number")?;
                // A hole or a repeat ends the count early.
                if seq != at + 1 {
                    return Ok(seq);
                }
                at = seq;
            }
            Kind::More => return frame.upto.context("`more` without `upto`"),
            _ => {}
        }
    }
    Ok(at)
}

async fn write(scene: &Scene, room: &Room, backlog: usize, course: &Course) -> Result<()> {
    let dice = course.dice("D19");
    let mut writers = JoinSet::new();
    for index in 0..WRITERS {
        let share = backlog / WRITERS + usize::from(index < backlog % WRITERS);
        let dice = dice.part(index as u64);
        let mut writer = if index % 2 == 0 {
            Writer::visitor(scene, room, &format!("visitor {index}"), true, dice).await?
        } else {
            Writer::holder(scene, room, &format!("operator {index}"), true, dice).await?
        };
        writers.spawn(async move {
            for _ in 0..share {
                writer.write().await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = writers.join_next().await {
        done??;
    }
    Ok(())
}
