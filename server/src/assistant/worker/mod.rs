//! The workers of this node: they take replies that are wanted, and let an engine write them.
//!
//! A reply is a job with a lease. The worker that holds the lease draws deltas; when it dies the lease runs
//! out, and whoever takes the job next begins anew with the next attempt. The end of a reply is one
//! transaction of [`Conversation`], behind two fences: the lease, and the epoch of who holds the dialog. So a
//! question is answered once, and never after a person took over.

mod attempt;
mod backoff;
mod cancellations;
mod claim;
mod deadline;
mod draft;
mod paying;
mod progress;
mod request;
mod settings;
mod shares;
mod sweep;
mod typists;
mod writing;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize};

use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, interval_at, timeout};
use tokio_util::sync::CancellationToken;

pub use cancellations::Cancellations;
pub use settings::Settings;
use shares::Shares;
pub use typists::Typists;

use super::breaker::Breakers;
use super::engine::Engine;
use crate::bus::Bus;
use crate::conversation::Conversation;
use crate::domain::{Clock, Entropy};
use crate::store::Store;

/// What the workers work with.
pub struct Parts {
    pub store: Store,
    pub conversation: Conversation,
    pub bus: Arc<dyn Bus>,
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub engine: Arc<dyn Engine>,
    /// Notified after a commit that asked for a reply.
    pub wanted: Arc<Notify>,
    /// Told of replies that nobody wants any more.
    pub cancellations: Cancellations,
    /// Told of who types.
    pub typists: Typists,
    pub settings: Settings,
}

/// What an attempt holds on to.
struct Shared {
    store: Store,
    conversation: Conversation,
    bus: Arc<dyn Bus>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    engine: Arc<dyn Engine>,
    cancellations: Cancellations,
    typists: Typists,
    breaker: Breakers,
    settings: Settings,
    /// Replies whose progress is being saved.
    saving: AtomicUsize,
    /// Tells one lease of this node from another.
    leases: AtomicU64,
}

/// The workers of this node.
pub struct Workers {
    shared: Arc<Shared>,
    wanted: Arc<Notify>,
}

impl Workers {
    pub fn new(parts: Parts) -> Self {
        let shared = Shared {
            store: parts.store,
            conversation: parts.conversation,
            bus: parts.bus,
            clock: parts.clock,
            entropy: parts.entropy,
            engine: parts.engine,
            cancellations: parts.cancellations,
            typists: parts.typists,
            breaker: Breakers::default(),
            settings: parts.settings,
            saving: AtomicUsize::new(0),
            leases: AtomicU64::new(0),
        };
        Self {
            shared: Arc::new(shared),
            wanted: parts.wanted,
        }
    }

    /// Writes replies until `stop`, and then, for a little while, those that have begun. What is not done by
    /// then is begun anew once its lease has run out.
    pub async fn run(self, stop: CancellationToken) {
        let settings = &self.shared.settings;
        let mut writing = JoinSet::new();
        let mut shares = Shares::default();
        let mut look = interval(settings.look_every);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sweep = interval_at(Instant::now() + settings.sweep_every, settings.sweep_every);
        sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stop.is_cancelled() {
            self.fill(&mut writing, &mut shares).await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.wanted.notified() => {}
                _ = look.tick() => self.shared.end_overdue().await,
                _ = sweep.tick() => self.shared.sweep().await,
                Some(ended) = writing.join_next_with_id() => shares.give_back(ended),
            }
        }
        let finish = async {
            while let Some(ended) = writing.join_next_with_id().await {
                shares.give_back(ended);
            }
        };
        if timeout(settings.grace, finish).await.is_err() {
            tracing::info!("replies were left unfinished: they begin anew");
        }
    }

    /// Takes what there is to do, as far as there is room.
    async fn fill(&self, writing: &mut JoinSet<()>, shares: &mut Shares) {
        while let Some(free) = self
            .shared
            .settings
            .concurrent
            .checked_sub(writing.len())
            .filter(|free| *free > 0)
        {
            match self.shared.claim(&shares.exhausted(free)).await {
                Ok(Some(attempt)) => {
                    let tenant = attempt.task.generation.tenant;
                    shares.take(writing.spawn(attempt.run()).id(), tenant);
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(error = %error, "no reply could be taken");
                    return;
                }
            }
        }
    }
}
