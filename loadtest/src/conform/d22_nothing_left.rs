//! D22: after 100,000 connects and disconnects of all kinds nothing of them is left.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use crate::dice::Dice;
use crate::server::Census;
use crate::wire::{Api, Events, Party, Socket};

const VISITORS: usize = 25;
const PER_VISITOR: usize = 20;
const OPERATORS: usize = 100;
const AT_ONCE: usize = 32;
/// Source addresses, each with its own ports.
const SOURCES: u64 = 8;
const WARM_UP: usize = 2_000;
/// Everything has to be as before by then.
const SETTLED: Duration = Duration::from_mins(1);
/// Memory that an allocator may keep for the next time, beside a tenth of what there was.
const KEPT: u64 = 16 * 1024 * 1024;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let connects = course.count(100_000, 5_000);
    let seats = VISITORS * PER_VISITOR;
    let limits = [
        ("TANDEM_LIMITS__CONNECTIONS_PER_VISITOR", PER_VISITOR as u64),
        ("TANDEM_LIMITS__CONNECTIONS_TOTAL", (seats + OPERATORS) as u64),
        ("TANDEM_LIMITS__CONNECTIONS_KEPT_FOR_OPERATORS", OPERATORS as u64),
    ];
    let scene = Scene::open(course, "D22", &limits).await?;
    let mut rooms = Vec::new();
    for _ in 0..VISITORS {
        rooms.push(scene.held_room().await?);
    }
    let dice = course.dice("D22");
    let mut ends = Vec::new();
    for room in &rooms {
        ends.push(scene.api.page(&room.party(), room.dialog, 0).await?.last_seq);
    }
    let crowd = Crowd {
        address: scene.api.address(),
        rooms: rooms.clone(),
        ends,
        operator: scene.watcher.party(&scene.api).await?,
    };
    churn(&crowd, &dice.part(1), WARM_UP).await?;
    fill(&crowd).await.context("before the run")?;
    let before = settle(&scene, |_| true).await?;
    let started = Instant::now();
    churn(&crowd, &dice.part(2), connects).await?;
    let took = started.elapsed();
    let mut outcome = Outcome::default();
    // Seats are counted exactly, by filling them: one too few or too many shows.
    if let Err(error) = fill(&crowd).await {
        outcome.wrong(format!("the seats are not what they were: {error:#}"));
    }
    let after = settle(&scene, |now| {
        now.files <= before.files && now.threads <= before.threads
    })
    .await?;
    outcome.expect(after.files <= before.files, || {
        format!("{} files are open, {} were", after.files, before.files)
    });
    outcome.expect(after.threads <= before.threads, || {
        format!("{} threads run, {} did", after.threads, before.threads)
    });
    let most = before.resident + before.resident / 10 + KEPT;
    outcome.expect(after.resident <= most, || {
        format!("{} bytes are in use, {} were", after.resident, before.resident)
    });
    outcome.count = format!(
        "{} connects ({:.0}/s); files {} → {}, threads {} → {}, memory {:.1} → {:.1} MiB, {} seats exact",
        grouped(connects),
        connects as f64 / took.as_secs_f64(),
        before.files,
        after.files,
        before.threads,
        after.threads,
        before.resident as f64 / 1_048_576.0,
        after.resident as f64 / 1_048_576.0,
        seats + OPERATORS
    );
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

#[derive(Clone, Debug)]
struct Crowd {
    address: SocketAddr,
    rooms: Vec<Room>,
    /// The last number of each room's stream.
    ends: Vec<i64>,
    operator: Party,
}

/// Waits until `is_settled`, or as long as it may take, and tells what there is then.
async fn settle(scene: &Scene, is_settled: impl Fn(&Census) -> bool) -> Result<Census> {
    let end = Instant::now() + SETTLED;
    let mut last = scene.server.census()?;
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = scene.server.census()?;
        // Twice the same: nothing is on its way out any more.
        let is_still = (now.files, now.threads) == (last.files, last.threads);
        if (is_still && is_settled(&now)) || Instant::now() > end {
            return Ok(now);
        }
        last = now;
    }
}

async fn churn(crowd: &Crowd, dice: &Dice, connections: usize) -> Result<()> {
    // Its connections are kept for later requests, and so are files of the server: they go with it.
    let api = Api::new(crowd.address)?;
    let mut workers = JoinSet::new();
    for index in 0..AT_ONCE {
        let share = connections / AT_ONCE + usize::from(index < connections % AT_ONCE);
        let (crowd, api, mut dice) = (crowd.clone(), api.clone(), dice.part(index as u64));
        workers.spawn(async move {
            for _ in 0..share {
                come_and_go(&crowd, &api, &mut dice).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = workers.join_next().await {
        done??;
    }
    Ok(())
}

/// One connection, and one of the ways to end it. What the server says does not matter here.
async fn come_and_go(crowd: &Crowd, api: &Api, dice: &mut Dice) -> Result<()> {
    let which = dice.below(VISITORS as u64) as usize;
    let room = &crowd.rooms[which];
    let party = room.party();
    let server = crowd.address;
    let source = Ipv4Addr::new(127, 0, 0, 1 + dice.below(SOURCES) as u8);
    let open =
        |path: String, bearer: String| async move { Socket::open_from(source, server, &path, &bearer).await };
    let dialog = room.dialog;
    match dice.below(10) {
        0 | 1 => {
            let mut socket = open(party.socket(dialog, Some(0)), party.bearer().to_owned()).await?;
            let _ = socket.next_text().await;
            socket.close().await;
        }
        2 => drop(open(party.socket(dialog, None), party.bearer().to_owned()).await?),
        3 => {
            let socket = open(party.socket(dialog, None), party.bearer().to_owned()).await?;
            socket.reset_in_the_end();
        }
        4 => {
            let mut socket = open("/ws/inbox".to_owned(), crowd.operator.bearer().to_owned()).await?;
            let subscribe = format!(r#"{{"type":"subscribe","dialog_id":{dialog},"after":0}}"#);
            socket.send_text(subscribe).await?;
            let _ = socket.next_text().await;
        }
        5 => {
            // A wrong token, and then a dialog that is not there.
            let mut socket = open(party.socket(dialog, None), "wrong".to_owned()).await?;
            let _ = socket.next_text().await;
        }
        6 => {
            let mut socket = open(party.socket(i64::from(u32::MAX), None), party.bearer().to_owned()).await?;
            let _ = socket.next_text().await;
        }
        7 => {
            if let Ok(mut events) = Events::open(server, &party, dialog, Some(0)).await {
                let _ = events.next().await;
            }
        }
        8 => {
            let mut stream = connect(source, server).await?;
            // Half a request.
            let _ = stream
                .write_all(b"GET /ws/widget/dialogs/1 HTTP/1.1\r\nHost: x\r\n")
                .await;
        }
        _ => {
            // At the end there is something to wait for; beyond it the answer would come at once.
            let waiting = api.raw_page(&party, dialog, crowd.ends[which], 5);
            let _ = tokio::time::timeout(Duration::from_millis(5), waiting).await;
        }
    }
    Ok(())
}

async fn connect(source: Ipv4Addr, server: std::net::SocketAddr) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((source, 0).into())?;
    Ok(socket.connect(server).await?)
}

/// Takes every seat that there is, sees that there is none more, and leaves.
async fn fill(crowd: &Crowd) -> Result<()> {
    let end = Instant::now() + SETTLED;
    loop {
        match take_all(crowd).await {
            // Those who left a moment ago may still be on their way out.
            Err(error) if Instant::now() > end => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            Ok(()) => return Ok(()),
        }
    }
}

async fn take_all(crowd: &Crowd) -> Result<()> {
    let server = crowd.address;
    let mut held = Vec::new();
    for room in &crowd.rooms {
        for seat in 0..PER_VISITOR {
            let joined = Socket::join(server, &room.party(), room.dialog, None).await;
            held.push(joined.with_context(|| format!("seat {seat} of a visitor is taken"))?);
        }
    }
    if let Some(room) = crowd.rooms.first()
        && Socket::join(server, &room.party(), room.dialog, None)
            .await
            .is_ok()
    {
        bail!("there is one seat more for visitors than there should be");
    }
    let dialog = crowd.rooms.first().context("there are no dialogs")?.dialog;
    for seat in 0..OPERATORS {
        let joined = Socket::join(server, &crowd.operator, dialog, None).await;
        held.push(joined.with_context(|| format!("seat {seat} of the operators is taken"))?);
    }
    if Socket::join(server, &crowd.operator, dialog, None).await.is_ok() {
        bail!("there is one seat more for operators than there should be");
    }
    Ok(())
}
