//! D11: WebSocket, events, long poll, poll and back, in the middle of a dialog.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::reader::Reader;
use super::scene::Scene;
use super::writer::Writer;
use crate::dice::Dice;
use crate::wire::Carrier;

/// In each dialog a tab and an operator switch.
const DIALOGS: usize = 10;
const PAUSE: Duration = Duration::from_millis(40);
/// How long a carrier is kept.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_millis(400);
const CATCH_UP: Duration = Duration::from_secs(20);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let switches = course.count(1_000, 100);
    let scene = Scene::open(course, "D11", &[]).await?;
    let dice = course.dice("D11");
    let (stop, stopped) = watch::channel(false);
    let mut rooms = Vec::new();
    let mut writers = JoinSet::new();
    let mut readers = JoinSet::new();
    for index in 0..DIALOGS {
        let room = scene.held_room().await?;
        let part = |part| dice.part((index * 10 + part) as u64);
        let visitor = Writer::visitor(&scene, &room, "writing visitor", true, part(0)).await?;
        let operator = Writer::holder(&scene, &room, "writing operator", false, part(1)).await?;
        writers.spawn(write(visitor, stopped.clone()));
        writers.spawn(write(operator, stopped.clone()));
        let share = switches.div_ceil(2 * DIALOGS);
        readers.spawn(switch(
            Reader::tab(&scene, &room, "tab")?,
            part(2),
            share,
            true,
            index,
        ));
        readers.spawn(switch(
            Reader::operator(&scene, &room, "operator")?,
            part(3),
            share,
            false,
            index,
        ));
        rooms.push(room);
    }
    let mut made = 0;
    let mut waiting = Vec::new();
    while let Some(done) = readers.join_next().await {
        let (reader, more, is_tab, index) = done??;
        made += more;
        waiting.push((reader, is_tab, index));
    }
    let _ = stop.send(true);
    let mut written = 0;
    while let Some(more) = writers.join_next().await {
        written += more??;
    }
    let staff = scene.watcher.party(&scene.api).await?;
    for (mut reader, is_tab, index) in waiting {
        let party = if is_tab {
            rooms[index].party()
        } else {
            staff.clone()
        };
        let end = scene
            .api
            .raw_page(&party, rooms[index].dialog, 0, 0)
            .await?
            .last_seq;
        // A list that stays short is for the check to judge.
        if let Ok(done) = tokio::time::timeout(CATCH_UP, reader.catch_up(Carrier::Socket, end)).await {
            done?;
        }
    }
    let mut outcome = Outcome::new(format!(
        "{} switches, {} messages",
        grouped(made),
        grouped(written)
    ));
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// Down all carriers and back up to the first, over and over.
async fn switch(
    mut reader: Reader,
    mut dice: Dice,
    switches: usize,
    is_tab: bool,
    index: usize,
) -> Result<(Reader, usize, bool, usize)> {
    for carrier in Carrier::ALL.into_iter().cycle().take(switches) {
        let end = Instant::now() + dice.between(SHORTEST, LONGEST);
        if let Ok(ended) = tokio::time::timeout_at(end.into(), reader.follow(carrier, i64::MAX)).await {
            ended?;
        }
    }
    Ok((reader, switches, is_tab, index))
}

async fn write(mut writer: Writer, mut stopped: watch::Receiver<bool>) -> Result<usize> {
    let mut pace = tokio::time::interval(PAUSE);
    let mut written = 0;
    while !*stopped.borrow_and_update() {
        pace.tick().await;
        writer.write().await?;
        written += 1;
    }
    Ok(written)
}
