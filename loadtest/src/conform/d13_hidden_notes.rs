//! D13: notes between public messages: nothing that a contact can read, hear or count betrays one.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde_json::Value;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::ledger::CANARY;
use crate::wire::{Carrier, Feed, Heard, Kind, Socket};

/// Seconds that a long poll waits.
const LONG_POLL: u64 = 9;
const TOLD: Duration = Duration::from_secs(10);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let rounds = course.count(500, 50);
    let scene = Scene::open(course, "D13", &[]).await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D13");
    let mut operator = Writer::holder(&scene, &room, "operator", true, dice.part(1)).await?;
    let mut visitor = Writer::visitor(&scene, &room, "visitor", true, dice.part(2)).await?;
    let mut outcome = Outcome::default();
    let mut notes = 0;
    let mut last = 1;
    let mut feeds = Vec::new();
    for carrier in Carrier::ALL {
        feeds.push((
            carrier,
            Feed::open(carrier, &scene.api, &room.party(), room.dialog, last).await?,
        ));
    }
    for round in 0..rounds {
        // A long poll waits while the notes are written; each other carrier is open all the time.
        let mut waiting = JoinSet::new();
        let (api, party, dialog) = (scene.api.clone(), room.party(), room.dialog);
        let since = Instant::now();
        waiting.spawn(async move {
            let page = api.raw_page(&party, dialog, last, LONG_POLL).await?;
            anyhow::Ok((page, since.elapsed()))
        });
        let before = surface(&scene, &room).await?;
        for _ in 0..=round % 3 {
            operator.note().await?;
            notes += 1;
        }
        let after = surface(&scene, &room).await?;
        outcome.expect(before == after, || {
            format!("round {round}: a note changed what the visitor sees: {before:?} became {after:?}")
        });
        let receipt = if round % 2 == 0 {
            operator.write().await?
        } else {
            visitor.write().await?
        };
        last += 1;
        // A staff number, or the visitor's own.
        outcome.expect(round % 2 == 0 || receipt.seq == last, || {
            format!(
                "round {round}: the visitor's message has number {} instead of {last}",
                receipt.seq
            )
        });
        let (page, waited) = waiting.join_next().await.context("the long poll is gone")???;
        let numbers: Vec<Option<i64>> = page.items.iter().map(|heard| heard.frame.seq).collect();
        // On a machine that is busy with other things it may end before the message is written.
        let ran_out = numbers.is_empty() && waited >= Duration::from_secs(LONG_POLL);
        outcome.expect(
            ran_out || (numbers == [Some(last)] && page.last_seq == last),
            || {
                format!(
                    "round {round}: a long poll after {} brought {numbers:?} of {}",
                    last - 1,
                    page.last_seq
                )
            },
        );
        for (carrier, feed) in &mut feeds {
            let heard = tokio::time::timeout(TOLD, next(feed))
                .await
                .with_context(|| format!("nothing came over {} for {TOLD:?}", carrier.name()))??;
            outcome.expect(
                heard.frame.seq == Some(last) && !heard.text.contains(CANARY),
                || {
                    format!(
                        "round {round}: over {} came {} instead of {last}",
                        carrier.name(),
                        heard.text
                    )
                },
            );
        }
    }
    outcome.count = format!(
        "{} notes between {} public messages",
        grouped(notes),
        grouped(rounds)
    );
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// The next frame that is not about who is there or how far the other side has got: both go with the
/// public messages, and that a note moves no mark is seen on the surface.
async fn next(feed: &mut Feed) -> Result<Heard> {
    loop {
        let heard = feed.next().await?;
        let is_aside = ["\"presence\"", "\"read\"", "\"delivered\""]
            .iter()
            .any(|name| heard.text.starts_with(&format!("{{\"type\":{name}")));
        if !is_aside && !matches!(heard.frame.kind, Kind::Hello) {
            return Ok(heard);
        }
    }
}

/// All that a visitor can ask for, to the byte, without what is new with each connection.
async fn surface(scene: &Scene, room: &Room) -> Result<Vec<String>> {
    let mut seen = Vec::new();
    let party = room.party();
    let dialog = room.dialog;
    for (path, query) in [
        ("/dialogs".to_owned(), ""),
        (format!("/dialogs/{dialog}"), ""),
        (format!("/dialogs/{dialog}/messages"), "?limit=3"),
        (format!("/dialogs/{dialog}/messages"), "?after=0&limit=1"),
        ("/generations".to_owned(), "?status=active"),
    ] {
        let (status, body) = scene.api.text(&party, &path, query).await?;
        seen.push(format!("{status} {body}"));
    }
    let path = party.socket(dialog, None);
    let mut socket = Socket::open(scene.api.address(), &path, party.bearer()).await?;
    let mut hello: Value = serde_json::from_str(&socket.next_text().await?)?;
    for name in ["connection_id", "server_time"] {
        hello[name] = Value::Null;
    }
    seen.push(hello.to_string());
    Ok(seen)
}
