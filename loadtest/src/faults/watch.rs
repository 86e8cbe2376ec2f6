//! What an onlooker sees of the server while something is broken.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use reqwest::Method;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::server::Usage;
use crate::stage::Operator;
use crate::wire::Api;

const EVERY: Duration = Duration::from_millis(250);

/// Asks now and then until it is told to stop.
#[derive(Debug)]
pub(super) struct Onlooker {
    stop: watch::Sender<bool>,
    work: JoinSet<Seen>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// How often `/readyz` said something else than 200, or nothing.
    pub(super) not_ready: usize,
    pub(super) asked: usize,
    /// Histories that were read.
    pub(super) read: usize,
    pub(super) not_read: usize,
    /// How long each request took, good or bad; one without an answer took the client's time limit.
    pub(super) took: Vec<Duration>,
    /// The most memory that was in use.
    pub(super) resident: u64,
}

impl Onlooker {
    /// Looks at `/readyz` and at a dialog's history, as an operator who is signed in.
    pub(super) async fn start(api: &Api, operator: &Arc<Operator>, dialog: i64, pid: u32) -> Result<Self> {
        let party = operator.party(api).await?;
        let (stop, mut stopped) = watch::channel(false);
        let api = api.clone();
        let mut work = JoinSet::new();
        work.spawn(async move {
            let mut seen = Seen::default();
            while !*stopped.borrow() {
                let asked = Instant::now();
                let ready = api.ask(Method::GET, "/readyz", None, None).await;
                seen.took.push(asked.elapsed());
                seen.asked += 1;
                seen.not_ready += usize::from(!ready.is_ok_and(|answer| answer.is_done()));
                let asked = Instant::now();
                let page = api.page(&party, dialog, 0).await;
                seen.took.push(asked.elapsed());
                seen.read += usize::from(page.is_ok());
                seen.not_read += usize::from(page.is_err());
                let resident = Usage::of(pid).map_or(0, |usage| usage.resident);
                seen.resident = seen.resident.max(resident);
                tokio::select! {
                    () = tokio::time::sleep(EVERY) => {}
                    _ = stopped.changed() => {}
                }
            }
            seen
        });
        Ok(Self { stop, work })
    }

    pub(super) async fn stop(mut self) -> Result<Seen> {
        self.stop.send_replace(true);
        match self.work.join_next().await {
            Some(seen) => Ok(seen?),
            None => Ok(Seen::default()),
        }
    }
}
