//! F13: some read so slowly that what waits for them has to be bounded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use tokio::net::TcpSocket;
use tokio::task::JoinSet;

use super::report::{Report, p99};
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::bench::latency::milliseconds;
use crate::dice::Dice;
use crate::server::open_files;
use crate::stage::{Operator, throng};
use crate::wire::{Api, Ended, Kind, Party, Socket};

const READERS: usize = 100;
const HOT_DIALOGS: usize = 4;
/// Long texts, so that the bound is reached soon.
const TEXT: usize = 8_000;
const PAUSE: Duration = Duration::from_millis(20);
/// A reader's kernel holds this much for it, and not megabytes.
const RECEIVE_BUFFER: u32 = 4_096;
const CUT: Duration = Duration::from_secs(90);
const EACH: u64 = 2 << 20;
const QUIET: Duration = Duration::from_secs(15);

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let scene = Scene::with(run, store, |installation| {
        // Only the bound may cut them off, not their silence.
        Ok(installation.with("TANDEM_LIMITS__SILENT_SECONDS", 600))
    })
    .await?;
    let load = scene.load(&run.base()).await?;
    let pid = scene.server.pid();
    let hot = throng::open_dialogs(&scene.api, &scene.assistant, HOT_DIALOGS).await?;
    let party = scene.operator.party(&scene.api).await?;
    for (dialog, _) in &hot {
        scene
            .api
            .claim(&party, *dialog)
            .await?
            .read::<serde_json::Value>()?;
    }
    let mut talkers = JoinSet::new();
    for (dialog, _) in &hot {
        talkers.spawn(talk(scene.api.clone(), Arc::clone(&scene.operator), *dialog));
    }
    let mut report = Report::default();
    let (mut cut_after, mut each, mut too_slow, mut otherwise, mut wrong) = (Vec::new(), Vec::new(), 0, 0, 0);
    let (mut before, mut during) = (Vec::new(), Vec::new());
    for _ in 0..run.times(4, 1) {
        // A new token for each round: one lasts 15 minutes.
        let party = scene.watcher.party(&scene.api).await?;
        let joined = (0..READERS).map(|reader| open(&scene.api, &party, hot[reader % HOT_DIALOGS].0));
        let mut readers = try_join_all(joined).await?;
        let from = Instant::now();
        // For comparison: all read what comes.
        try_join_all(readers.iter_mut().map(|reader| reader.read(QUIET))).await?;
        before.extend(load.pulse().waits(from, Instant::now()));
        let files = open_files(pid)?;
        let resident = scene.server.usage()?.resident;
        // From here on nobody reads.
        let stopped = Instant::now();
        let mut most = resident;
        while open_files(pid)? + READERS * 9 / 10 > files && stopped.elapsed() < CUT {
            most = most.max(scene.server.usage()?.resident);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        cut_after.push(stopped.elapsed());
        each.push(most.saturating_sub(resident) / READERS as u64);
        during.extend(load.pulse().waits(stopped, Instant::now()));
        let woken = try_join_all(readers.into_iter().map(|reader| wake(&scene, &party, reader))).await?;
        for (ended, complete) in woken {
            match ended {
                Ended::Closed { code: 4008, .. } => too_slow += 1,
                _ => otherwise += 1,
            }
            wrong += usize::from(!complete);
        }
        report.injected(READERS);
    }
    drop(talkers);
    report.at_most("nine of ten were cut off after", &cut_after, CUT);
    let most = each.iter().max().copied().unwrap_or(0);
    report.figure(
        "memory for each",
        format!("{} KiB", most >> 10),
        "≤ 2 MiB",
        most <= EACH,
    );
    report.figure(
        "they saw",
        format!("4008: {too_slow}, a broken connection: {otherwise}"),
        "4008 where it still fits",
        too_slow + otherwise == cut_after.len() * READERS,
    );
    report.none("lists that were not complete after the resume", wrong);
    let (before, during) = (p99(&before), p99(&during));
    let grown = during.as_secs_f64() / before.as_secs_f64() - 1.0;
    report.figure(
        "the others, sent to acked, p99",
        format!(
            "{} → {}, {:+.0} %",
            milliseconds(before),
            milliseconds(during),
            grown * 100.0
        ),
        "≤ +10 %",
        grown <= 0.1,
    );
    report.checked(&scene.close(load).await?);
    Ok(report)
}

/// An operator who writes a lot.
async fn talk(api: Api, operator: Arc<Operator>, dialog: i64) {
    let mut dice = Dice::fresh();
    let text = "x".repeat(TEXT);
    loop {
        if let Ok(party) = operator.party(&api).await {
            // What is refused is not missed: others count the messages.
            let _ = api.post_message(&party, dialog, &dice.uuid(), &text).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[derive(Debug)]
struct SlowReader {
    socket: Socket,
    dialog: i64,
    /// The number before the first that the socket will bring.
    last: i64,
}

impl SlowReader {
    /// Reads as it should for so long.
    async fn read(&mut self, length: Duration) -> Result<()> {
        let until = tokio::time::Instant::now() + length;
        while let Ok(frame) = tokio::time::timeout_at(until, self.socket.next()).await {
            let frame = frame?;
            if frame.kind == Kind::Message {
                self.last = frame.seq.context("a message without a number")?;
            }
        }
        Ok(())
    }
}

async fn open(api: &Api, party: &Party, dialog: i64) -> Result<SlowReader> {
    let last = api.page(party, dialog, 0).await?.last_seq;
    let tcp = TcpSocket::new_v4()?;
    tcp.set_recv_buffer_size(RECEIVE_BUFFER)?;
    let path = party.socket(dialog, Some(last));
    let mut socket = Socket::open_on(tcp, api.address(), &path, party.bearer()).await?;
    socket.until(|frame| frame.kind == Kind::Hello).await?;
    Ok(SlowReader { socket, dialog, last })
}

/// Reads again: what is left, the end, and over a new connection what is missing. How the first
/// connection ended, and whether every number came once and in order.
async fn wake(scene: &Scene, party: &Party, mut reader: SlowReader) -> Result<(Ended, bool)> {
    let mut complete = true;
    let ended = loop {
        match tokio::time::timeout(CUT, reader.socket.next()).await {
            Err(_) => break Ended::Broken("it never ended".to_owned()),
            Ok(Err(ended)) => break ended,
            Ok(Ok(frame)) if frame.kind == Kind::Message => {
                let seq = frame.seq.context("a message without a number")?;
                complete &= seq == reader.last + 1;
                reader.last = seq;
            }
            Ok(Ok(_)) => {}
        }
    };
    let (mut socket, hello) =
        Socket::join(scene.api.address(), party, reader.dialog, Some(reader.last)).await?;
    let goal = hello.last_seq.context("a hello without `last_seq`")?;
    while reader.last < goal {
        let frame = socket.next().await?;
        match frame.kind {
            Kind::Message => {
                let seq = frame.seq.context("a message without a number")?;
                complete &= seq == reader.last + 1;
                reader.last = seq;
            }
            Kind::More => {
                while reader.last < frame.upto.unwrap_or(0) {
                    let page = scene.api.page(party, reader.dialog, reader.last).await?;
                    for item in &page.items {
                        complete &= item.seq == Some(reader.last + 1);
                        reader.last += 1;
                    }
                    if page.items.is_empty() {
                        return Ok((ended, false));
                    }
                }
            }
            _ => {}
        }
    }
    Ok((ended, complete))
}
