use std::fs::{File, OpenOptions};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::{Folder, Running, port};
use crate::arguments::ServerArguments;

/// Brakes on people, and on addresses: here few people do the work of many, and all come from one address.
const BRAKES: [(&str, u64); 10] = [
    ("TANDEM_LIMITS__DIALOGS_PER_MINUTE", 1_000_000),
    ("TANDEM_LIMITS__SIGN_INS_PER_MINUTE", 1_000_000),
    ("TANDEM_LIMITS__MESSAGES_PER_MINUTE", 0),
    ("TANDEM_LIMITS__STRANGERS", 20_000),
    ("TANDEM_LIMITS__STRANGERS_PER_ADDRESS", 0),
    ("TANDEM_LIMITS__CONNECTIONS_PER_ADDRESS", 0),
    ("TANDEM_LIMITS__READS_PER_MINUTE", 0),
    ("TANDEM_LIMITS__TYPING_PER_MINUTE", 0),
    ("TANDEM_LIMITS__MARKS_PER_MINUTE", 0),
    ("TANDEM_LIMITS__ACTIONS_PER_MINUTE", 0),
];

/// What many connections of few people need: the caps are there against strangers.
const CAPS: [(&str, u64); 7] = [
    ("TANDEM_LIMITS__CONNECTIONS_PER_OPERATOR", 1_000),
    ("TANDEM_LIMITS__CONNECTIONS_PER_VISITOR", 100),
    ("TANDEM_LIMITS__CONNECTIONS_PER_DIALOG", 1_000),
    ("TANDEM_LIMITS__CONNECTIONS_TOTAL", 19_500),
    ("TANDEM_LIMITS__CONNECTIONS_KEPT_FOR_OPERATORS", 100),
    ("TANDEM_LIMITS__DIALOGS_PER_CONTACT", 1_000),
    ("TANDEM_LIMITS__SUBSCRIPTIONS_PER_CONNECTION", 1_000),
];

/// Where the server keeps its messages.
#[derive(Clone, Debug)]
pub(crate) enum Storage {
    Sqlite,
    Postgres { url: String },
}

impl Storage {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres { .. } => "PostgreSQL",
        }
    }
}

/// A server's data folder, port and settings; it may be started and killed any number of times.
#[derive(Debug)]
pub(crate) struct Installation {
    binary: PathBuf,
    storage: Storage,
    folder: Folder,
    address: SocketAddr,
    settings: Vec<(String, String)>,
    /// A program with arguments that starts `serve`, such as one that sets a limit first.
    starter: Vec<String>,
}

impl Installation {
    pub(crate) fn new(name: &str, arguments: &ServerArguments) -> Result<Self> {
        let storage = match &arguments.postgres {
            Some(url) => Storage::Postgres { url: url.clone() },
            None => Storage::Sqlite,
        };
        Self::on(storage, name, arguments)
    }

    pub(crate) fn on(storage: Storage, name: &str, arguments: &ServerArguments) -> Result<Self> {
        let mut folder = Folder::make(name)?;
        if arguments.keep {
            folder.keep();
        }
        let mut settings = Vec::new();
        for setting in &arguments.settings {
            let (name, value) = setting.split_once('=').context("--set takes NAME=VALUE")?;
            settings.push((name.to_owned(), value.to_owned()));
        }
        let installation = Self {
            binary: super::binary(arguments.binary.as_deref())?,
            storage,
            folder,
            address: port::free()?,
            settings,
            starter: Vec::new(),
        };
        Ok(BRAKES
            .into_iter()
            .fold(installation, |installation, (name, value)| {
                installation.with(name, value)
            }))
    }

    /// Another node of the same installation: the same program, settings, database and keys, with a data
    /// folder and a port of its own. Its folder goes with this one's.
    pub(crate) fn beside(&self, name: &str) -> Result<Self> {
        let folder = self.folder.within(name)?;
        let data = folder.path().join("data");
        std::fs::create_dir_all(&data)?;
        let keys = self.folder.path().join("data").join("keys");
        std::fs::copy(keys, data.join("keys")).context("the first node has no keys yet")?;
        Ok(Self {
            binary: self.binary.clone(),
            storage: self.storage.clone(),
            folder,
            address: port::free()?,
            settings: self.settings.clone(),
            starter: self.starter.clone(),
        })
    }

    /// With another way to the database.
    #[must_use]
    pub(crate) fn stored_at(mut self, storage: Storage) -> Self {
        self.storage = storage;
        self
    }

    /// Sets what no setting on the command line has set already.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: u64) -> Self {
        if !self.settings.iter().any(|(set, _)| set == name) {
            self.settings.push((name.to_owned(), value.to_string()));
        }
        self
    }

    /// Lets few people have many connections.
    #[must_use]
    pub(crate) fn for_crowds(self) -> Self {
        CAPS.into_iter()
            .fold(self, |installation, (name, value)| installation.with(name, value))
    }

    /// Puts a word into the server's environment.
    #[must_use]
    pub(crate) fn with_word(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets another program start the server; it has to become the server by `exec`.
    #[must_use]
    pub(crate) fn started_by(mut self, starter: &[&str]) -> Self {
        self.starter = starter.iter().map(|&word| word.to_owned()).collect();
        self
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn storage(&self) -> &Storage {
        &self.storage
    }

    /// The run's folder: ledgers may be put beside the server's data.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database in a file, if it is one.
    pub(crate) fn database_file(&self) -> PathBuf {
        self.folder.path().join("data").join("tandem.db")
    }

    /// Leaves the folder behind, for somebody to look at.
    pub(crate) fn keep(&mut self) {
        self.folder.keep();
    }

    /// Nobody needs to look at it after all.
    pub(crate) fn discard(&mut self) {
        self.folder.discard();
    }

    /// Starts the server and waits until it is ready.
    pub(crate) async fn start(&self) -> Result<Running> {
        let log = self.log()?;
        let mut command = self.command(&["serve", "--listen", &self.address.to_string()], &self.starter);
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Running::start(command, self.address, self.log_path()).await
    }

    /// Runs one of the server's commands, such as `tenant create`, and reads what it prints.
    pub(crate) async fn ask(&self, arguments: &[&str], input: &str) -> Result<Value> {
        let mut child = self
            .command(arguments, &[])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", self.binary.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that does not read may be gone already; its answer tells.
            let _ = stdin.write_all(input.as_bytes()).await;
        }
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            bail!(
                "`tandem {}` failed: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("`tandem {}` printed no JSON", arguments.join(" ")))
    }

    fn command(&self, arguments: &[&str], starter: &[String]) -> Command {
        let mut command = match starter.split_first() {
            Some((program, words)) => {
                let mut command = Command::new(program);
                command.args(words).arg(&self.binary);
                command
            }
            None => Command::new(&self.binary),
        };
        // Settings of whoever runs this must not change what is measured.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TANDEM_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .current_dir(self.folder.path())
            .kill_on_drop(true);
        if let Storage::Postgres { url } = &self.storage {
            command.env("TANDEM_DATABASE_URL", url);
        }
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        command
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    fn log(&self) -> Result<File> {
        Ok(OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_path())?)
    }
}
