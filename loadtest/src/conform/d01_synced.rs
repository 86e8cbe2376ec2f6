//! D01: a sync that covers the row comes before each ack, as the kernel sees it. A kill cannot show
//! this: what the page cache holds outlives a process, and not a power cut.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use serde_json::json;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::postgres_processes;
use super::scene::{Room, Scene};
use super::strace::{Call, Tracer};
use super::writer::Receipt;
use crate::dice::Dice;
use crate::ledger::{Entry, Stream};
use crate::server::Storage;
use crate::wire::{Kind, Socket};

/// Visitors who write at once, so that several messages share a sync.
const WRITERS: usize = 10;
/// Acks of a control.
const CONTROL: usize = 50;
const EAT_MY_DATA: &str = "libeatmydata.so";

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let acks = course.count(1_000, 100);
    let mut outcome = Outcome::default();
    let seen = Box::pin(trace(course, acks, &Fault::None, &mut outcome)).await?;
    outcome.expect(seen.early == 0, || {
        format!("{} of {} acks were early", seen.early, seen.acks)
    });
    outcome.expect(seen.acks == acks, || {
        format!("{} of {acks} acks were seen", seen.acks)
    });
    outcome.count = format!(
        "{} acks, {} early, {} syncs",
        grouped(seen.acks),
        seen.early,
        seen.syncs
    );
    if matches!(course.storage, Storage::Sqlite) {
        for fault in controls(course) {
            let told = Box::pin(control(course, &fault, &mut outcome)).await?;
            outcome.count.push_str(&told);
        }
    }
    Ok(outcome)
}

/// How a server is kept from syncing.
#[derive(Clone, Debug)]
enum Fault {
    None,
    /// Its calls to sync return at once and do nothing.
    EatMyData(PathBuf),
    /// `synchronous = NORMAL`, by a build that can be told to make this mistake.
    Normal(PathBuf),
    /// What the control needs is not there.
    Missing(&'static str),
}

fn controls(course: &Course) -> [Fault; 2] {
    let library = eat_my_data();
    [
        library.map_or(Fault::Missing("libeatmydata"), Fault::EatMyData),
        course
            .mutants
            .clone()
            .map_or(Fault::Missing("NORMAL (needs --mutants)"), Fault::Normal),
    ]
}

/// A control that passes is a test that cannot fail.
async fn control(course: &Course, fault: &Fault, outcome: &mut Outcome) -> Result<String> {
    let name = match fault {
        Fault::None => return Ok(String::new()),
        Fault::Missing(name) => return Ok(format!("; control {name}: not run")),
        Fault::EatMyData(_) => "libeatmydata",
        Fault::Normal(_) => "NORMAL",
    };
    let seen = Box::pin(trace(course, CONTROL, fault, outcome)).await?;
    outcome.expect(seen.early > 0, || {
        format!(
            "the control {name} must be seen, and none of its {} acks was early",
            seen.acks
        )
    });
    Ok(format!("; control {name}: {} of {} early", seen.early, seen.acks))
}

/// Where Debian and others put it.
fn eat_my_data() -> Option<PathBuf> {
    let folders = [
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/usr/lib64",
        "/usr/lib",
    ];
    let in_folder = |folder: &str| PathBuf::from(folder).join(EAT_MY_DATA);
    folders.map(in_folder).into_iter().find(|path| path.exists())
}

struct Seen {
    acks: usize,
    early: usize,
    syncs: usize,
}

/// Lets visitors write under a tracer, and judges each ack.
async fn trace(course: &Course, acks: usize, fault: &Fault, outcome: &mut Outcome) -> Result<Seen> {
    let mut course = course.clone();
    let mut words = Vec::new();
    match fault {
        Fault::EatMyData(library) => words.push(("LD_PRELOAD", library.display().to_string())),
        Fault::Normal(binary) => {
            course.server.binary = Some(binary.clone());
            words.push(("TANDEM_MUTANT", "M02".to_owned()));
        }
        Fault::None | Fault::Missing(_) => {}
    }
    let scene = Scene::open_with(&course, "D01", &[], &words).await?;
    let mut writers = Vec::new();
    for index in 0..WRITERS {
        let room = scene.held_room().await?;
        writers.push(Writer::open(&scene, room, course.dice("D01").part(index as u64)).await?);
    }
    let mut processes = vec![scene.server.pid()];
    if let Storage::Postgres { url } = scene.installation.storage() {
        processes.extend(postgres_processes::of(url).await?);
    }
    let tracer = Tracer::attach(&processes, &scene.installation.folder().join("trace")).await?;
    let written = try_join_all(writers.iter_mut().map(|writer| writer.write(acks / WRITERS))).await;
    let calls = tracer.detach().await?;
    let client_ids: Vec<String> = written?.into_iter().flatten().collect();
    let seen = judge(&client_ids, &calls)?;
    let rooms: Vec<Room> = writers.into_iter().map(|writer| writer.room).collect();
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(seen)
}

/// A visitor who writes one message after the other over a socket.
struct Writer {
    room: Room,
    socket: Socket,
    ledger: crate::ledger::Ledger,
    dice: Dice,
}

impl Writer {
    async fn open(scene: &Scene, room: Room, dice: Dice) -> Result<Self> {
        let (socket, _) = Socket::join(scene.api.address(), &room.party(), room.dialog, None).await?;
        Ok(Self {
            ledger: scene.ledger(room.dialog, "visitor", Stream::Public)?,
            room,
            socket,
            dice,
        })
    }

    /// Gives the names of the messages.
    async fn write(&mut self, messages: usize) -> Result<Vec<String>> {
        let mut client_ids = Vec::new();
        for number in 0..messages {
            let (client_id, text) = (self.dice.uuid(), format!("visitor says {number}"));
            self.ledger.write(&Entry::Sent {
                client_id: client_id.clone(),
                text: text.clone(),
            })?;
            let frame = json!({ "type": "message", "client_id": client_id, "text": text });
            self.socket.send(&frame).await?;
            let ack = self.socket.until(|frame| frame.kind == Kind::Ack).await?;
            self.ledger.write(&Receipt::of(&ack)?.acked(&client_id))?;
            client_ids.push(client_id);
        }
        Ok(client_ids)
    }
}

/// For each message: written to a file, then a sync of that file that began after the write and ended
/// before the ack began.
fn judge(client_ids: &[String], calls: &[Call]) -> Result<Seen> {
    let syncs = calls.iter().filter(|call| call.is_sync()).count();
    let mut seen = Seen {
        acks: 0,
        early: 0,
        syncs,
    };
    let mentions = mentions(client_ids, calls);
    for client_id in client_ids {
        let mention = mentions.get(client_id.as_str()).copied().unwrap_or_default();
        let ack = mention
            .ack
            .with_context(|| format!("the ack of {client_id} is not in the trace"))?;
        seen.acks += 1;
        let is_covered = mention.row.is_some_and(|row| {
            calls.iter().any(|call| {
                call.is_sync()
                    && call.succeeded
                    && call.file() == row.file()
                    && Some(call.began) > row.ended
                    && call.ended.is_some_and(|ended| ended < ack.began)
            })
        });
        if !is_covered {
            seen.early += 1;
        }
    }
    Ok(seen)
}

/// Where a message is first written to a file, and first acknowledged.
#[derive(Clone, Copy, Debug, Default)]
struct Mention<'a> {
    row: Option<&'a Call>,
    ack: Option<&'a Call>,
}

/// Goes through the trace once: it is long, and so are its lines.
fn mentions<'a>(client_ids: &'a [String], calls: &'a [Call]) -> HashMap<&'a str, Mention<'a>> {
    let mut mentions: HashMap<&str, Mention<'_>> = client_ids
        .iter()
        .map(|client_id| (client_id.as_str(), Mention::default()))
        .collect();
    let lengths: HashSet<usize> = client_ids.iter().map(String::len).collect();
    for call in calls {
        let is_row = call.is_to_file() && !call.is_sync() && call.ended.is_some();
        let is_ack = !call.is_to_file() && call.arguments.contains(r#"\"type\":\"ack\""#);
        if !is_row && !is_ack {
            continue;
        }
        for place in 0..call.arguments.len() {
            for length in &lengths {
                let Some(mention) = call
                    .arguments
                    .get(place..place + length)
                    .filter(|name| name.as_bytes().contains(&b'-'))
                    .and_then(|name| mentions.get_mut(name))
                else {
                    continue;
                };
                if is_row {
                    mention.row.get_or_insert(call);
                } else {
                    mention.ack.get_or_insert(call);
                }
            }
        }
    }
    mentions
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "5</d/tandem.db-wal>";

    fn call(place: usize, name: &str, arguments: &str) -> Call {
        Call {
            began: place,
            ended: Some(place),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            succeeded: true,
        }
    }

    fn early(calls: &[Call]) -> usize {
        judge(&["c-1".to_owned()], calls).unwrap().early
    }

    #[test]
    fn an_ack_is_early_unless_a_sync_of_that_file_lies_between() {
        let row = || call(1, "pwrite64", &format!("{LOG}, \"..c-1..\", 4096, 0) = 4096"));
        let sync = |place, file| call(place, "fdatasync", file);
        let ack = || {
            call(
                4,
                "sendto",
                r#"9<socket:[7]>, "{\"type\":\"ack\",\"client_id\":\"c-1\"}""#,
            )
        };
        assert_eq!(early(&[row(), sync(2, LOG), ack()]), 0);
        assert_eq!(early(&[row(), ack()]), 1);
        assert_eq!(early(&[sync(0, LOG), row(), ack()]), 1);
        assert_eq!(early(&[row(), sync(2, "6</d/other>"), ack()]), 1);
        assert_eq!(early(&[row(), ack(), sync(5, LOG)]), 1);
        let late = Call {
            ended: Some(6),
            ..sync(2, LOG)
        };
        assert_eq!(early(&[row(), late, ack()]), 1);
    }

    #[test]
    fn an_ack_that_was_not_seen_is_no_pass() {
        assert!(judge(&["c-1".to_owned()], &[]).is_err());
    }
}
