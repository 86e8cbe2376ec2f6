//! A provider for trying things by hand and for benchmarks.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use stub::{Provider, Script};

/// An AI provider that streams the same answer to whoever asks, in OpenAI's and in Anthropic's form.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:8089")]
    listen: SocketAddr,
    /// The answer; each word is a piece.
    #[arg(long, default_value = "Orders leave our house within one working day.")]
    text: String,
    /// Milliseconds before each piece.
    #[arg(long, default_value_t = 30)]
    pause: u64,
    /// Does what the visitor's words order instead.
    #[arg(long)]
    obey: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    anyhow::ensure!(
        arguments.listen.ip().is_loopback(),
        "a stand-in listens on a loopback address only"
    );
    let provider = Provider::listen(arguments.listen).await?;
    if arguments.obey {
        provider.obey();
    } else {
        let words = arguments.text.split_inclusive(' ');
        provider.always(Script::text(words).every(Duration::from_millis(arguments.pause)));
    }
    announce(&provider);
    tokio::signal::ctrl_c().await?;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the addresses are what it is started for")]
fn announce(provider: &Provider) {
    println!("OpenAI: {}", provider.openai());
    println!("Anthropic: {}", provider.anthropic());
}

#[expect(clippy::print_stderr, reason = "there is no log to complain to")]
fn complain(error: &anyhow::Error) {
    eprintln!("stub: {error:#}");
}
