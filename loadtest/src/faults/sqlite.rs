use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Another process that has the database's file open: the `sqlite3` program.
#[derive(Debug)]
pub(super) struct Sqlite {
    child: Child,
    words: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

const DONE: &str = "-- done";

impl Sqlite {
    pub(super) async fn open(file: &Path) -> Result<Self> {
        let mut child = Command::new("sqlite3")
            .arg("-bail")
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("there is no program `sqlite3` here")?;
        let (words, answers) = child.stdin.take().zip(child.stdout.take()).context("no pipes")?;
        let mut open = Self {
            child,
            words,
            answers: BufReader::new(answers).lines(),
        };
        open.say(".timeout 10000").await?;
        Ok(open)
    }

    /// Does something; gives what came of it, line by line.
    pub(super) async fn say(&mut self, words: &str) -> Result<Vec<String>> {
        let words = format!("{words}\n.print \"{DONE}\"\n");
        self.words.write_all(words.as_bytes()).await?;
        self.words.flush().await?;
        let mut lines = Vec::new();
        loop {
            match self.answers.next_line().await? {
                Some(line) if line == DONE => return Ok(lines),
                Some(line) => lines.push(line),
                None => bail!("sqlite3 ended: {}", self.child.wait().await?),
            }
        }
    }

    pub(super) async fn close(mut self) -> Result<()> {
        drop(self.words);
        self.child.wait().await?;
        Ok(())
    }
}
