//! What may stand on the command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Loads, kills and measures a Tandem server over its public protocol.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure, and print the figures beside the project's targets.
    Bench(BenchArguments),
    /// Kill the server under load, over and over, and see that nothing acknowledged is lost or doubled.
    Kills(KillsArguments),
    /// Let several operators claim one dialog at once, and see that exactly one wins.
    Claims(ClaimsArguments),
    /// Take dialogs over while the assistant is speaking, and see that it falls silent.
    Takeovers(TakeoversArguments),
    /// Go through the conformance tests D01 to D22, and say what held.
    Conform(ConformArguments),
    /// Break one thing after the other under load: the faults F01 to F29 of the project's design.
    Faults(FaultsArguments),
    /// Hold many connections with traffic, and see that memory stays flat.
    Hold(HoldArguments),
    /// Check the ledgers that a `kills` run has kept once more.
    Check(CheckArguments),
}

/// Which server to start, and on what.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServerArguments {
    /// The server's binary [default: `tandem` beside this program].
    #[arg(long, value_name = "PATH")]
    pub(crate) binary: Option<PathBuf>,
    /// A `PostgreSQL` database to use instead of `SQLite`. It should be one that nobody needs.
    #[arg(long, value_name = "URL")]
    pub(crate) postgres: Option<String>,
    /// Repeats the random choices of an earlier run [default: other ones each time].
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Keep the server's data and log also when all went well.
    #[arg(long)]
    pub(crate) keep: bool,
    /// A further setting of the server, such as `TANDEM_LIMITS__TEXT_CHARACTERS=100`.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub(crate) settings: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// Measure only rows whose name contains this.
    #[arg(long, value_name = "NAME")]
    pub(crate) only: Option<String>,
    /// Dialogs that send at once.
    #[arg(long, default_value_t = 64)]
    pub(crate) dialogs: usize,
    /// Seconds to measure, after the warm-up.
    #[arg(long, default_value_t = 10)]
    pub(crate) seconds: u64,
    /// Idle connections to hold.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) idle: usize,
}

#[derive(Debug, Args)]
pub(crate) struct KillsArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How often to kill the server.
    #[arg(long, default_value_t = 500)]
    pub(crate) rounds: u32,
    /// Visitors who write, each in a dialog of their own; half over sockets, half by `POST`.
    #[arg(long, default_value_t = 24)]
    pub(crate) visitors: usize,
    /// Longest pause of a writer between two messages, in milliseconds.
    #[arg(long, default_value_t = 10)]
    pub(crate) pause: u64,
}

#[derive(Debug, Args)]
pub(crate) struct ClaimsArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How many dialogs are raced for.
    #[arg(long, default_value_t = 1000)]
    pub(crate) races: u32,
    /// Operators in each race; half over sockets, half by `POST`.
    #[arg(long, default_value_t = 8)]
    pub(crate) claimers: usize,
}

#[derive(Debug, Args)]
pub(crate) struct TakeoversArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// How often the assistant is interrupted in mid-answer.
    #[arg(long, default_value_t = 500)]
    pub(crate) rounds: u32,
    /// How many dialogs go on at once.
    #[arg(long, default_value_t = 8)]
    pub(crate) at_once: usize,
    /// How long to listen after a takeover, in milliseconds.
    #[arg(long, default_value_t = 1500)]
    pub(crate) listen: u64,
}

/// The databases that a run can be made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Store {
    Sqlite,
    Postgres,
}

#[derive(Debug, Args)]
pub(crate) struct ConformArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// Only these tests, such as `D02,D05` [default: all].
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub(crate) only: Vec<String>,
    /// Only on this database [default: on `SQLite`, and on `PostgreSQL` too if --postgres names one].
    #[arg(long)]
    pub(crate) store: Option<Store>,
    /// Smaller counts: some minutes instead of a quarter of an hour for each database.
    #[arg(long)]
    pub(crate) quick: bool,
    /// A server built with the feature `mutants`, for the control that must fail.
    #[arg(long, value_name = "PATH")]
    pub(crate) mutants: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct FaultsArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// Only these, such as `F01,F15`; or by a word of their names, such as `freezes`.
    #[arg(long, value_delimiter = ',', value_name = "IDS")]
    pub(crate) only: Vec<String>,
    /// Only on this store [default: every store that a fault concerns].
    #[arg(long)]
    pub(crate) store: Option<Store>,
    /// A few injections of each, in about a quarter of an hour.
    #[arg(long)]
    pub(crate) quick: bool,
    /// So many injections instead of the usual number.
    #[arg(long, value_name = "N")]
    pub(crate) times: Option<usize>,
    /// The usual load's people divided by so many, for runs of which many go on at once.
    #[arg(long, value_name = "N", default_value = "1", conflicts_with = "quick")]
    pub(crate) share: NonZeroUsize,
}

#[derive(Debug, Args)]
pub(crate) struct HoldArguments {
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    #[arg(long, default_value_t = 10_000)]
    pub(crate) connections: usize,
    #[arg(long, default_value_t = 30)]
    pub(crate) minutes: u64,
    /// Durable messages in a second, over all connections.
    #[arg(long, default_value_t = 100)]
    pub(crate) per_second: usize,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The folder with the ledgers.
    pub(crate) folder: PathBuf,
}
