use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::watch;

use super::arrivals::{Arrival, Arrivals, Place};

#[derive(Debug, Default)]
struct Record {
    /// Composed, and how long until its first ack, across all cuts.
    gaps: Vec<(Instant, Duration)>,
    /// Of each time that a message left.
    answers: Vec<Wait>,
    /// Codes of refusals that ask for a repeat.
    refusals: BTreeMap<String, usize>,
    closes: BTreeMap<String, usize>,
    retry_afters: Vec<(Instant, u64)>,
    arrivals: Arrivals,
}

/// From leaving until an answer of any kind; a repeat counts anew.
#[derive(Debug)]
struct Wait {
    sent: Instant,
    took: Duration,
    who: Arc<str>,
    heard: &'static str,
}

/// What all clients measure together.
#[derive(Debug)]
pub(crate) struct Pulse {
    record: Mutex<Record>,
    /// The era in which each client was last welcomed.
    welcomed: Vec<AtomicU64>,
    /// The era in which each client last heard of another history.
    anew: Vec<AtomicU64>,
    resets: watch::Sender<u64>,
    sent_again: AtomicU64,
    era: AtomicU64,
    welcomes: watch::Sender<u64>,
    acks: watch::Sender<u64>,
}

impl Pulse {
    pub(super) fn new(clients: usize) -> Self {
        Self {
            record: Mutex::default(),
            welcomed: (0..clients).map(|_| AtomicU64::new(0)).collect(),
            anew: (0..clients).map(|_| AtomicU64::new(0)).collect(),
            resets: watch::Sender::new(0),
            sent_again: AtomicU64::new(0),
            era: AtomicU64::new(1),
            welcomes: watch::Sender::new(0),
            acks: watch::Sender::new(0),
        }
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn welcomed(&self, client: usize) {
        if let Some(welcomed) = self.welcomed.get(client) {
            welcomed.store(self.era.load(Ordering::SeqCst), Ordering::SeqCst);
        }
        self.welcomes.send_modify(|welcomes| *welcomes += 1);
    }

    /// This client was told that the history is another one.
    pub(super) fn began_anew(&self, client: usize) {
        if let Some(anew) = self.anew.get(client) {
            anew.store(self.era.load(Ordering::SeqCst), Ordering::SeqCst);
        }
    }

    /// A `reset` came behind such a welcome.
    pub(super) fn was_reset(&self) {
        self.resets.send_modify(|resets| *resets += 1);
    }

    /// So many messages were acknowledged, are gone, and go again.
    pub(super) fn goes_again(&self, messages: usize) {
        self.sent_again.fetch_add(messages as u64, Ordering::SeqCst);
    }

    pub(crate) fn resets(&self) -> u64 {
        *self.resets.borrow()
    }

    /// Waits until there were so many, of all clients together.
    pub(crate) async fn until_reset(&self, resets: u64) {
        // The sender lives as long as this does.
        let _ = self.resets.subscribe().wait_for(|so_far| *so_far >= resets).await;
    }

    pub(crate) fn sent_again(&self) -> u64 {
        self.sent_again.load(Ordering::SeqCst)
    }

    pub(super) fn acked(&self, composed: Instant, place: Place, seq: i64) {
        let now = Instant::now();
        let mut record = self.record();
        record.gaps.push((composed, now - composed));
        record.arrivals.acked(place, seq, now);
        drop(record);
        self.acks.send_modify(|acks| *acks += 1);
    }

    /// A screen shows an entry.
    pub(super) fn shown(&self, place: Place, seq: i64) {
        self.record().arrivals.shown(place, seq, Instant::now());
    }

    /// Messages that were acknowledged within the window, on the screens of those who never reload.
    pub(crate) fn arrivals(&self, from: Instant, to: Instant) -> Vec<Arrival> {
        self.record().arrivals.within(from, to)
    }

    /// An ack, a refusal, or none within the client's patience.
    pub(super) fn answered(&self, sent: Instant, who: &Arc<str>, heard: &'static str) {
        let (took, who) = (sent.elapsed(), Arc::clone(who));
        self.record().answers.push(Wait {
            sent,
            took,
            who,
            heard,
        });
    }

    pub(super) fn refused(&self, code: &str) {
        *self.record().refusals.entry(code.to_owned()).or_default() += 1;
    }

    pub(super) fn closed(&self, how: &str) {
        *self.record().closes.entry(how.to_owned()).or_default() += 1;
    }

    pub(super) fn told_to_retry(&self, after_ms: u64) {
        self.record().retry_afters.push((Instant::now(), after_ms));
    }

    /// Waits until the server has worked for so long altogether: seconds in which nobody got an ack do not count,
    /// unless nobody is writing (`quiet`).
    pub(super) async fn worked_for(&self, length: Duration, quiet: impl Fn() -> bool) {
        const STEP: Duration = Duration::from_secs(1);
        let mut worked = Duration::ZERO;
        let mut seen = *self.acks.borrow();
        while worked < length {
            tokio::time::sleep(STEP).await;
            let acks = *self.acks.borrow();
            if acks != seen || quiet() {
                worked += STEP;
            }
            seen = acks;
        }
    }

    /// From now on nobody counts as welcomed.
    pub(crate) fn new_era(&self) {
        self.era.fetch_add(1, Ordering::SeqCst);
    }

    /// How many clients there are, and how many of them have not heard of another history in this era.
    pub(crate) fn unaware(&self) -> (usize, usize) {
        let era = self.era.load(Ordering::SeqCst);
        let unaware = self.anew.iter().filter(|anew| anew.load(Ordering::SeqCst) < era);
        (self.anew.len(), unaware.count())
    }

    /// How many clients have not been welcomed in this era.
    pub(crate) fn missing(&self) -> usize {
        let era = self.era.load(Ordering::SeqCst);
        let here = |welcomed: &&AtomicU64| welcomed.load(Ordering::SeqCst) < era;
        self.welcomed.iter().filter(here).count()
    }

    /// Waits until every client has been welcomed in this era; how long it took.
    pub(crate) async fn until_all_back(&self, limit: Duration) -> Result<Duration> {
        let since = Instant::now();
        let mut welcomes = self.welcomes.subscribe();
        let all = welcomes.wait_for(|_| self.missing() == 0);
        match tokio::time::timeout(limit, all).await {
            Ok(_) => Ok(since.elapsed()),
            Err(_) => anyhow::bail!(
                "after {limit:?} {} clients are not back; so far {:?}",
                self.missing(),
                self.closes()
            ),
        }
    }

    /// Waits for the next ack of anybody; how long it took.
    pub(crate) async fn until_next_ack(&self, limit: Duration) -> Result<Duration> {
        let since = Instant::now();
        let mut acks = self.acks.subscribe();
        tokio::time::timeout(limit, acks.changed())
            .await
            .with_context(|| format!("nothing was acknowledged for {limit:?}"))??;
        Ok(since.elapsed())
    }

    pub(crate) fn acks(&self) -> u64 {
        *self.acks.borrow()
    }

    /// From composing to the ack, of messages composed within the window.
    pub(crate) fn gaps(&self, from: Instant, to: Instant) -> Vec<Duration> {
        let record = self.record();
        let within = record.gaps.iter().filter(|(at, _)| (from..to).contains(at));
        within.map(|(_, gap)| *gap).collect()
    }

    /// How long messages that left within the window waited for an answer of any kind.
    pub(crate) fn waits(&self, from: Instant, to: Instant) -> Vec<Duration> {
        let record = self.record();
        let within = record
            .answers
            .iter()
            .filter(|wait| (from..to).contains(&wait.sent));
        within.map(|wait| wait.took).collect()
    }

    /// Who waited longest among them, and for what.
    pub(crate) fn longest_wait(&self, from: Instant, to: Instant) -> String {
        let record = self.record();
        let within = record
            .answers
            .iter()
            .filter(|wait| (from..to).contains(&wait.sent));
        within
            .max_by_key(|wait| wait.took)
            .map_or_else(String::new, |wait| {
                let Wait { who, heard, .. } = wait;
                let (after, took) = ((wait.sent - from).as_secs_f64(), wait.took.as_millis());
                format!("{who}, sent after {after:.1} s, heard `{heard}` {took} ms later")
            })
    }

    pub(crate) fn refusals(&self) -> BTreeMap<String, usize> {
        self.record().refusals.clone()
    }

    pub(crate) fn closes(&self) -> BTreeMap<String, usize> {
        self.record().closes.clone()
    }

    /// What the server told about coming back, in milliseconds, and when.
    pub(crate) fn told_since(&self, since: Instant) -> Vec<(Instant, u64)> {
        let record = self.record();
        let later = record.retry_afters.iter().filter(|(at, _)| *at >= since);
        later.copied().collect()
    }
}
