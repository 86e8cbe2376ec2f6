//! Ledgers on disk: a folder for each dialog, a file for each client, a line for each entry.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::entry::{Entry, Item, Stream};

const HISTORY: &str = "history-";
const CODES: &str = "documented-codes.json";
const RESTORES: &str = "restores.json";

/// A client's own ledger. Each entry is with the kernel before the client goes on, so it outlives
/// the client; that the machine itself may fall is not what is tested here.
#[derive(Debug)]
pub(crate) struct Ledger {
    file: File,
}

impl Ledger {
    pub(crate) fn open(folder: &Path, client: &str, stream: Stream) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = File::create_new(folder.join(format!("{client}.jsonl")))?;
        let mut ledger = Self { file };
        ledger.write(&Entry::Opened {
            client: client.to_owned(),
            stream,
        })?;
        Ok(ledger)
    }

    /// Of one who writes: if it has not come to that when the load ends, it is no reader who lacks something.
    pub(crate) fn of_writer(folder: &Path, client: &str, stream: Stream) -> Result<Self> {
        let mut ledger = Self::open(folder, client, stream)?;
        ledger.write(&Entry::Writes)?;
        Ok(ledger)
    }

    pub(crate) fn write(&mut self, entry: &Entry) -> Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.file.write_all(&line).context("cannot write a ledger")
    }
}

/// All that is known of one dialog.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) ledgers: Vec<Vec<Entry>>,
    pub(crate) histories: Vec<History>,
    /// Codes that the server may send.
    pub(crate) documented: Option<HashSet<String>>,
    /// The names that restores from a backup gave to the history.
    pub(crate) restores: HashSet<String>,
}

/// Tells the check which names of histories come from restores; the last call counts.
pub(crate) fn write_restores(folder: &Path, epochs: &[String]) -> Result<()> {
    Ok(serde_json::to_writer(
        File::create(folder.join(RESTORES))?,
        epochs,
    )?)
}

/// Puts the codes that the server's own description names beside the ledgers of a dialog.
pub(crate) fn write_documented(folder: &Path, codes: &HashSet<String>) -> Result<()> {
    Ok(serde_json::to_writer(File::create(folder.join(CODES))?, codes)?)
}

/// Who tells a history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Source {
    /// The server, in the end.
    #[default]
    Rest,
    /// The tables themselves.
    Database,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct History {
    pub(crate) stream: Stream,
    #[serde(default)]
    pub(crate) source: Source,
    /// The last number given out.
    pub(crate) last_seq: i64,
    pub(crate) items: Vec<Item>,
    /// Who wrote each entry, as the database names them; REST does not tell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) authors: Vec<String>,
}

pub(crate) fn write_history(folder: &Path, history: &History) -> Result<()> {
    let name = match (history.stream, history.source) {
        (Stream::Public, Source::Rest) => "public",
        (Stream::Staff, Source::Rest) => "staff",
        (Stream::Public, Source::Database) => "public-database",
        (Stream::Staff, Source::Database) => "staff-database",
    };
    let file = File::create(folder.join(format!("{HISTORY}{name}.json")))?;
    let mut file = BufWriter::new(file);
    serde_json::to_writer(&mut file, history)?;
    Ok(file.flush()?)
}

/// The folders of a run, one for each dialog.
pub(crate) fn dialogs(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut dialogs = Vec::new();
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            dialogs.push(path);
        }
    }
    dialogs.sort();
    Ok(dialogs)
}

/// Reads a dialog's folder.
pub(crate) fn read(folder: &Path) -> Result<Evidence> {
    let mut evidence = Evidence::default();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = BufReader::new(File::open(&path)?);
        if name == CODES {
            evidence.documented = Some(serde_json::from_reader(file)?);
        } else if name == RESTORES {
            evidence.restores = serde_json::from_reader(file)?;
        } else if name.starts_with(HISTORY) {
            evidence.histories.push(serde_json::from_reader(file)?);
        } else {
            let entries = file.lines().map(|line| Ok(serde_json::from_str(&line?)?));
            let entries: Result<Vec<Entry>> = entries.collect();
            evidence
                .ledgers
                .push(entries.with_context(|| format!("in {}", path.display()))?);
        }
    }
    Ok(evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Folder;

    #[test]
    fn what_was_written_is_read_back() {
        let run = Folder::make("ledger-test").unwrap();
        let folder = run.path().join("dialog-1");
        let item = Item {
            id: 5,
            seq: 1,
            sender: "user".to_owned(),
            text: "a\n“b”".to_owned(),
            code: None,
        };
        let mut ledger = Ledger::open(&folder, "reader", Stream::Staff).unwrap();
        ledger.write(&Entry::Applied(item.clone())).unwrap();
        let history = History {
            stream: Stream::Public,
            source: Source::Rest,
            last_seq: 1,
            items: vec![item.clone()],
            authors: Vec::new(),
        };
        write_history(&folder, &history).unwrap();

        assert_eq!(dialogs(run.path()).unwrap(), std::slice::from_ref(&folder));
        let evidence = read(&folder).unwrap();
        assert_eq!(evidence.histories[0].items, std::slice::from_ref(&item));
        let opened = Entry::Opened {
            client: "reader".to_owned(),
            stream: Stream::Staff,
        };
        assert_eq!(evidence.ledgers, [vec![opened, Entry::Applied(item)]]);
    }

    #[test]
    fn no_client_writes_into_anothers_ledger() {
        let run = Folder::make("ledger-test").unwrap();
        Ledger::open(run.path(), "visitor", Stream::Public).unwrap();
        assert!(Ledger::open(run.path(), "visitor", Stream::Public).is_err());
    }
}
