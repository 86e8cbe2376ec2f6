//! The faults of trust.md §3 that concern one node, or the bus between two: each is brought about again and again under load;
//! afterwards every ledger is compared with the server, and the figures with what is wanted.

mod bus_gone;
mod bus_lossy;
mod bus_silent;
mod clock;
mod cluster;
mod database_restart;
mod database_silent;
mod database_slow;
mod disk_full;
mod drain;
mod files;
mod kill;
mod memory;
mod network;
mod node_asleep;
mod node_lost;
mod passage;
mod report;
mod restore;
mod scene;
mod silent_clients;
mod slow_readers;
mod sqlite;
mod storm;
mod watch;

use anyhow::{Result, ensure};

use crate::Verdict;
use crate::arguments::{FaultsArguments, Store};
use crate::dice::Dice;
use crate::server::raise_file_limit;
use crate::terminal::complain;
use report::{Report, Table};
use scene::Run;

use Store::{Postgres, Sqlite};

#[derive(Clone, Copy, Debug)]
enum Fault {
    Kill,
    Drain,
    DatabaseRestart,
    DatabaseSilent,
    DatabaseSlow,
    BusGone,
    BusSilent,
    BusLossy,
    DiskFull,
    OpenReader,
    Clock,
    SlowReaders,
    SilentClients,
    Storm,
    NodeLost,
    NodeFrozen,
    NodeAsleep,
    Memory,
    Files,
    Network,
    Restore,
}

/// Number, name, and the stores that it concerns.
const ROWS: &[(&str, &str, &[Store], Fault)] = &[
    ("F01", "kill -9", &[Sqlite, Postgres], Fault::Kill),
    ("F03", "restart by SIGTERM", &[Sqlite, Postgres], Fault::Drain),
    (
        "F05",
        "database crashes and restarts",
        &[Postgres],
        Fault::DatabaseRestart,
    ),
    ("F06", "database half open", &[Postgres], Fault::DatabaseSilent),
    (
        "F07",
        "database slow or locked",
        &[Sqlite, Postgres],
        Fault::DatabaseSlow,
    ),
    ("F08", "Redis gone, back empty", &[Postgres], Fault::BusGone),
    ("F09", "Redis half open, one node", &[Postgres], Fault::BusSilent),
    (
        "F10",
        "the bus loses, doubles, swaps",
        &[Postgres],
        Fault::BusLossy,
    ),
    ("F11", "disk full", &[Sqlite], Fault::DiskFull),
    ("F11", "a reader stays open", &[Sqlite], Fault::OpenReader),
    ("F12", "clock jumps", &[Sqlite], Fault::Clock),
    ("F13", "slow readers", &[Sqlite], Fault::SlowReaders),
    ("F14", "clients half open", &[Sqlite], Fault::SilentClients),
    ("F15", "reconnect storm", &[Sqlite], Fault::Storm),
    ("F16", "a node of two is killed", &[Postgres], Fault::NodeLost),
    (
        "F16",
        "a node of two freezes and thaws",
        &[Postgres],
        Fault::NodeFrozen,
    ),
    ("F21", "a node's machine sleeps", &[Postgres], Fault::NodeAsleep),
    ("F26", "memory limit", &[Sqlite], Fault::Memory),
    ("F27", "no more files", &[Sqlite], Fault::Files),
    ("F28", "bad network", &[Sqlite], Fault::Network),
    ("F29", "an older backup is restored", &[Sqlite], Fault::Restore),
];

impl Fault {
    async fn run(self, run: &Run<'_>, store: Store) -> Result<Report> {
        match self {
            Self::Kill => kill::run(run, store).await,
            Self::Drain => drain::run(run, store).await,
            Self::DatabaseRestart => database_restart::run(run, store).await,
            Self::DatabaseSilent => database_silent::run(run, store).await,
            Self::DatabaseSlow => database_slow::run(run, store).await,
            Self::BusGone => bus_gone::run(run, store).await,
            Self::BusSilent => bus_silent::run(run, store).await,
            Self::BusLossy => bus_lossy::run(run, store).await,
            Self::DiskFull => disk_full::run(run, store).await,
            Self::OpenReader => disk_full::open_reader(run, store).await,
            Self::Clock => clock::run(run, store).await,
            Self::SlowReaders => slow_readers::run(run, store).await,
            Self::SilentClients => silent_clients::run(run, store).await,
            Self::Storm => storm::run(run, store).await,
            Self::NodeLost => node_lost::run(run).await,
            Self::NodeFrozen => node_asleep::frozen(run).await,
            Self::NodeAsleep => node_asleep::asleep(run).await,
            Self::Memory => memory::run(run, store).await,
            Self::Files => files::run(run, store).await,
            Self::Network => network::run(run, store).await,
            Self::Restore => restore::run(run, store).await,
        }
    }
}

/// What else the machine does decides how much its figures are worth.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or_default().to_owned()
}

pub(crate) async fn run(arguments: &FaultsArguments) -> Result<Verdict> {
    raise_file_limit()?;
    let seed = arguments.server.seed.unwrap_or_else(Dice::fresh_seed);
    complain(format_args!("seed {seed}"));
    let is_called = |id: &str, name: &str, wanted: &str| {
        id.eq_ignore_ascii_case(wanted) || name.split(' ').any(|word| word.eq_ignore_ascii_case(wanted))
    };
    let wants = |id: &str, name: &str| {
        let only = &arguments.only;
        only.is_empty() || only.iter().any(|wanted| is_called(id, name, wanted))
    };
    let is_known = |wanted: &String| ROWS.iter().any(|row| is_called(row.0, row.1, wanted));
    let unknown = arguments.only.iter().find(|wanted| !is_known(wanted));
    ensure!(
        unknown.is_none(),
        "there is no fault {}",
        unknown.map_or("", |id| id)
    );
    let run = Run { arguments, seed };
    let mut table = Table::default();
    for (id, name, stores, fault) in ROWS.iter().filter(|row| wants(row.0, row.1)) {
        for store in stores
            .iter()
            .filter(|&&store| arguments.store.is_none_or(|wanted| wanted == store))
        {
            complain(format_args!(
                "{id} {name}, {store:?} (the machine's load: {})",
                load_average()
            ));
            let report = fault.run(&run, *store).await;
            let report = report.unwrap_or_else(|error| Report::impossible(&error));
            table.add(format!("{id} {name}, {store:?}"), report);
        }
    }
    table.print();
    Ok(Verdict::held(table.held()))
}
