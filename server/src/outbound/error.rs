use std::error::Error;
use std::fmt::Write;
use std::io;

use super::Refused;

/// Why a request brought no answer, or not all of it. The texts are for the log and for admins: they hold
/// neither the address nor any header.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The name stands for nothing, or nobody answers there.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The connection did not stand in time, or the answer was not whole within what the caller gave it.
    #[error("it took too long")]
    TimedOut,
    /// The connection ended, or what came is no HTTP. A part of the answer may have come before.
    #[error("the connection broke off: {0}")]
    BrokeOff(String),
    /// The answer has more bytes than the caller takes.
    #[error("the answer has more than {most} bytes")]
    TooLarge { most: usize },
    /// The certificate is not believed, or the other side speaks no TLS.
    #[error("no secure connection: {0}")]
    Tls(String),
}

impl OutboundError {
    /// Whether the same request may go better in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut | Self::BrokeOff(_))
    }

    /// Whether the other side may have read the request, and be at work on it.
    pub fn was_sent(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Unreachable(_) | Self::Tls(_))
    }

    pub(super) fn of(error: reqwest::Error) -> Self {
        // What was asked for may hold a secret in its query.
        let error = error.without_url();
        if let Some(refused) = find::<Refused>(&error) {
            return Self::Refused(*refused);
        }
        if error.is_timeout() {
            return Self::TimedOut;
        }
        if let Some(tls) = find::<rustls::Error>(&error) {
            return Self::Tls(tls.to_string());
        }
        let words = in_words(&error);
        if error.is_connect() {
            Self::Unreachable(words)
        } else {
            Self::BrokeOff(words)
        }
    }
}

/// The first error of type `E` among what caused `error`.
fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // What an I/O error wraps is not among its sources, only what is behind it.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = wrapped.and_then(|wrapped| find::<E>(wrapped)) {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

fn in_words(error: &reqwest::Error) -> String {
    let mut words = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        cause = error.source();
        // The last one says what happened; those above it only where.
        if cause.is_none() {
            let _ = write!(words, "{error}");
        }
    }
    if words.is_empty() {
        error.to_string()
    } else {
        words
    }
}
