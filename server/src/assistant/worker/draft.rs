//! A reply while it is being written: what has been drawn, and what waits to be.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// Collects an engine's pieces into deltas that are a little apart, so that a fast engine does not flood a slow line.
pub(super) struct Draft {
    /// All that was told.
    text: String,
    /// How much of it, in bytes, has been given out as deltas.
    drawn: usize,
    /// The number of the last delta; −1 before the first.
    index: i64,
    every: Duration,
    due: Instant,
}

/// One delta.
pub(super) struct Delta {
    pub(super) index: i64,
    pub(super) text: Arc<str>,
}

impl Draft {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            text: String::new(),
            drawn: 0,
            index: -1,
            every,
            due: Instant::now(),
        }
    }

    pub(super) fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    /// When the next delta may be given out; nothing while there is none.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.drawn < self.text.len()).then_some(self.due)
    }

    /// All that waits, as the next delta.
    pub(super) fn take(&mut self) -> Option<Delta> {
        let text = self
            .text
            .get(self.drawn..)
            .filter(|waiting| !waiting.is_empty())?;
        let text = Arc::from(text);
        self.drawn = self.text.len();
        self.index += 1;
        self.due = Instant::now() + self.every;
        Some(Delta {
            index: self.index,
            text,
        })
    }

    /// The number of the last delta; −1 before the first.
    pub(super) fn index(&self) -> i64 {
        self.index
    }

    /// What all deltas say together.
    pub(super) fn drawn(&self) -> &str {
        self.text.get(..self.drawn).unwrap_or_default()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }
}
