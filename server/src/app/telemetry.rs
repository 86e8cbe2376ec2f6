//! Logs, to standard error: readable sentences with dotted fields, never a message's text or a token.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use super::config::LogFormat;

/// Starts logging. `filter` is in the form of `RUST_LOG`: `info`, `tandem=debug,warn`.
pub(super) fn start(filter: &str, format: LogFormat) -> Result<(), String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| format!("setting `log`: {error}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Colours are for people; in a file they are dirt.
        .with_ansi(std::io::stderr().is_terminal());
    let started = match format {
        LogFormat::Text => builder.with_target(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    // Another test of the same process has started it: that one serves all.
    drop(started);
    Ok(())
}
