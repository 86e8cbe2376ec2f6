//! Where a connection stands in a dialog's stream, and what of a frame still has to go out.
//!
//! The hub's frames are hints: they may be late, doubled or lost. A connection sends number after
//! number and nothing twice, whatever the hints do.

use crate::domain::DialogId;

/// A connection's place in one dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Follow {
    pub(super) dialog: DialogId,
    /// The last number that went out.
    pub(super) last: i64,
    /// The last of this connection's own messages that was acknowledged.
    pub(super) acked: i64,
}

/// What to do with a numbered frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is the next one: send it.
    Send,
    /// It went out already.
    Drop,
    /// Numbers before it are missing: read them first.
    Hole,
}

impl Follow {
    pub(super) fn new(dialog: DialogId, last: i64) -> Self {
        Self {
            dialog,
            last,
            acked: 0,
        }
    }

    /// Judges a frame numbered `seq`, and moves on if it is the next one.
    pub(super) fn judge(&mut self, seq: i64, ack: bool) -> Verdict {
        if ack && seq <= self.acked {
            return Verdict::Drop;
        }
        if seq > self.last + 1 {
            return Verdict::Hole;
        }
        if ack {
            self.acked = seq;
        } else if seq <= self.last {
            return Verdict::Drop;
        }
        self.last = self.last.max(seq);
        Verdict::Send
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(last: i64) -> Follow {
        Follow::new(DialogId(1), last)
    }

    #[test]
    fn numbers_go_out_in_order_and_once() {
        let mut follow = at(4);
        assert_eq!(follow.judge(5, false), Verdict::Send);
        assert_eq!(follow.judge(5, false), Verdict::Drop);
        assert_eq!(follow.judge(3, false), Verdict::Drop);
        assert_eq!(follow.judge(7, false), Verdict::Hole);
        assert_eq!(follow.last, 5);
        assert_eq!(follow.judge(6, false), Verdict::Send);
    }

    #[test]
    fn an_ack_goes_out_once_even_if_its_number_is_known() {
        let mut follow = at(5);
        assert_eq!(follow.judge(5, true), Verdict::Send);
        assert_eq!(follow.judge(5, true), Verdict::Drop);
        assert_eq!(follow.judge(6, true), Verdict::Send);
        assert_eq!(follow.last, 6);
    }
}
