use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::server::{Folder, port};

/// A `PostgreSQL` of this run alone, which may be treated badly.
#[derive(Debug)]
pub(super) struct Cluster {
    programs: PathBuf,
    folder: Folder,
    port: u16,
    stopped: bool,
}

impl Cluster {
    pub(super) async fn start() -> Result<Self> {
        let cluster = Self {
            programs: programs()?,
            folder: Folder::make("postgres")?,
            port: port::free()?.port(),
            stopped: false,
        };
        if is_root() {
            let owner = cluster.folder.path().as_os_str();
            run(Command::new("chown").arg("postgres").arg(owner)).await?;
        }
        let data = cluster.data();
        let mut command = cluster.program("initdb");
        command
            .arg("--pgdata")
            .arg(&data)
            .args(["--username", "tandem", "--auth", "trust"]);
        command.args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        run(&mut command).await.context("initdb")?;
        cluster.control("start").await?;
        Ok(cluster)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// `PostgreSQL` refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]);
            command.arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(self.folder.path());
        command
    }

    /// `start`, or `restart` without any farewell. Returns when it takes connections.
    async fn control(&self, what: &str) -> Result<()> {
        let options = format!(
            "-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=300",
            self.port,
            self.folder.path().display()
        );
        let mut command = self.program("pg_ctl");
        command.args(["--wait", "--timeout", "60", "--mode", "immediate", "--pgdata"]);
        command
            .arg(self.data())
            .arg("--log")
            .arg(self.folder.path().join("log"));
        command.args(["--options", &options, what]);
        run(&mut command).await.with_context(|| format!("pg_ctl {what}"))
    }

    /// As if its machine had lost power and come back: all connections break, then it recovers.
    pub(super) async fn crash_and_restart(&self) -> Result<()> {
        self.control("restart").await
    }

    pub(super) fn address(&self) -> std::net::SocketAddr {
        (std::net::Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// The way to it, or to something before it.
    pub(super) fn url(at: std::net::SocketAddr) -> String {
        format!("postgres://tandem@{at}/postgres")
    }

    pub(super) async fn stop(mut self) -> Result<()> {
        self.stopped = true;
        self.control("stop").await
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.stopped {
            // A run that failed leaves nothing running behind it. The program itself knows its own.
            let mut command = self.program("pg_ctl").into_std();
            command
                .args(["--mode", "immediate", "--pgdata"])
                .arg(self.data())
                .arg("stop");
            let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        }
    }
}

/// Debian keeps them off the `PATH`.
fn programs() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|version| version.path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    let path = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&path).filter(|folder| folder.join("initdb").exists()));
    found
        .into_iter()
        .next()
        .context("there is no PostgreSQL here (initdb, pg_ctl)")
}

pub(super) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs a program to its end; what it says is shown only if it fails.
pub(super) async fn run(command: &mut Command) -> Result<()> {
    // A program that leaves a daemon behind must not keep our end of a pipe open: files instead.
    let said = tempfile(command.as_std().get_program().as_ref())?;
    command
        .stdin(Stdio::null())
        .stdout(said.1.try_clone()?)
        .stderr(said.1);
    let status = command.status().await.context("cannot be run")?;
    let text = std::fs::read_to_string(&said.0).unwrap_or_default();
    let _ = std::fs::remove_file(&said.0);
    if !status.success() {
        bail!("{status}: {}", text.trim());
    }
    Ok(())
}

fn tempfile(program: &Path) -> Result<(PathBuf, std::fs::File)> {
    let name = program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let number = crate::dice::Dice::fresh().roll();
    let path = std::env::temp_dir().join(format!("loadtest-{name}-{number:016x}"));
    let file = std::fs::File::create_new(&path)?;
    Ok((path, file))
}
