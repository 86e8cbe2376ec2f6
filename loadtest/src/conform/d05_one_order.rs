//! D05: 64 writers in one dialog and 50 readers over all carriers, on two nodes where there are two: one order
//! without holes.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::reader::Reader;
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::dice::Dice;
use crate::wire::Carrier;

const WRITERS: usize = 64;
const READERS: usize = 50;
/// The operator's writers put in a note for every so many messages.
const NOTE_EVERY: usize = 10;
/// Everybody has everything by then, or never.
const CATCH_UP: Duration = Duration::from_secs(30);

/// The last number of both streams: public, staff.
type Ends = (i64, i64);

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let messages = course.count(10_000, 1_000);
    let scene = Scene::open_nodes(course, "D05").await?;
    let room = scene.held_room().await?;
    let (tell, ends) = watch::channel(None);
    let mut readers = readers(&scene, &room, &ends)?;
    let mut writers = writers(&scene, &room, messages, &course.dice("D05")).await?;
    let (mut written, mut notes) = (0, 0);
    while let Some(done) = writers.join_next().await {
        let (more, more_notes) = done??;
        written += more;
        notes += more_notes;
    }
    let staff = scene.watcher.party(&scene.api).await?;
    let public_end = scene
        .api
        .raw_page(&room.party(), room.dialog, 0, 0)
        .await?
        .last_seq;
    let staff_end = scene.api.raw_page(&staff, room.dialog, 0, 0).await?.last_seq;
    let _ = tell.send(Some((public_end, staff_end)));
    while let Some(read) = readers.join_next().await {
        read??;
    }
    let mut outcome = Outcome::new(format!(
        "{} messages of {WRITERS} writers, {} notes, {READERS} readers, {}",
        grouped(written),
        grouped(notes),
        scene.size()
    ));
    // The takeover is the first entry of both streams.
    outcome.expect(public_end == written as i64 + 1, || {
        format!("{written} messages were written, and the public stream ends with {public_end}")
    });
    outcome.expect(staff_end == (written + notes) as i64 + 1, || {
        format!(
            "{written} messages and {notes} notes were written, and the staff stream ends with {staff_end}"
        )
    });
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// Half of them tabs of the visitor, half operators; over each carrier in turn, and all that on each node.
fn readers(scene: &Scene, room: &Room, ends: &watch::Receiver<Option<Ends>>) -> Result<JoinSet<Result<()>>> {
    let mut readers = JoinSet::new();
    for index in 0..READERS {
        let carrier = Carrier::ALL[(index / 2) % Carrier::ALL.len()];
        let is_tab = index % 2 == 0;
        let name = format!("{} {index}", carrier.name());
        let room = &room.through(index / (2 * Carrier::ALL.len()));
        let reader = if is_tab {
            Reader::tab(scene, room, &format!("tab on {name}"))?
        } else {
            Reader::operator(scene, room, &format!("operator on {name}"))?
        };
        readers.spawn(read(reader, carrier, is_tab, ends.clone()));
    }
    Ok(readers)
}

/// Follows on one connection until the end is known, and then up to it.
async fn read(
    mut reader: Reader,
    carrier: Carrier,
    is_tab: bool,
    mut ends: watch::Receiver<Option<Ends>>,
) -> Result<()> {
    let end = tokio::select! {
        end = known(&mut ends) => end?,
        ended = reader.catch_up(carrier, i64::MAX) => return ended,
    };
    let upto = if is_tab { end.0 } else { end.1 };
    // A list that stays short is for the check to judge.
    match tokio::time::timeout(CATCH_UP, reader.catch_up(carrier, upto)).await {
        Ok(caught_up) => caught_up,
        Err(_) => Ok(()),
    }
}

async fn known(ends: &mut watch::Receiver<Option<Ends>>) -> Result<Ends> {
    ends.wait_for(Option::is_some)
        .await?
        .context("the end of the dialog is not known")
}

/// Half of them tabs of the visitor, half connections of the operator; half of each over a socket, and all that
/// on each node.
async fn writers(
    scene: &Scene,
    room: &Room,
    messages: usize,
    dice: &Dice,
) -> Result<JoinSet<Result<(usize, usize)>>> {
    let mut writers = JoinSet::new();
    for index in 0..WRITERS {
        let share = messages / WRITERS + usize::from(index < messages % WRITERS);
        let (is_operator, over_socket) = (index % 2 == 1, index % 4 < 2);
        let dice = dice.part(index as u64);
        let room = &room.through(index / 4);
        let mut writer = if is_operator {
            Writer::holder(scene, room, &format!("operator {index}"), over_socket, dice).await?
        } else {
            Writer::visitor(scene, room, &format!("visitor {index}"), over_socket, dice).await?
        };
        writers.spawn(async move {
            let mut notes = 0;
            for number in 0..share {
                writer.write().await?;
                if is_operator && number % NOTE_EVERY == 0 {
                    writer.note().await?;
                    notes += 1;
                }
            }
            Ok((share, notes))
        });
    }
    Ok(writers)
}
