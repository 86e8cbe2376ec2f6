use std::time::Duration;

use crate::dice::Dice;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(30);

/// When to try again, as protocol §5 asks of clients: exponential, with full jitter.
#[derive(Clone, Debug)]
pub(crate) struct BackOff {
    dice: Dice,
    failures: u32,
}

impl BackOff {
    pub(crate) fn new(dice: Dice) -> Self {
        Self { dice, failures: 0 }
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// How long to wait after one more failure.
    pub(crate) fn failed(&mut self) -> Duration {
        let longest = FIRST.saturating_mul(1 << self.failures.min(10)).min(LONGEST);
        self.failures += 1;
        self.dice.between(Duration::ZERO, longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_bound_and_begin_anew() {
        let mut back_off = BackOff::new(Dice::from_seed(1));
        assert!(back_off.failed() <= FIRST);
        let later: Vec<Duration> = (0..100).map(|_| back_off.failed()).collect();
        let longest = later.iter().max().copied().unwrap_or_default();
        assert!(longest > LONGEST / 2 && longest <= LONGEST, "{longest:?}");
        back_off.succeeded();
        assert!(back_off.failed() <= FIRST);
    }
}
