//! A workflow, as n8n runs one: its webhook answers at once, and what comes of it is called back later.

mod call;
mod plan;
mod run;
mod serve;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::serving;

pub use plan::Plan;
use plan::{Aim, Planned};
pub use run::{Reply, Run};

/// A workflow on 127.0.0.1 whose time stands still until the test moves it.
#[derive(Debug)]
pub struct Workflow {
    address: SocketAddr,
    shared: Arc<Shared>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default)]
struct Shared {
    desk: Mutex<Desk>,
    started: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Desk {
    /// How far the test has moved the time.
    now: Duration,
    plans: std::collections::VecDeque<Plan>,
    usual: Option<Plan>,
    runs: Vec<Run>,
    planned: Vec<Planned>,
}

impl Workflow {
    /// Listens on a free port, within the runtime that calls.
    #[expect(
        clippy::expect_used,
        reason = "a test without its workflow stops where it stands"
    )]
    pub async fn start() -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("a socket that is bound");
        let shared = Arc::<Shared>::default();
        let desk = Arc::clone(&shared);
        let mut tasks = JoinSet::new();
        tasks.spawn(serving::accept(listener, move |request, _| {
            serve::respond(request, Arc::clone(&desk))
        }));
        Self {
            address,
            shared,
            _tasks: tasks,
        }
    }

    /// The webhook's address. Every other one answers as n8n does for a workflow that is not active.
    pub fn url(&self) -> String {
        format!("http://{}/webhook/tandem", self.address)
    }

    /// What comes of the next run that has no plan yet.
    pub fn next(&self, plan: Plan) {
        self.shared.desk().plans.push_back(plan);
    }

    /// What comes of every run for which there is no other plan; otherwise nothing does.
    pub fn always(&self, plan: Plan) {
        self.shared.desk().usual = Some(plan);
    }

    /// All that was asked, in the order in which it came.
    pub fn runs(&self) -> Vec<Run> {
        self.shared.desk().runs.clone()
    }

    /// Waits until so many runs have begun, and gives the last of them.
    pub async fn started(&self, count: usize) -> Run {
        // The sender lives as long as this borrow does.
        let mut started = self.shared.started.subscribe();
        started.wait_for(|runs| *runs >= count.max(1)).await.ok();
        self.shared.desk().runs[count.max(1) - 1].clone()
    }

    /// Moves the time, and makes every call that is due by then, in order; what each was told.
    pub async fn forward(&self, by: Duration) -> Vec<Reply> {
        let due = {
            let mut desk = self.shared.desk();
            desk.now += by;
            let now = desk.now;
            let (mut due, later): (Vec<_>, Vec<_>) = desk.planned.drain(..).partition(|call| call.due <= now);
            desk.planned = later;
            due.sort_by_key(|call| call.due);
            due
        };
        let mut replies = Vec::new();
        for call in due {
            replies.push(self.shared.make(&call).await);
        }
        replies
    }

    /// Calls back with a body of the test's own.
    pub async fn call(&self, run: &Run, body: &Value) -> Reply {
        call::post(&run.callback_url(), body).await
    }

    /// Calls any address with any body.
    pub async fn post(&self, url: &str, body: &Value) -> Reply {
        call::post(url, body).await
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn make(&self, call: &Planned) -> Reply {
        let url = match call.aim {
            Aim::Own => call.run.callback_url(),
            Aim::Forged => call.run.forged_url(),
            Aim::Older => call.run.older_url(),
        };
        let mut body = call.body.clone();
        if call.aim == Aim::Older {
            body["correlation_id"] = call.run.correlation_id().into();
        }
        call::post(&url, &body).await
    }
}
