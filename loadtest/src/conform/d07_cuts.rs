//! D07: 100 clients whose connections are cut at random while 500 messages per second are written.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::reader::Reader;
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::dice::Dice;
use crate::wire::Carrier;

const DIALOGS: usize = 10;
/// In each dialog: tabs of the visitor and operators.
const READERS: usize = 10;
/// In each dialog: tabs of the visitor and connections of the operator. One message each per pause.
const WRITERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(80);
const NOTE_EVERY: usize = 20;
/// A connection lives between these.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_millis(3_500);
/// Everybody has everything by then, or never.
const CATCH_UP: Duration = Duration::from_secs(20);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let lasting = Duration::from_secs(course.count(300, 20) as u64);
    let scene = Scene::open(course, "D07", &[]).await?;
    let dice = course.dice("D07");
    let end = Instant::now() + lasting;
    let (tell, ends) = watch::channel(None);
    let mut rooms = Vec::new();
    let mut writers = JoinSet::new();
    let mut readers = JoinSet::new();
    for index in 0..DIALOGS {
        let room = scene.held_room().await?;
        for reader in 0..READERS {
            let part = dice.part((index * READERS + reader) as u64);
            let client = client(&scene, &room, reader)?;
            readers.spawn(suffer(client, index, part, ends.clone()));
        }
        for writer in 0..WRITERS {
            let part = dice.part((1_000_000 + index * WRITERS + writer) as u64);
            let writer = open_writer(&scene, &room, writer, part).await?;
            writers.spawn(write(writer, end));
        }
        rooms.push(room);
    }
    let mut written = 0;
    while let Some(more) = writers.join_next().await {
        written += more??;
    }
    let _ = tell.send(Some(last_numbers(&scene, &rooms).await?));
    let mut resumes = 0;
    while let Some(more) = readers.join_next().await {
        resumes += more??;
    }
    let mut outcome = Outcome::new(format!(
        "{} resumes of {} clients, {} messages ({:.0}/s)",
        grouped(resumes),
        DIALOGS * READERS,
        grouped(written),
        written as f64 / lasting.as_secs_f64()
    ));
    let wanted = course.count(10_000, 500);
    outcome.expect(resumes >= wanted, || {
        format!("{resumes} resumes instead of {wanted}")
    });
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// Most are on sockets, as in life; a reader in five falls back.
fn client(scene: &Scene, room: &Room, index: usize) -> Result<(Reader, Carrier, bool)> {
    let carrier = match index {
        0 | 1 => Carrier::Events,
        2 => Carrier::LongPoll,
        3 => Carrier::Poll,
        _ => Carrier::Socket,
    };
    let is_tab = index.is_multiple_of(2);
    let name = format!("{index} on {}", carrier.name());
    let mut reader = if is_tab {
        Reader::tab(scene, room, &format!("tab {name}"))?
    } else {
        Reader::operator(scene, room, &format!("operator {name}"))?
    };
    reader.harsh = index >= 6;
    Ok((reader, carrier, is_tab))
}

/// Public and staff end of each dialog.
type Ends = Vec<(i64, i64)>;

/// Reads on connections that are cut again and again, and at the end on one that is not.
async fn suffer(
    (mut reader, carrier, is_tab): (Reader, Carrier, bool),
    index: usize,
    mut dice: Dice,
    mut ends: watch::Receiver<Option<Ends>>,
) -> Result<usize> {
    let end = loop {
        let known = ends.borrow_and_update().as_ref().map(|ends| ends[index]);
        if let Some(end) = known {
            break end;
        }
        let life = dice.between(SHORTEST, LONGEST);
        // The time limit drops the connection wherever it is.
        if let Ok(ended) = tokio::time::timeout(life, reader.follow(carrier, i64::MAX)).await {
            ended?;
        }
    };
    let upto = if is_tab { end.0 } else { end.1 };
    // A list that stays short is for the check to judge.
    if let Ok(caught_up) = tokio::time::timeout(CATCH_UP, reader.catch_up(carrier, upto)).await {
        caught_up?;
    }
    Ok(reader.resumes)
}

async fn open_writer(scene: &Scene, room: &Room, index: usize, dice: Dice) -> Result<(Writer, bool)> {
    let over_socket = index < 2;
    let is_operator = index % 2 == 1;
    let writer = if is_operator {
        Writer::holder(
            scene,
            room,
            &format!("writing operator {index}"),
            over_socket,
            dice,
        )
        .await?
    } else {
        Writer::visitor(
            scene,
            room,
            &format!("writing visitor {index}"),
            over_socket,
            dice,
        )
        .await?
    };
    Ok((writer, is_operator))
}

async fn write((mut writer, is_operator): (Writer, bool), end: Instant) -> Result<usize> {
    let mut pace = tokio::time::interval(PAUSE);
    let mut written = 0;
    while Instant::now() < end {
        pace.tick().await;
        writer.write().await?;
        written += 1;
        if is_operator && written % NOTE_EVERY == 0 {
            writer.note().await?;
        }
    }
    Ok(written)
}

async fn last_numbers(scene: &Scene, rooms: &[Room]) -> Result<Ends> {
    let staff = scene.watcher.party(&scene.api).await?;
    let mut ends = Vec::new();
    for room in rooms {
        let public = scene.api.raw_page(&room.party(), room.dialog, 0, 0).await?;
        let staff = scene.api.raw_page(&staff, room.dialog, 0, 0).await?;
        ends.push((public.last_seq, staff.last_seq));
    }
    Ok(ends)
}
