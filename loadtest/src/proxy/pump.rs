//! One connection through the proxy: two directions, each read, judged, and written in order.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::rule::{Direction, Effect};
use super::rules::Rules;
use super::split::{Language, Splitter};
use super::unit::Unit;

/// Units on their way in one direction: enough for a delayed line to be full of them.
const ON_THE_WAY: usize = 256;
/// A slow line moves in steps of this.
const STEP: Duration = Duration::from_millis(100);

/// How a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    NotYet,
    InOrder,
    Reset,
}

/// What the proxy tells all its connections.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub(super) rules: Arc<Rules>,
    /// Counts the healings: who waits, waits for the next.
    pub(super) heals: watch::Receiver<u64>,
    /// Counts the cuts: each resets all connections that there are.
    pub(super) cuts: watch::Receiver<u64>,
}

/// One piece of work for the writing end.
#[derive(Debug)]
enum Work {
    Write { due: Instant, bytes: Vec<u8> },
    Slowly { bytes: Vec<u8>, per_second: u32 },
    WaitForHealing { seen: u64 },
    End(Ending),
}

/// What the two directions of a connection share.
#[derive(Debug)]
struct Link {
    number: u64,
    language: Language,
    rules: Arc<Rules>,
    heals: watch::Receiver<u64>,
    ending: watch::Sender<Ending>,
    /// Nothing goes either way until there have been more healings than this.
    frozen: watch::Sender<Option<u64>>,
}

/// Carries a connection to its end.
pub(super) async fn carry(
    number: u64,
    language: Language,
    mut client: TcpStream,
    mut server: TcpStream,
    mut orders: Orders,
) {
    let link = Link {
        number,
        language,
        rules: Arc::clone(&orders.rules),
        heals: orders.heals.clone(),
        ending: watch::Sender::new(Ending::NotYet),
        frozen: watch::Sender::new(None),
    };
    let mut ending = link.ending.subscribe();
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let mut end = tokio::select! {
        () = async {
            tokio::join!(
                link.pass(Direction::ToServer, from_client, to_server),
                link.pass(Direction::ToClient, from_server, to_client),
            );
        } => Ending::InOrder,
        _ = ending.wait_for(|ending| *ending != Ending::NotYet) => Ending::InOrder,
        _ = orders.cuts.changed() => Ending::Reset,
    };
    if *link.ending.borrow() == Ending::Reset {
        end = Ending::Reset;
    }
    if end == Ending::Reset {
        for stream in [&client, &server] {
            // One that is gone already needs no reset.
            let _ = stream.set_zero_linger();
        }
    }
}

impl Link {
    /// One direction, until its end has been passed on.
    async fn pass(&self, direction: Direction, from: ReadHalf<'_>, to: WriteHalf<'_>) {
        let (send, receive) = mpsc::channel(ON_THE_WAY);
        tokio::join!(self.read(direction, from, send), self.write(to, receive));
    }

    async fn read(&self, direction: Direction, mut from: ReadHalf<'_>, to: mpsc::Sender<Work>) {
        let mut splitter = Splitter::new(self.language, direction);
        let mut judge = Judge::new(self, direction);
        let mut buffer = Vec::new();
        // A broken connection ends as a closed one does: the other side sees it end.
        while from.read_buf(&mut buffer).await.is_ok_and(|read| read > 0) {
            while let Some(unit) = splitter.next(&mut buffer) {
                for work in judge.take(unit) {
                    if to.send(work).await.is_err() {
                        return;
                    }
                }
            }
        }
        // What never became whole is passed on as it is.
        for bytes in [judge.kept.take(), Some(buffer)].into_iter().flatten() {
            let _ = to.send(judge.due(bytes, Duration::ZERO)).await;
        }
    }

    async fn write(&self, mut to: WriteHalf<'_>, mut work: mpsc::Receiver<Work>) {
        while let Some(work) = work.recv().await {
            self.wait_while_frozen().await;
            let written = match work {
                Work::Write { due, bytes } => {
                    tokio::time::sleep_until(due).await;
                    self.wait_while_frozen().await;
                    to.write_all(&bytes).await
                }
                Work::Slowly { bytes, per_second } => slowly(&mut to, &bytes, per_second).await,
                Work::WaitForHealing { seen } => {
                    self.wait_for_healing(seen).await;
                    Ok(())
                }
                Work::End(ending) => {
                    self.ending.send_replace(ending);
                    return;
                }
            };
            if written.is_err() {
                break;
            }
        }
        self.wait_while_frozen().await;
        // Passes the end on; the other direction may go on.
        let _ = to.shutdown().await;
    }

    async fn wait_while_frozen(&self) {
        let frozen = *self.frozen.borrow();
        if let Some(seen) = frozen {
            self.wait_for_healing(seen).await;
        }
    }

    async fn wait_for_healing(&self, seen: u64) {
        // The proxy never goes before its connections.
        let _ = self.heals.clone().wait_for(|heals| *heals > seen).await;
    }
}

/// Turns units into work, as the rules say.
struct Judge<'a> {
    link: &'a Link,
    direction: Direction,
    /// Changes places with what comes next.
    kept: Option<Vec<u8>>,
    /// Nothing overtakes what was delayed.
    last_due: Instant,
}

impl<'a> Judge<'a> {
    fn new(link: &'a Link, direction: Direction) -> Self {
        Self {
            link,
            direction,
            kept: None,
            last_due: Instant::now(),
        }
    }

    fn due(&mut self, bytes: Vec<u8>, delay: Duration) -> Work {
        self.last_due = self.last_due.max(Instant::now() + delay);
        Work::Write {
            due: self.last_due,
            bytes,
        }
    }

    fn take(&mut self, unit: Unit) -> Vec<Work> {
        let link = self.link;
        let effect = link.rules.judge(link.number, self.direction, &unit);
        let seen = *link.heals.borrow();
        let mut work = match effect {
            None => vec![self.due(unit.bytes, Duration::ZERO)],
            Some(Effect::Delay(delay) | Effect::Jitter(delay)) => vec![self.due(unit.bytes, delay)],
            Some(Effect::Drop) => vec![self.due(unit.lost(self.direction), Duration::ZERO)],
            Some(Effect::Hold) => vec![
                Work::WaitForHealing { seen },
                self.due(unit.bytes, Duration::ZERO),
            ],
            Some(Effect::Double) => {
                let again = unit.again(self.direction);
                vec![
                    self.due(unit.bytes, Duration::ZERO),
                    self.due(again, Duration::ZERO),
                ]
            }
            Some(Effect::Swap) => match self.kept.replace(unit.bytes) {
                // Two that would wait for each other: the earlier one goes.
                Some(earlier) => return vec![self.due(earlier, Duration::ZERO)],
                None => return Vec::new(),
            },
            Some(Effect::CutAt(length)) => {
                let bytes = unit.bytes[..length.min(unit.bytes.len())].to_vec();
                vec![self.due(bytes, Duration::ZERO), Work::End(Ending::InOrder)]
            }
            Some(Effect::Reset) => vec![Work::End(Ending::Reset)],
            Some(Effect::HalfOpen) => {
                link.frozen.send_replace(Some(seen));
                vec![self.due(unit.bytes, Duration::ZERO)]
            }
            Some(Effect::Throttle(per_second)) => vec![Work::Slowly {
                bytes: unit.bytes,
                per_second,
            }],
        };
        if let Some(kept) = self.kept.take() {
            work.push(self.due(kept, Duration::ZERO));
        }
        work
    }
}

/// Writes in steps, so that a long unit arrives bit by bit as over a narrow line.
async fn slowly(to: &mut WriteHalf<'_>, bytes: &[u8], per_second: u32) -> std::io::Result<()> {
    let per_step = (f64::from(per_second) * STEP.as_secs_f64()).max(1.0);
    for piece in bytes.chunks(per_step as usize) {
        to.write_all(piece).await?;
        tokio::time::sleep(STEP.mul_f64(piece.len() as f64 / per_step)).await;
    }
    Ok(())
}
