use std::fmt;

use super::Stream;

/// A promise that was broken (trust.md §2 names the invariants).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// I1: acknowledged, and not there.
    Lost { client: String, client_id: String },
    /// I1: there, but not as it was acknowledged.
    Changed {
        client: String,
        client_id: String,
        what: &'static str,
    },
    /// Two answers to the same message differ, or the later one is not marked as a repeat's.
    AnswersDiffer { client: String, client_id: String },
    /// The server says that the repeat of a message has another body, which it never had.
    FalseMismatch { client: String, client_id: String },
    /// I1, I6: there more than once.
    Doubled {
        stream: Stream,
        text: String,
        times: usize,
    },
    /// I2: there, and nobody sent it.
    FromNobody { stream: Stream, seq: i64 },
    /// I3: a number is missing, or stands twice.
    Hole {
        stream: Stream,
        expected: i64,
        found: i64,
    },
    /// I3: the last number that the server gives out is not that of the last entry.
    WrongEnd {
        stream: Stream,
        last_seq: i64,
        found: i64,
    },
    /// I6: sent and sent again, and never acknowledged.
    NeverAcked { client: String, client_id: String },
    /// Refused for good, though nothing was wrong with it.
    Refused {
        client: String,
        client_id: String,
        code: String,
    },
    /// One client's messages stand in another order than it sent them.
    OutOfOrder { client: String, text: String },
    /// I4: a reader's list has a hole, a double or an end of its own.
    ListDiffers { client: String, seq: i64 },
    /// A contact's socket brought back the contact's own message.
    Echoed { client: String, seq: i64 },
    /// The history became another one, without a restore.
    Reset { client: String },
    /// The server gave no history of this stream.
    NoHistory { stream: Stream },
    /// I4: the database has another entry under this number than REST gives, or ends elsewhere.
    DatabaseDiffers { stream: Stream, seq: i64 },
    /// I5: a list as it was shown held an entry twice, or moved one.
    Moved { client: String, seq: i64 },
    /// A connection left numbers out without a word.
    Skipped {
        client: String,
        expected: i64,
        found: i64,
    },
    /// A connection brought a number twice.
    Again { client: String, seq: i64 },
    /// I7: a contact saw what is not for its eyes.
    Leaked { client: String, text: String },
    /// I8: a generation ended in more than one message, or a message of the assistant in none.
    Generations { author: String, messages: usize },
    /// I8: the assistant spoke while an operator had the dialog.
    SpokeOver { seq: i64 },
    /// I10: an error or a close that the server's own description does not know.
    Undocumented { client: String, code: String },
}

impl fmt::Display for Violation {
    #[expect(clippy::too_many_lines, reason = "a line for each promise")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { client, client_id } => {
                write!(f, "lost: {client} got an ack for {client_id}, which is not there")
            }
            Self::Changed {
                client,
                client_id,
                what,
            } => {
                write!(
                    f,
                    "changed: {client_id} of {client} has another {what} than its ack said"
                )
            }
            Self::AnswersDiffer { client, client_id } => {
                write!(f, "two answers: {client} got different acks for {client_id}")
            }
            Self::FalseMismatch { client, client_id } => {
                write!(f, "mismatch: {client} never changed the body of {client_id}")
            }
            Self::Doubled { stream, text, times } => {
                write!(
                    f,
                    "doubled: “{text}” stands {times} times in the {stream:?} stream"
                )
            }
            Self::FromNobody { stream, seq } => {
                write!(
                    f,
                    "from nobody: no client sent number {seq} of the {stream:?} stream"
                )
            }
            Self::Hole {
                stream,
                expected,
                found,
            } => {
                write!(
                    f,
                    "hole: {found} follows where {expected} belongs in the {stream:?} stream"
                )
            }
            Self::WrongEnd {
                stream,
                last_seq,
                found,
            } => {
                write!(
                    f,
                    "wrong end: the {stream:?} stream ends with {found}, but is said to end with {last_seq}"
                )
            }
            Self::NeverAcked { client, client_id } => {
                write!(f, "never acknowledged: {client_id} of {client}")
            }
            Self::Refused {
                client,
                client_id,
                code,
            } => {
                write!(f, "refused: {client_id} of {client} with {code}")
            }
            Self::OutOfOrder { client, text } => {
                write!(
                    f,
                    "out of order: “{text}” of {client} stands before what was sent earlier"
                )
            }
            Self::ListDiffers { client, seq } => {
                write!(
                    f,
                    "list differs: what {client} has as number {seq} is not what the history has"
                )
            }
            Self::Echoed { client, seq } => {
                write!(
                    f,
                    "echoed: {client} got its own message, number {seq}, back over a socket"
                )
            }
            Self::Reset { client } => write!(f, "reset: {client} was told that the history is another one"),
            Self::DatabaseDiffers { stream, seq } => write!(
                f,
                "database differs: number {seq} of the {stream:?} stream is not what REST gives"
            ),
            Self::Moved { client, seq } => {
                write!(
                    f,
                    "moved: number {seq} was not at its place on the screen of {client}"
                )
            }
            Self::Skipped {
                client,
                expected,
                found,
            } => write!(
                f,
                "skipped: a connection of {client} brought {found} where {expected} belongs"
            ),
            Self::Again { client, seq } => {
                write!(f, "again: a connection of {client} brought number {seq} twice")
            }
            Self::Leaked { client, text } => write!(f, "leaked: {client} saw {text}"),
            Self::Generations { author, messages } => {
                write!(f, "generations: {messages} messages of {author}")
            }
            Self::SpokeOver { seq } => {
                write!(
                    f,
                    "spoke over: number {seq} is the assistant's, while an operator had the dialog"
                )
            }
            Self::Undocumented { client, code } => {
                write!(f, "undocumented: {client} was told {code}")
            }
            Self::NoHistory { stream } => write!(f, "no history: the {stream:?} stream was not read"),
        }
    }
}
