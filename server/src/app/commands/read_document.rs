use std::io::{BufRead as _, Read as _, Write as _, stdin, stdout};

use rlimit::{Resource, setrlimit};

use crate::assistant::import::reading::{Wanted, read};

/// What a document may cost. A parser that wants more ends with this process, and with nothing else.
const MEMORY: u64 = 1 << 30;
const PROCESSOR_SECONDS: u64 = 15;

/// Bytes of input: a file of 10 MiB, and the line before it.
const MOST_INPUT: u64 = 11 << 20;

/// `tandem read-document`: one line that says what follows, then the document; one line of JSON comes back.
pub fn run() -> anyhow::Result<()> {
    // Not every system has each of them; where one cannot be set the server's own patience still ends this.
    for (resource, limit) in [
        (Resource::AS, MEMORY),
        (Resource::CPU, PROCESSOR_SECONDS),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
    ] {
        let _ = setrlimit(resource, limit, limit);
    }
    let mut input = stdin().lock().take(MOST_INPUT);
    let mut line = String::new();
    input.read_line(&mut line)?;
    let wanted: Wanted = serde_json::from_str(&line)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let answer = serde_json::to_string(&read(&wanted, &bytes))?;
    // A line of its own, whatever a parser has written before.
    writeln!(stdout(), "\n{answer}")?;
    Ok(())
}
