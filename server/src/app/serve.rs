//! `tandem serve` and `tandem demo`: a node, its doors, and a polite end.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::TaskTracker;

use super::accept::Entrance;
use super::config::Config;
use super::demo::{self, Demo};
use super::doors;
use super::hold::Hold;
use super::lifecycle::{StopSignals, Tasks};
use super::listener::{file_limit, listen, raise_file_limit};
use super::node::{Node, Outside};
use super::probe::Probe;
use super::state::Server;
use super::system::{SystemClock, SystemEntropy};
use crate::access::Cost;
use crate::hub::{Census, Hub};
use crate::rest::Rates;
use crate::store::Store;

/// How long connections may take to hear that they have to go, and the database to be closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// A server that listens.
pub struct Running {
    pub address: SocketAddr,
    /// What to open in a browser.
    pub url: String,
    /// The one-time link that makes the first owner, as long as there is none.
    pub setup_link: Option<String>,
    pub demo: Option<Demo>,
    hub: Arc<Hub>,
    connections: TaskTracker,
    store: Store,
    tasks: Tasks,
    outside: Outside,
    /// Given back at the end of all.
    _hold: Hold,
}

/// The real clock, the real randomness, passwords at full cost.
pub fn outside() -> Outside {
    Outside {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        password_cost: Cost::OWASP,
        program: own_program(),
    }
}

/// Under Linux this names the running program even after another version has taken its place on the disk.
fn own_program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        return running.to_owned();
    }
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("tandem"))
}

/// Starts a server; `with_demo` puts the demo shop into it.
pub async fn start(config: &Config, outside: Outside, with_demo: bool) -> anyhow::Result<Running> {
    // The door first: a taken address is told before any data is touched.
    let listener = listen(config.listen).map_err(anyhow::Error::msg)?;
    let address = listener.local_addr()?;
    let url = config.shown_url(address);
    let tasks = Tasks::new()?;
    // What is told of this server names the port that it got, also where any would do.
    let config = &config.clone().listening_at(address);
    let started = Node::start(config, &outside, &tasks).await;
    let node = match started {
        Ok(node) => node,
        Err(error) => {
            tasks.finish().await;
            return Err(error.into());
        }
    };
    let demo = if with_demo {
        Some(demo::prepare(&node, &outside).await?)
    } else {
        None
    };
    let setup_link = node
        .rest
        .access
        .offer_set_up()
        .await?
        .map(|token| format!("{url}/setup#{}", token.reveal()));
    let hub = Arc::clone(&node.rest.hub);
    let connections = node.sockets.connections.clone();
    let store = node.rest.store.clone();
    let server = Server {
        rest: node.rest,
        sockets: node.sockets,
        demo: demo.clone(),
        probe: Probe::new(config),
        looking: Arc::default(),
    };
    let rates = Rates::new(&config.rates()).ok_or_else(|| anyhow::anyhow!("a rate limit is zero"))?;
    tasks.spawn("rates", rates.clone().forget_the_quiet(tasks.stop.clone()));
    let entrance = Entrance {
        listener,
        router: doors::router(server, &rates),
        limits: config.gate(file_limit()),
        proxies: config.proxies(),
    };
    tasks.spawn("entrance", entrance.serve(tasks.stop.clone()));
    Ok(Running {
        address,
        url,
        setup_link,
        demo,
        hub,
        connections,
        store,
        tasks,
        outside,
        _hold: node.hold,
    })
}

impl Running {
    /// How much the server holds for its connections at this moment.
    pub fn census(&self) -> Census {
        self.hub.census()
    }

    /// Stops politely: connections are told to come back, posts are finished, then the doors close.
    /// Whether everything ended in time.
    pub async fn stop(self) -> bool {
        self.hub.drain(&*self.outside.entropy).await;
        self.connections.close();
        // Who does not hear it by then has to find out by itself.
        let _ = tokio::time::timeout(FAREWELL, self.connections.wait()).await;
        let all = self.tasks.finish().await;
        // The last to close the database leaves it whole, in one file.
        let _ = tokio::time::timeout(FAREWELL, self.store.close()).await;
        all
    }
}

/// Serves until the process is asked to stop. An error if it stopped by itself.
pub async fn serve(config: &Config, with_demo: bool, say: impl FnOnce(&Running)) -> anyhow::Result<()> {
    let mut asked_to_stop = StopSignals::listen()?;
    let files = raise_file_limit();
    let running = start(config, outside(), with_demo).await?;
    // Only now: a start that fails says one thing, why.
    match files {
        Ok(files) => tracing::info!(address = %running.address, files, "listening"),
        Err(error) => {
            tracing::warn!(address = %running.address, %error, "listening; the limit of open files is as it was");
        }
    }
    say(&running);
    tokio::select! {
        () = asked_to_stop.next() => tracing::info!("stopping"),
        () = running.tasks.failed() => {}
    }
    let failed = running.tasks.has_failed();
    let stopping = running.stop();
    // A second signal ends it at once.
    tokio::select! {
        _ = stopping => {}
        () = asked_to_stop.next() => tracing::warn!("stopped at once"),
    }
    if failed {
        Err(anyhow::anyhow!("a part of the server failed; see the log"))
    } else {
        Ok(())
    }
}
