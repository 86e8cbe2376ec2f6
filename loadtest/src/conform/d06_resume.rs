//! D06: whoever names the last number they have gets exactly what follows, whichever number it is.

use anyhow::{Context, Result};

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::wire::{Api, Carrier, Feed, Heard, Kind, Party};

/// Between two notes.
const NOTE_EVERY: usize = 5;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let entries = course.count(500, 250);
    let scene = Scene::open(course, "D06", &[]).await?;
    let room = history_of(&scene, course, entries).await?;
    let mut outcome = Outcome::default();
    let (mut resumes, mut exact) = (0, 0);
    let staff = scene.watcher.party(&scene.api).await?;
    for party in [room.party(), staff] {
        let (history, last) = scene.api.raw_history(&party, room.dialog).await?;
        for carrier in Carrier::ALL {
            let mut held = 0;
            for after in 0..=last {
                let wanted = suffix(&history, after, carrier.hides_own_words() && party.is_contact());
                let got = resume(&scene.api, carrier, &party, room.dialog, after, last).await?;
                resumes += 1;
                if got == wanted {
                    held += 1;
                } else {
                    let carrier = carrier.name();
                    outcome.wrong(difference(carrier, after, &wanted, &got));
                }
            }
            exact += held;
        }
    }
    outcome.count = format!(
        "{} of {} resumes exact, each number of both streams, 4 carriers",
        grouped(exact),
        grouped(resumes)
    );
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// A dialog whose public stream ends with `entries`, and the staff stream with a fifth more.
async fn history_of(scene: &Scene, course: &Course, entries: usize) -> Result<Room> {
    let room = scene.held_room().await?;
    let dice = course.dice("D06");
    let mut visitor = Writer::visitor(scene, &room, "visitor", true, dice.part(1)).await?;
    let mut operator = Writer::holder(scene, &room, "operator", true, dice.part(2)).await?;
    // The takeover is the first entry.
    for index in 1..entries {
        if index % 3 == 0 {
            visitor.write().await?;
        } else {
            operator.write().await?;
        }
        if index % NOTE_EVERY == 0 {
            operator.note().await?;
        }
    }
    Ok(room)
}

/// What follows `after`, as the carrier should bring it: a text, or the number alone.
pub(super) fn suffix(history: &[Heard], after: i64, hides_own_words: bool) -> Vec<String> {
    history
        .iter()
        .filter(|heard| heard.frame.seq.is_some_and(|seq| seq > after))
        .map(|heard| {
            if hides_own_words && heard.frame.sender.as_deref() == Some("user") {
                advance(heard)
            } else {
                heard.text.clone()
            }
        })
        .collect()
}

fn advance(heard: &Heard) -> String {
    format!("advance {}", heard.frame.seq.unwrap_or_default())
}

/// All that a new connection brings after `after`, up to the number `last`; what comes too much, too.
pub(super) async fn resume(
    api: &Api,
    carrier: Carrier,
    party: &Party,
    dialog: i64,
    after: i64,
    last: i64,
) -> Result<Vec<String>> {
    let mut got = Vec::new();
    if carrier == Carrier::Poll || carrier == Carrier::LongPoll {
        let mut at = after;
        loop {
            let page = api.raw_page(party, dialog, at, u64::from(at < last)).await?;
            at = page.items.last().and_then(|heard| heard.frame.seq).unwrap_or(at);
            got.extend(page.items.into_iter().map(|heard| heard.text));
            if !page.more {
                return Ok(got);
            }
        }
    }
    let mut feed = Feed::open(carrier, api, party, dialog, after).await?;
    if let Feed::Socket(socket) = &mut feed {
        // The pong is behind everything that the resume brings.
        socket
            .send_text(r#"{"type":"ping","nonce":"end"}"#.to_owned())
            .await?;
    }
    let mut at = after;
    loop {
        // A stream of events has no pong: there the last number is the end.
        if matches!(feed, Feed::Events(_)) && at >= last {
            return Ok(got);
        }
        let heard = feed.next().await?;
        match heard.frame.kind {
            Kind::Message => {
                at = heard.frame.seq.unwrap_or(at);
                got.push(heard.text);
            }
            Kind::Advance => {
                at = heard.frame.seq.unwrap_or(at);
                got.push(advance(&heard));
            }
            Kind::More => {
                let upto = heard.frame.upto.context("`more` without `upto`")?;
                fetch(api, party, dialog, at, upto, &mut got).await?;
                at = upto;
            }
            Kind::Reset => got.push("reset".to_owned()),
            Kind::Pong => return Ok(got),
            _ => {}
        }
    }
}

/// The rest of a long backlog, by REST; the visitor's own words count as their number.
async fn fetch(
    api: &Api,
    party: &Party,
    dialog: i64,
    mut at: i64,
    upto: i64,
    got: &mut Vec<String>,
) -> Result<()> {
    while at < upto {
        let page = api.raw_page(party, dialog, at, 0).await?;
        let last = page.items.last().and_then(|heard| heard.frame.seq);
        at = last.context("there is less than `more` promised")?;
        got.extend(page.items.into_iter().map(|heard| {
            if party.is_contact() && heard.frame.sender.as_deref() == Some("user") {
                advance(&heard)
            } else {
                heard.text
            }
        }));
    }
    Ok(())
}

pub(super) fn difference(carrier: &str, after: i64, wanted: &[String], got: &[String]) -> String {
    let first = wanted.iter().zip(got).position(|(wanted, got)| wanted != got);
    let index = first.unwrap_or_else(|| wanted.len().min(got.len()));
    format!(
        "over {carrier}, {} entries instead of {} follow {after}; the first that differs is {:?} instead of {:?}",
        got.len(),
        wanted.len(),
        got.get(index),
        wanted.get(index)
    )
}
