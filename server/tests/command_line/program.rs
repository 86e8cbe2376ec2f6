//! Runs the program in a folder of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::support::PATIENCE;

const TANDEM: &str = env!("CARGO_BIN_EXE_tandem");

/// A folder to run in, which is empty at first.
pub(crate) struct Home(TempDir);

/// What a run that ended left.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    /// It failed, and said why in exactly one line. That line.
    #[track_caller]
    pub(crate) fn complaint(&self) -> &str {
        assert!(!self.status.success(), "{self:?}");
        assert_eq!(self.status.code(), Some(1), "{self:?}");
        let lines: Vec<&str> = self.err.lines().collect();
        let [line] = lines.as_slice() else {
            panic!("not one line: {self:#?}")
        };
        assert!(line.starts_with("tandem: "), "{line}");
        assert!(line.len() < 400, "{line}");
        assert_eq!(self.out, "", "nothing is said of success");
        line
    }

    /// It did what it was asked, and said so in JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        assert!(self.status.success(), "{self:?}");
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// The command, with nothing of this process's settings.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(TANDEM, arguments)
    }

    fn command_of(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(self.0.path())
            .kill_on_drop(true);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TANDEM_") || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        command
    }

    /// A shell's command line in which `$TANDEM` is the program.
    pub(crate) fn shell(&self, line: &str) -> Command {
        let mut command = self.command_of("sh", &["-c", line]);
        command.env("TANDEM", TANDEM);
        command
    }

    pub(crate) async fn run(&self, arguments: &[&str]) -> Outcome {
        outcome(self.command(arguments), "").await
    }

    /// `tandem serve` where it cannot succeed, on a port of its own.
    pub(crate) async fn fails_to_serve(&self, more: &[&str]) -> Outcome {
        let mut arguments = vec!["serve"];
        if !more.contains(&"--listen") {
            arguments.extend(["--listen", "127.0.0.1:0"]);
        }
        arguments.extend(more);
        self.run(&arguments).await
    }

    /// Starts a server and waits until it says where it is.
    pub(crate) async fn serve(&self) -> Serving {
        self.serve_with(&[]).await
    }

    /// The same with settings of the environment.
    pub(crate) async fn serve_with(&self, settings: &[(&str, &str)]) -> Serving {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("TANDEM_LOG", "off")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped());
        self.start(command).await
    }

    /// The same with all that it logs in the file `log`.
    pub(crate) async fn serve_logging(&self, level: &str, settings: &[(&str, &str)]) -> Serving {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("TANDEM_LOG", level)
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.path("log")).unwrap());
        self.start(command).await
    }

    async fn start(&self, mut command: Command) -> Serving {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = line(&mut lines).await.expect("the server did not start");
        let url = first.strip_prefix("Tandem is at ").unwrap().to_owned();
        Serving { child, url, lines }
    }

    /// Every file below the folder, with its bytes and when it was written.
    pub(crate) fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        read(self.0.path(), &mut found);
        found
    }
}

fn read(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.insert(path.clone(), Vec::new());
            read(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

/// Runs to the end.
pub(crate) async fn outcome(mut command: Command, input: &str) -> Outcome {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input closes it: no mistake.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes()).await;
    let ended = timeout(PATIENCE, child.wait_with_output()).await;
    let output = ended.expect("it did not end").unwrap();
    Outcome {
        status: output.status,
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A server of its own process.
pub(crate) struct Serving {
    child: Child,
    pub(crate) url: String,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Serving {
    /// The line after the first, if it says where to make the first owner.
    pub(crate) async fn setup_token(&mut self) -> String {
        let line = line(&mut self.lines).await.unwrap();
        line.rsplit('#').next().unwrap().to_owned()
    }

    /// What it holds of the machine's memory, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    /// The same once what its start needed has been given back, which takes a second.
    pub(crate) async fn settled_kib(&self) -> u64 {
        const FALLS: u64 = 256;
        let mut looks = tokio::time::interval(Duration::from_millis(1_500));
        let mut last = u64::MAX;
        loop {
            looks.tick().await;
            let now = self.resident_kib();
            if now + FALLS > last {
                return now;
            }
            last = now;
        }
    }

    /// The names of its threads, as the kernel has them.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    pub(crate) fn threads(&self) -> Vec<String> {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id().unwrap())).unwrap();
        threads
            // One may end while the others are looked at.
            .filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok())
            .map(|name| name.trim_end().to_owned())
            .collect()
    }

    /// Asks it to stop.
    pub(crate) async fn terminate(&self) {
        let pid = self.child.id().unwrap();
        let asked = Command::new("sh")
            .args(["-c", &format!("kill -TERM {pid}")])
            .status()
            .await;
        assert!(asked.unwrap().success());
    }

    pub(crate) async fn ended(&mut self, within: Duration) -> ExitStatus {
        timeout(within, self.child.wait())
            .await
            .expect("it did not end in time")
            .unwrap()
    }

    /// What else it said until its end.
    pub(crate) async fn last_words(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(words) = line(&mut self.lines).await {
            said.push(words);
        }
        said
    }

    /// Ends it as a power cut does.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> Option<String> {
    timeout(PATIENCE, lines.next_line())
        .await
        .expect("it fell silent")
        .unwrap()
}
