//! How long the answer to a peer's frame may take.
//!
//! The frames of one peer are dealt with one after the other. So when the database stands still, one that came behind
//! another has waited as long as that one, and what that one took is taken off its own time.

use std::time::Duration;

use tokio::time::Instant;

/// How long a peer waits for a database that is slow or locked before it is told to try again.
const ANSWER_WITHIN: Duration = Duration::from_millis(4_200);

/// What one that stands behind others is given all the same.
const AT_LEAST: Duration = Duration::from_millis(200);

/// An answer that took so long was held up.
const LONG: Duration = Duration::from_secs(1);

/// A frame that comes so soon after an answer was sent before that answer, and has waited behind it.
const AT_ONCE: Duration = Duration::from_millis(100);

/// The patience of one connection. Small, because there are many.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Patience {
    /// Milliseconds that the frames took which stood before the next one.
    waited: u32,
    /// When the present frame was begun, or the last one done.
    at: Option<Instant>,
}

impl Patience {
    /// For the frame that comes now.
    pub(super) fn left(&self) -> Duration {
        match self.at {
            Some(at) if at.elapsed() < AT_ONCE => {
                let waited = Duration::from_millis(self.waited.into());
                ANSWER_WITHIN.saturating_sub(waited).max(AT_LEAST)
            }
            _ => ANSWER_WITHIN,
        }
    }

    /// A frame is being dealt with.
    pub(super) fn begin(&mut self) {
        self.at = Some(Instant::now());
    }

    /// It was dealt with.
    pub(super) fn end(&mut self) {
        let took = self.at.map_or(Duration::ZERO, |at| at.elapsed());
        if took >= LONG {
            let took = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
            self.waited = self.waited.saturating_add(took);
        } else if took < AT_LEAST {
            // The database goes on.
            self.waited = 0;
        }
        self.at = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn takes(patience: &mut Patience, took: Duration) {
        patience.begin();
        tokio::time::advance(took).await;
        patience.end();
    }

    #[tokio::test(start_paused = true)]
    async fn who_stands_behind_one_that_was_held_up_does_not_wait_anew() {
        let mut patience = Patience::default();
        assert_eq!(patience.left(), ANSWER_WITHIN);
        takes(&mut patience, Duration::from_millis(3_200)).await;
        assert_eq!(patience.left(), Duration::from_secs(1));
        takes(&mut patience, Duration::from_secs(1)).await;
        assert_eq!(patience.left(), AT_LEAST);
        // Refused at once, it is no sign that anything goes on.
        takes(&mut patience, AT_LEAST).await;
        assert_eq!(patience.left(), AT_LEAST);
        takes(&mut patience, Duration::from_millis(3)).await;
        assert_eq!(patience.left(), ANSWER_WITHIN);
    }

    #[tokio::test(start_paused = true)]
    async fn who_speaks_later_has_all_the_time() {
        let mut patience = Patience::default();
        takes(&mut patience, Duration::from_secs(4)).await;
        tokio::time::advance(AT_ONCE).await;
        assert_eq!(patience.left(), ANSWER_WITHIN);
    }
}
