//! Load generator, kill harness and benchmarks over Tandem's public protocol.
//!
//! Everything here knows the server only from outside: its command line, its REST and its sockets.

mod arguments;
mod bench;
mod claims;
mod conform;
mod dice;
mod faults;
mod hold;
mod kills;
mod ledger;
mod load;
mod nodes;
mod proxy;
mod server;
mod stage;
mod takeovers;
mod terminal;
mod wire;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    // Whoever else is in the same build may leave it open; nobody sets it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(Arguments::parse().command) {
        Ok(Verdict::Held) => ExitCode::SUCCESS,
        Ok(Verdict::Violated) => ExitCode::from(1),
        Err(error) => {
            terminal::complain(format_args!("loadtest: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Whether what was promised held. That a run could not be made at all is an error instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Held,
    Violated,
}

impl Verdict {
    fn held(yes: bool) -> Self {
        if yes { Self::Held } else { Self::Violated }
    }
}

fn run(command: Command) -> anyhow::Result<Verdict> {
    match command {
        // One thread for the load leaves the server as much of the machine as it can get.
        Command::Bench(arguments) => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(bench::run(&arguments)),
        Command::Kills(arguments) => threads()?.block_on(kills::run(&arguments)),
        Command::Claims(arguments) => threads()?.block_on(claims::run(&arguments)),
        Command::Conform(arguments) => threads()?.block_on(conform::run(&arguments)),
        Command::Takeovers(arguments) => threads()?.block_on(takeovers::run(&arguments)),
        Command::Faults(arguments) => threads()?.block_on(faults::run(&arguments)),
        Command::Hold(arguments) => threads()?.block_on(hold::run(&arguments)),
        Command::Check(arguments) => kills::check_again(&arguments.folder),
    }
}

fn threads() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
}
