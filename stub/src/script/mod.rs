//! What a provider does with one request.

mod gate;
mod trouble;

use std::time::Duration;

use serde_json::Value;

pub use gate::Gate;
pub use trouble::Ending;
pub(crate) use trouble::Trouble;

/// One answer, from the first byte to the last. What is not said otherwise is as a good provider does it.
#[derive(Clone, Debug)]
pub struct Script {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) message: Option<String>,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) pace: Pace,
    /// Each comes before the piece of that number, or behind the last one.
    pub(crate) troubles: Vec<(usize, Trouble)>,
    pub(crate) cut_at: Option<(usize, Ending)>,
    pub(crate) head: Head,
    pub(crate) finish: Finish,
    pub(crate) done: bool,
    pub(crate) usage: Option<Usage>,
    pub(crate) bytes_a_write: Option<usize>,
    pub(crate) drip: Option<Duration>,
}

/// A part of the answer that is told at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Call { name: String, arguments: String },
}

/// When the next piece comes.
#[derive(Clone, Debug)]
pub(crate) enum Pace {
    AtOnce,
    /// Before each piece, so also before the first.
    Every(Duration),
    Gate(Gate),
}

/// What happens to the answer's first line and headers.
#[derive(Clone, Debug)]
pub(crate) enum Head {
    Sent,
    /// Nothing comes, for ever.
    Hangs,
    /// It waits for the gate.
    Waits(Gate),
    /// The line ends within it, after so many bytes.
    Cut(usize, Ending),
}

/// Why a model says that it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// It has said all; with calls of tools: it waits for them.
    Complete,
    /// The limit of tokens cut it off.
    Length,
    /// The provider's filter cut it off.
    Filtered,
    /// It never says so: the stream ends well-formed, but without a reason.
    Unsaid,
}

/// Tokens, as the provider counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub input: u64,
    pub output: u64,
}

impl Script {
    fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            message: None,
            pieces: Vec::new(),
            pace: Pace::AtOnce,
            troubles: Vec::new(),
            cut_at: None,
            head: Head::Sent,
            finish: Finish::Complete,
            done: true,
            usage: None,
            bytes_a_write: None,
            drip: None,
        }
    }

    /// An answer in these pieces.
    pub fn text<T: Into<String>>(pieces: impl IntoIterator<Item = T>) -> Self {
        let pieces = pieces.into_iter().map(|piece| Piece::Text(piece.into()));
        Self {
            pieces: pieces.collect(),
            ..Self::new(200)
        }
    }

    /// A model that only calls a tool.
    pub fn call(name: &str, arguments: &Value) -> Self {
        Self::new(200).and_call(name, arguments)
    }

    /// The whole request is refused with this status, in the dialect's form of an error.
    pub fn status(status: u16) -> Self {
        Self::new(status)
    }

    /// Not one byte comes, for ever.
    pub fn hang() -> Self {
        Self {
            head: Head::Hangs,
            ..Self::new(200)
        }
    }

    /// Then more text.
    #[must_use]
    pub fn and_text(mut self, text: &str) -> Self {
        self.pieces.push(Piece::Text(text.to_owned()));
        self
    }

    /// Then a call of a tool.
    #[must_use]
    pub fn and_call(self, name: &str, arguments: &Value) -> Self {
        self.and_raw_call(name, &arguments.to_string())
    }

    /// Then a call whose arguments need not be JSON.
    #[must_use]
    pub fn and_raw_call(mut self, name: &str, arguments: &str) -> Self {
        self.pieces.push(Piece::Call {
            name: name.to_owned(),
            arguments: arguments.to_owned(),
        });
        self
    }

    /// With `Retry-After`: seconds, or a date.
    #[must_use]
    pub fn retry_after(self, value: &str) -> Self {
        self.header("retry-after", value)
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// The words of a refusal.
    #[must_use]
    pub fn message(mut self, words: &str) -> Self {
        self.message = Some(words.to_owned());
        self
    }

    /// A pause before each piece.
    #[must_use]
    pub fn every(mut self, pause: Duration) -> Self {
        self.pace = Pace::Every(pause);
        self
    }

    /// Each piece waits until the test lets it through.
    #[must_use]
    pub fn gated(mut self, gate: &Gate) -> Self {
        self.pace = Pace::Gate(gate.clone());
        self
    }

    /// Not a byte comes before the test says so.
    #[must_use]
    pub fn held(mut self, gate: &Gate) -> Self {
        self.head = Head::Waits(gate.clone());
        self
    }

    /// What the provider says that it cost.
    #[must_use]
    pub fn usage(mut self, input: u64, output: u64) -> Self {
        self.usage = Some(Usage { input, output });
        self
    }

    /// Another reason at the end.
    #[must_use]
    pub fn finish(mut self, finish: Finish) -> Self {
        self.finish = finish;
        self
    }

    /// Without the last event: OpenAI's `[DONE]`, Anthropic's `message_stop`. The reason was given before.
    #[must_use]
    pub fn without_done(mut self) -> Self {
        self.done = false;
        self
    }

    /// At most so many bytes in a write, so that events and letters are torn apart.
    #[must_use]
    pub fn in_writes_of(mut self, bytes: usize) -> Self {
        self.bytes_a_write = Some(bytes.max(1));
        self
    }

    /// One byte, a pause, one byte …
    #[must_use]
    pub fn drip(mut self, pause: Duration) -> Self {
        self.drip = Some(pause);
        self
    }
}
