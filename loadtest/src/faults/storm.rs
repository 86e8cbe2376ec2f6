//! F15: everybody is cut off at once, and wants to come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::report::Report;
use super::scene::{Run, Scene};
use crate::arguments::Store;
use crate::dice::Dice;
use crate::load::{BackOff, Plan};
use crate::server::open_files;
use crate::stage::throng;
use crate::wire::{Kind, Party, Refused, Socket};

const BACK: Duration = Duration::from_secs(30);
const NEVER: Duration = Duration::from_mins(2);
const KEPT: Duration = Duration::from_millis(500);
const ATTEMPT: Duration = Duration::from_secs(5);
/// Clients that do not spread their tries come again after this, all together.
const ALL_TOGETHER: Duration = Duration::from_millis(500);

/// What those who want to come back are told.
#[derive(Debug, Default)]
struct Tally {
    back: AtomicUsize,
    told: AtomicUsize,
    /// Refused without a word about when to try again.
    not_told: AtomicUsize,
    silent: AtomicUsize,
}

/// A storm: its number, and whether the clients spread their tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Storm {
    number: usize,
    jitter: bool,
}

pub(super) async fn run(run: &Run<'_>, store: Store) -> Result<Report> {
    let scene = Scene::open(run, store).await?;
    let plan = Plan {
        dialogs: 50,
        askers: 0,
        restless: false,
        ..run.base()
    };
    let count = run.pick(10_000, 2_000);
    let visitors = throng::open_dialogs(&scene.api, &scene.assistant, count).await?;
    let load = scene.load(&plan).await?;
    let sockets = throng::connect(scene.installation.address(), &visitors).await?;
    let tally = Arc::new(Tally::default());
    let (order, orders) = watch::channel(Storm {
        number: 0,
        jitter: true,
    });
    let mut clients = JoinSet::new();
    let dice = run.dice(15);
    for (index, (socket, (dialog, party))) in sockets.into_iter().zip(visitors).enumerate() {
        let client = Client {
            server: scene.installation.address(),
            index,
            dialog,
            party,
            tally: Arc::clone(&tally),
            dice: dice.part(index as u64),
        };
        clients.spawn(client.run(socket, orders.clone()));
    }
    let mut report = Report::default();
    let (mut back, mut kept, mut lost) = (Vec::new(), Vec::new(), 0);
    let (mut files, mut cpu, mut wall) = (0, Duration::ZERO, Duration::ZERO);
    for number in 1..=run.times(10, 2) {
        tokio::time::sleep(Duration::from_secs(3)).await;
        let (closes, used) = (load.pulse().closes(), scene.server.usage()?.cpu);
        tally.back.store(0, Ordering::SeqCst);
        let since = Instant::now();
        order.send_replace(Storm {
            number,
            jitter: number % 2 == 1,
        });
        while tally.back.load(Ordering::SeqCst) < count && since.elapsed() < NEVER {
            files = files.max(open_files(scene.server.pid())?);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        back.push(since.elapsed());
        wall += since.elapsed();
        cpu += scene.server.usage()?.cpu.saturating_sub(used);
        // What was sent in the last moments is still on its way.
        tokio::time::sleep(Duration::from_secs(1)).await;
        kept.extend(load.pulse().waits(since, Instant::now()));
        lost += usize::from(load.pulse().closes() != closes);
        report.injected(1);
    }
    let of = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
    report.at_most(&format!("{count} sockets all back"), &back, BACK);
    report.p99_at_most("sent to acked on the sockets that were kept", &kept, KEPT);
    report.none("storms in which kept sockets ended", lost);
    report.figure(
        "refused: told when to come again, not told, without an answer for 5 s",
        format!(
            "{}, {}, {}",
            of(&tally.told),
            of(&tally.not_told),
            of(&tally.silent)
        ),
        "all told",
        of(&tally.not_told) == 0 && of(&tally.silent) == 0,
    );
    report.note("files of the server, at most", files.to_string());
    let share = cpu.as_secs_f64() / wall.as_secs_f64();
    report.note(
        "CPU of the server meanwhile",
        format!("{:.0} % of a core", share * 100.0),
    );
    drop(clients);
    report.checked(&scene.close(load).await?);
    Ok(report)
}

struct Client {
    server: std::net::SocketAddr,
    index: usize,
    dialog: i64,
    party: Party,
    tally: Arc<Tally>,
    dice: Dice,
}

impl Client {
    async fn run(self, mut socket: Socket, mut storms: watch::Receiver<Storm>) {
        loop {
            tokio::select! {
                heard = socket.next_text() => if heard.is_ok() {
                    continue;
                },
                changed = storms.changed() => if changed.is_err() {
                    return;
                },
            }
            let storm = *storms.borrow_and_update();
            socket.reset_in_the_end();
            drop(socket);
            socket = self.come_back(storm).await;
        }
    }

    /// Tries until it is in.
    async fn come_back(&self, storm: Storm) -> Socket {
        let mut dice = self.dice.part(storm.number as u64);
        let mut back_off = BackOff::new(dice.part(1));
        if storm.jitter {
            tokio::time::sleep(back_off.failed()).await;
        }
        loop {
            let joined = tokio::time::timeout(ATTEMPT, self.join()).await;
            let (told, counter) = match &joined {
                Ok(Ok(_)) => (None, &self.tally.back),
                Err(_) => (None, &self.tally.silent),
                Ok(Err(error)) => match told(error) {
                    Some(after) => (Some(after), &self.tally.told),
                    None => (None, &self.tally.not_told),
                },
            };
            counter.fetch_add(1, Ordering::SeqCst);
            if let Ok(Ok(socket)) = joined {
                return socket;
            }
            let wait = match (storm.jitter, told) {
                (true, Some(told)) => told + dice.between(Duration::ZERO, Duration::from_secs(1)),
                (true, None) => back_off.failed(),
                (false, Some(told)) => told,
                (false, None) => ALL_TOGETHER,
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// A `reconnect` instead of `hello` counts as a refusal that tells when to come again.
    async fn join(&self) -> Result<Socket> {
        let source = std::net::Ipv4Addr::new(127, 0, 0, 1 + (self.index % 4) as u8);
        let path = self.party.socket(self.dialog, None);
        let mut socket = Socket::open_from(source, self.server, &path, self.party.bearer()).await?;
        let first = socket.next().await?;
        if first.kind == Kind::Reconnect {
            return Err(Refused {
                status: 101,
                retry_after: first.retry_after_ms.map(Duration::from_millis),
            }
            .into());
        }
        Ok(socket)
    }
}

fn told(error: &anyhow::Error) -> Option<Duration> {
    error.downcast_ref::<Refused>()?.retry_after
}
