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
    /// What screens show.
    seen: LiveGeneration,
    /// A further attempt, as long as it has not come as far as what screens show of an earlier one.
    behind: Option<LiveGeneration>,
    heard_at: Timestamp,
}

impl Running {
    /// The newest attempt.
    fn newest(&mut self) -> &mut LiveGeneration {
        self.behind.as_mut().unwrap_or(&mut self.seen)
    }

    /// The further attempt takes the place of what is shown, once it is at least as long: words that are being read do
    /// not vanish to be written once more.
    fn catch_up(&mut self) -> Option<EventKind> {
        let caught_up = self
            .behind
            .take_if(|behind| behind.text.len() >= self.seen.text.len())?;
        self.seen = caught_up;
        Some(EventKind::GenerationSnapshot {
            generation: self.seen.generation,
            attempt: self.seen.attempt,
            index: self.seen.index,
            text: self.seen.text.as_str().into(),
        })
    }
}

/// What is to be told of an event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Told {
    /// The event itself.
    Itself,
    /// This in its place.
    Instead(EventKind),
    /// It is out of place (a delta of a reply that is not running, or not the next one), or too early.
    Nothing,
}

impl From<bool> for Told {
    fn from(itself: bool) -> Self {
        if itself { Self::Itself } else { Self::Nothing }
    }
}

impl Live {
    /// Follows `event`; what is to be told of it.
    pub(super) fn follow(&mut self, event: &EventKind, now: Timestamp) -> Told {
        match event {
            EventKind::GenerationStarted {
                generation,
                reply_to,
                attempt,
            } => self.start(*generation, *attempt, *reply_to, now).into(),
            EventKind::GenerationDelta {
                generation,
                attempt,
                index,
                text,
            } => self.grow(*generation, *attempt, *index, text, now),
            EventKind::GenerationCompleted { generation, .. }
            | EventKind::GenerationFailed { generation, .. }
            | EventKind::GenerationCancelled { generation, .. } => {
                (planted(Mutant::M17) || self.end(*generation)).into()
            }
            _ => Told::Itself,
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

    /// False if it is no news, or if screens go on showing what an earlier attempt has written.
    fn start(&mut self, generation: GenerationId, attempt: i32, reply_to: Mark, now: Timestamp) -> bool {
        let newest = self
            .running
            .as_mut()
            .map(|running| (running.newest().generation, running.newest().attempt));
        if self.ended >= Some(generation) || newest >= Some((generation, attempt)) {
            return false;
        }
        let begun = LiveGeneration {
            generation,
            attempt,
            reply_to,
            index: -1,
            text: String::new(),
        };
        match self.running.as_mut() {
            Some(running) if running.seen.generation == generation && running.seen.index >= 0 => {
                running.behind = Some(begun);
                running.heard_at = now;
                false
            }
            _ => {
                self.running = Some(Box::new(Running {
                    seen: begun,
                    behind: None,
                    heard_at: now,
                }));
                true
            }
        }
    }

    fn grow(
        &mut self,
        generation: GenerationId,
        attempt: i32,
        index: i64,
        text: &str,
        now: Timestamp,
    ) -> Told {
        let Some(running) = self.running.as_mut() else {
            return Told::Nothing;
        };
        let newest = running.newest();
        let next = newest.generation == generation && newest.attempt == attempt && newest.index + 1 == index;
        if !next || newest.text.len() + text.len() > MAX_TEXT {
            return Told::Nothing;
        }
        newest.index = index;
        newest.text.push_str(text);
        running.heard_at = now;
        if running.behind.is_none() {
            return Told::Itself;
        }
        running.catch_up().map_or(Told::Nothing, Told::Instead)
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
