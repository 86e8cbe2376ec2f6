//! The provider: a server that answers by script, and remembers what it was asked.

mod answer;
mod asked;
mod choice;
mod messages;
mod records;
mod serve;
mod strict;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::obedient;
use crate::script::Script;
use crate::serving;
use crate::vector::Meanings;

pub use asked::{Asked, Dialect};
use choice::Choice;
use records::Records;
pub(crate) use records::Watch;

/// An AI provider on 127.0.0.1. Dropping it closes its port and every connection.
///
/// Which script a request gets: the next of the queue, else the one of its model, else what `answer` says.
/// A request for which there is none gets 501.
#[derive(Debug)]
pub struct Provider {
    address: SocketAddr,
    shared: Arc<Shared>,
    tasks: Option<JoinSet<()>>,
}

#[derive(Debug, Default)]
pub(crate) struct Shared {
    choice: Choice,
    pub(crate) meanings: Meanings,
    records: Arc<Records>,
}

impl Provider {
    /// Listens on a free port, within the runtime that calls.
    #[expect(
        clippy::expect_used,
        reason = "a test without its provider stops where it stands"
    )]
    pub async fn start() -> Self {
        Self::listen(([127, 0, 0, 1], 0).into())
            .await
            .expect("a free port on 127.0.0.1")
    }

    /// Listens at `address`.
    pub async fn listen(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let mut provider = Self {
            address: listener.local_addr()?,
            shared: Arc::default(),
            tasks: None,
        };
        provider.run(listener);
        Ok(provider)
    }

    fn run(&mut self, listener: TcpListener) {
        let mut tasks = JoinSet::new();
        let shared = Arc::clone(&self.shared);
        tasks.spawn(serving::accept(listener, move |request, line| {
            serve::respond(request, line, Arc::clone(&shared))
        }));
        self.tasks = Some(tasks);
    }

    /// Until it opens again connections are refused; those that stand are cut.
    pub async fn close(&mut self) {
        if let Some(mut tasks) = self.tasks.take() {
            tasks.shutdown().await;
        }
    }

    /// Listens again on the same port.
    pub async fn open(&mut self) -> std::io::Result<()> {
        if self.tasks.is_none() {
            let listener = TcpListener::bind(self.address).await?;
            self.run(listener);
        }
        Ok(())
    }

    /// Where it listens, without a path: paths are known by their ends.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The base address that OpenAI's clients are given.
    pub fn openai(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The base address that Anthropic's clients are given.
    pub fn anthropic(&self) -> String {
        self.url()
    }

    /// The script of a request that comes after those that are queued already.
    pub fn next(&self, script: Script) {
        self.shared.choice.queue(script);
    }

    /// The script of all requests for this model, if the queue is empty. A request for vectors gets the text of a script
    /// as its whole answer, whatever that is; one without text gives it its vectors.
    pub fn model(&self, name: &str, script: Script) {
        self.shared.choice.model(name, script);
    }

    /// The script of all requests that neither the queue nor their model answers.
    pub fn always(&self, script: Script) {
        self.answer(move |_| script.clone());
    }

    /// What chooses the script of a request that neither the queue nor its model answers.
    pub fn answer(&self, choose: impl Fn(&Asked) -> Script + Send + Sync + 'static) {
        self.shared.choice.otherwise(Arc::new(choose));
    }

    /// From now on these words mean the same: texts that hold them are as near as if they held the same word.
    pub fn same(&self, words: &[&str]) {
        self.shared.meanings.join(words);
    }

    /// A model that does whatever the visitor's last words order.
    pub fn obey(&self) {
        self.answer(|asked| obedient::obey(asked, &asked.last_user()));
    }

    /// A model that does whatever any part of its prompt orders: instructions, passages, earlier words.
    pub fn obey_everything(&self) {
        self.answer(|asked| obedient::obey(asked, &asked.prompt()));
    }

    /// All requests for an answer or for vectors, in the order in which they came, refused ones among them.
    pub fn requests(&self) -> Vec<Asked> {
        self.shared.records.all()
    }

    /// How many there were.
    pub fn tries(&self) -> usize {
        self.shared.records.count()
    }

    /// Waits until there were so many requests.
    pub async fn asked(&self, tries: usize) {
        self.shared.records.until(|counts| counts.asked >= tries).await;
    }

    /// Answers that are neither over nor left by who asked.
    pub fn running(&self) -> usize {
        self.shared.records.counts().running
    }

    /// Waits until no answer is running.
    pub async fn quiet(&self) {
        self.shared.records.until(|counts| counts.running == 0).await;
    }

    /// Answers that who asked did not hear to the end.
    pub fn left(&self) -> usize {
        self.shared.records.counts().left
    }

    /// Waits until so many answers were left by who asked.
    pub async fn left_by(&self, count: usize) {
        self.shared.records.until(|counts| counts.left >= count).await;
    }
}
