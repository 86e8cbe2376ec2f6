//! The text of a reply while it is being written, so that who joins midway sees all of it.

use std::time::Duration;

use crate::domain::{EventKind, GenerationId, Mark, Mutant, Timestamp, planted};

/// Bytes of text that are kept for who joins. A longer reply stops growing on screens; its message has all of it.
const MAX_TEXT: usize = 64 * 1024;

/// How long a generation may be without news before it counts as abandoned.
const STALE_AFTER: Duration = Duration::from_mins(10);

/// A reply being written, as far as this node has heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveGeneration {
    pub generation: GenerationId,
    pub attempt: i32,
    /// The message that it answers.
    pub reply_to: Mark,
    /// The last delta in `text`; −1 before the first.
    pub index: i64,
    pub text: String,
}

/// A dialog's running generation. An assistant writes one reply at a time.
#[derive(Default)]
pub(super) struct Live {
    // Boxed: most rooms have none.
    running: Option<Box<Running>>,
    /// The last generation that ended: nothing of it, or of an older one, comes to life again.
    ended: Option<GenerationId>,
}

struct Running {
    seen: LiveGeneration,
    heard_at: Timestamp,
}

impl Live {
    /// Follows `event`. False if it is out of place (a delta of a reply that is not running, or not the next
    /// one) and nobody must see it.
    pub(super) fn follow(&mut self, event: &EventKind, now: Timestamp) -> bool {
        match event {
            EventKind::GenerationStarted {
                generation,
                reply_to,
                attempt,
            } => self.start(*generation, *attempt, *reply_to, now),
            EventKind::GenerationDelta {
                generation,
                attempt,
                index,
                text,
            } => self.grow(*generation, *attempt, *index, text, now),
            EventKind::GenerationCompleted { generation, .. }
            | EventKind::GenerationFailed { generation, .. }
            | EventKind::GenerationCancelled { generation, .. } => {
                planted(Mutant::M17) || self.end(*generation)
            }
            _ => true,
        }
    }

    pub(super) fn snapshot(&self) -> Option<LiveGeneration> {
        self.running.as_ref().map(|running| running.seen.clone())
    }

    pub(super) fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The generation that runs, if nothing was heard of it for `silent`.
    pub(super) fn silent_since(&self, now: Timestamp, silent: Duration) -> Option<GenerationId> {
        let running = self.running.as_ref()?;
        (now.since(running.heard_at) >= silent).then_some(running.seen.generation)
    }

    /// Forgets a generation that nobody has heard of for long: its worker's node is gone.
    pub(super) fn sweep(&mut self, now: Timestamp) {
        if self
            .running
            .as_ref()
            .is_some_and(|running| now.since(running.heard_at) > STALE_AFTER)
        {
            self.running = None;
        }
    }

    fn start(&mut self, generation: GenerationId, attempt: i32, reply_to: Mark, now: Timestamp) -> bool {
        let newest = self
            .running
            .as_ref()
            .map(|running| (running.seen.generation, running.seen.attempt));
        if self.ended >= Some(generation) || newest >= Some((generation, attempt)) {
            return false;
        }
        self.running = Some(Box::new(Running {
            seen: LiveGeneration {
                generation,
                attempt,
                reply_to,
                index: -1,
                text: String::new(),
            },
            heard_at: now,
        }));
        true
    }

    fn grow(
        &mut self,
        generation: GenerationId,
        attempt: i32,
        index: i64,
        text: &str,
        now: Timestamp,
    ) -> bool {
        let Some(running) = self.running.as_mut() else {
            return false;
        };
        let seen = &mut running.seen;
        let next = seen.generation == generation && seen.attempt == attempt && seen.index + 1 == index;
        if !next || seen.text.len() + text.len() > MAX_TEXT {
            return false;
        }
        seen.index = index;
        seen.text.push_str(text);
        running.heard_at = now;
        true
    }

    /// False if that was known: the node that wrote it says so as well as whoever ended it.
    fn end(&mut self, generation: GenerationId) -> bool {
        let is_news = self.ended != Some(generation);
        self.ended = self.ended.max(Some(generation));
        if self
            .running
            .as_ref()
            .is_some_and(|running| running.seen.generation <= generation)
        {
            self.running = None;
        }
        is_news
    }
}

#[cfg(test)]
#[path = "live_tests.rs"]
mod tests;
