//! Marks that came too often: of each only the furthest is kept, until it may be set.

use std::time::Duration;

use tokio::time::Instant;

use crate::domain::{DialogId, MarkKind};

/// Dialogs that one connection marks at once, at most: more than it may follow. Of others the mark is dropped, and
/// the next one says it again.
const MOST: usize = 512;

/// How far somebody has got in a dialog, in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) dialog: DialogId,
    pub(super) kind: MarkKind,
    pub(super) seq: i64,
}

/// What one connection has still to mark. Allocates nothing while its peer keeps the pace.
#[derive(Default)]
pub(super) struct LateMarks(Option<Box<Late>>);

struct Late {
    due: Instant,
    marks: Vec<Mark>,
}

impl LateMarks {
    /// Takes `mark` among those that wait, if any do. False: set it now.
    pub(super) fn take_in(&mut self, mark: Mark) -> bool {
        let Some(late) = &mut self.0 else { return false };
        late.merge(mark);
        true
    }

    /// `mark` was refused: it waits, and with it all that follow.
    pub(super) fn postpone(&mut self, mark: Mark, wait: Duration) {
        let due = Instant::now() + wait;
        let late = self.0.get_or_insert_with(|| {
            Box::new(Late {
                due,
                marks: Vec::new(),
            })
        });
        late.due = due;
        late.merge(mark);
    }

    /// When the next one may be set; `None` if none waits.
    pub(super) fn due(&self) -> Option<Instant> {
        self.0.as_ref().map(|late| late.due)
    }

    /// The next one that waits.
    pub(super) fn next(&mut self) -> Option<Mark> {
        let late = self.0.as_mut()?;
        let next = late.marks.pop();
        if late.marks.is_empty() {
            self.0 = None;
        }
        next
    }
}

impl Late {
    fn merge(&mut self, mark: Mark) {
        let same = |known: &Mark| (known.dialog, known.kind) == (mark.dialog, mark.kind);
        match self.marks.iter().position(same) {
            Some(at) => self.marks[at].seq = self.marks[at].seq.max(mark.seq),
            None if self.marks.len() < MOST => self.marks.push(mark),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(dialog: i64, kind: MarkKind, seq: i64) -> Mark {
        Mark {
            dialog: DialogId(dialog),
            kind,
            seq,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn of_many_marks_the_furthest_is_left() {
        let mut late = LateMarks::default();
        assert!(!late.take_in(mark(1, MarkKind::Read, 1)));
        assert_eq!(late.due(), None);
        late.postpone(mark(1, MarkKind::Read, 2), Duration::from_secs(1));
        for seq in [5, 9, 3] {
            assert!(late.take_in(mark(1, MarkKind::Read, seq)));
        }
        assert!(late.take_in(mark(1, MarkKind::Delivered, 4)));
        assert_eq!(late.due(), Some(Instant::now() + Duration::from_secs(1)));
        let mut left = [late.next().unwrap(), late.next().unwrap()];
        left.sort_by_key(|mark| mark.seq);
        assert_eq!(
            left,
            [mark(1, MarkKind::Delivered, 4), mark(1, MarkKind::Read, 9)]
        );
        assert_eq!((late.next(), late.due()), (None, None));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut late = LateMarks(Some(Box::new(Late {
            due: Instant::now(),
            marks: Vec::new(),
        })));
        for dialog in 0..10_000 {
            late.take_in(mark(dialog, MarkKind::Read, 1));
        }
        assert_eq!(late.0.unwrap().marks.len(), MOST);
    }
}
