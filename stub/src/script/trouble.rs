//! What goes wrong in the middle of an answer.

use std::time::Duration;

use super::{Head, Script};

/// How a line ends before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As HTTP would have it: the body is over, and only what was said in it tells that something is missing.
    Clean,
    /// The connection is closed within the body.
    Closed,
    /// The connection is reset.
    Reset,
}

#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    Silence,
    /// A sign of life at each interval, and no word any more.
    Murmur(Duration),
    Cut(Ending),
    BadUtf8,
    BadJson,
    /// An error as an event, within a stream that began with 200; whether the stream goes on as if nothing were.
    Error {
        kind: String,
        goes_on: bool,
    },
}

impl Script {
    fn trouble(mut self, piece: usize, trouble: Trouble) -> Self {
        self.troubles.push((piece, trouble));
        self
    }

    /// Nothing comes any more after `pieces`, and the line stays.
    #[must_use]
    pub fn silent_after(self, pieces: usize) -> Self {
        self.trouble(pieces, Trouble::Silence)
    }

    /// After `pieces` only signs of life come: pings, or comments.
    #[must_use]
    pub fn murmurs_after(self, pieces: usize, every: Duration) -> Self {
        self.trouble(pieces, Trouble::Murmur(every))
    }

    /// The answer ends after `pieces`, without a reason.
    #[must_use]
    pub fn cut_after(self, pieces: usize, ending: Ending) -> Self {
        self.trouble(pieces, Trouble::Cut(ending))
    }

    /// The answer ends after `bytes` of its body, wherever that is.
    #[must_use]
    pub fn cut_at_byte(mut self, bytes: usize, ending: Ending) -> Self {
        self.cut_at = Some((bytes, ending));
        self
    }

    /// The line ends after `bytes` of the answer's first line and headers; with 0, no byte comes at all.
    #[must_use]
    pub fn cut_in_head(mut self, bytes: usize, ending: Ending) -> Self {
        self.head = Head::Cut(bytes, ending);
        self
    }

    /// After `pieces` comes one whose text is not UTF-8; the rest goes on, and ends well.
    #[must_use]
    pub fn bad_utf8_after(self, pieces: usize) -> Self {
        self.trouble(pieces, Trouble::BadUtf8)
    }

    /// After `pieces` comes an event that is not JSON; the rest goes on, and ends well.
    #[must_use]
    pub fn bad_json_after(self, pieces: usize) -> Self {
        self.trouble(pieces, Trouble::BadJson)
    }

    /// After `pieces` an error comes as an event, and the body is over.
    #[must_use]
    pub fn error_after(self, pieces: usize, kind: &str) -> Self {
        let kind = kind.to_owned();
        self.trouble(pieces, Trouble::Error { kind, goes_on: false })
    }

    /// After `pieces` an error comes as an event, and then the rest, as if nothing had been.
    #[must_use]
    pub fn error_within(self, pieces: usize, kind: &str) -> Self {
        let kind = kind.to_owned();
        self.trouble(pieces, Trouble::Error { kind, goes_on: true })
    }
}
