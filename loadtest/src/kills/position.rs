use std::collections::BTreeSet;

/// How far a client has got in its stream. An ack may overtake the message before it, so the numbers
/// ahead of a gap are remembered, and a resume starts at the gap.
#[derive(Debug, Default)]
pub(crate) struct Position {
    last: i64,
    ahead: BTreeSet<i64>,
}

impl Position {
    /// All numbers up to this one are known.
    pub(crate) fn last(&self) -> i64 {
        self.last
    }

    /// Takes a number in; false if it was known.
    pub(crate) fn take(&mut self, seq: i64) -> bool {
        if seq <= self.last || !self.ahead.insert(seq) {
            return false;
        }
        while self.ahead.remove(&(self.last + 1)) {
            self.last += 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resume_starts_before_the_first_gap() {
        let mut position = Position::default();
        assert!(position.take(1));
        assert!(position.take(3));
        assert_eq!(position.last(), 1);
        assert!(position.take(2));
        assert_eq!(position.last(), 3);
        assert!(!position.take(2) && !position.take(3));
    }
}
