//! How long the answer to a peer's frame may take.
//!
//! The frames of one peer are dealt with one after the other. So when the database stands still, one that came behind
//! another has waited as long as that one, and what that one took is taken off its own time.

use std::time::Duration;

use tokio::time::Instant;

/// How long a peer waits for a database that is slow or locked before it is told to try again.
const ANSWER_WITHIN: Duration = Duration::from_millis(4_500);

/// What one that stands behind others is given all the same.
const AT_LEAST: Duration = Duration::from_millis(200);

/// An answer that took so long was held up.
const LONG: Duration = Duration::from_secs(1);

/// What comes so soon after an answer had been sent before it.
const AT_ONCE: Duration = Duration::from_millis(100);

/// The patience of one connection.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Patience {
    /// What the frames took that stood before the next one.
    waited: Duration,
    /// When the last of them was done.
    since: Option<Instant>,
}

impl Patience {
    /// For the frame that is begun now.
    pub(super) fn left(&self) -> Duration {
        match self.since {
            Some(since) if since.elapsed() < AT_ONCE => {
                ANSWER_WITHIN.saturating_sub(self.waited).max(AT_LEAST)
            }
            _ => ANSWER_WITHIN,
        }
    }

    /// A frame was dealt with, and that took so long.
    pub(super) fn note(&mut self, took: Duration) {
        if took >= LONG {
            self.waited += took;
        } else if took < AT_LEAST {
            // The database goes on.
            *self = Self::default();
            return;
        }
        self.since = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_stands_behind_one_that_was_held_up_does_not_wait_anew() {
        let mut patience = Patience::default();
        assert_eq!(patience.left(), ANSWER_WITHIN);
        patience.note(Duration::from_millis(3_500));
        assert_eq!(patience.left(), Duration::from_secs(1));
        patience.note(Duration::from_secs(1));
        assert_eq!(patience.left(), AT_LEAST);
        // Refused at once, it is no sign that anything goes on.
        patience.note(AT_LEAST);
        assert_eq!(patience.left(), AT_LEAST);
        patience.note(Duration::from_millis(3));
        assert_eq!(patience.left(), ANSWER_WITHIN);
    }

    #[tokio::test(start_paused = true)]
    async fn who_speaks_later_has_all_the_time() {
        let mut patience = Patience::default();
        patience.note(Duration::from_secs(4));
        tokio::time::sleep(AT_ONCE).await;
        assert_eq!(patience.left(), ANSWER_WITHIN);
    }
}
