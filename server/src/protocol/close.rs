/// Why the server closes a socket; each tells the client whether to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// The server restarts: come back after `retry_after_ms` of the `reconnect` frame before it.
    Restarting,
    /// The frame was larger than allowed: come back, but do not resend it.
    TooLarge,
    /// The token is missing, malformed, expired or wrongly signed: get another one.
    Unauthenticated,
    /// The session is no longer active: sign in again.
    SessionEnded,
    /// No such dialog for you: forget it.
    NoSuchDialog,
    /// Something broke here: back off and come back.
    Internal,
    /// Frames came faster than they were read: come back and catch up.
    TooSlow,
    /// A cap is reached: back off, poll meanwhile.
    TooMany,
}

impl CloseCode {
    pub fn code(self) -> u16 {
        match self {
            Self::Restarting => 1012,
            Self::TooLarge => 1009,
            Self::Unauthenticated => 4001,
            Self::SessionEnded => 4003,
            Self::NoSuchDialog => 4004,
            Self::Internal => 4005,
            Self::TooSlow => 4008,
            Self::TooMany => 4029,
        }
    }

    pub fn reason(self) -> &'static str {
        match self {
            Self::Restarting => "restarting",
            Self::TooLarge => "frame too large",
            Self::Unauthenticated => "unauthenticated",
            Self::SessionEnded => "session ended",
            Self::NoSuchDialog => "no such dialog",
            Self::Internal => "internal error",
            Self::TooSlow => "too slow",
            Self::TooMany => "too many connections",
        }
    }
}
