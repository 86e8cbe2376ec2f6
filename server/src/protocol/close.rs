/// Why the server closes a socket; each tells the client whether to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseCode {
    /// The server restarts: come back after `retry_after_ms` of the `reconnect` frame before it.
    Restarting,
    /// What came was no WebSocket frame as RFC 6455 has it: mend the client.
    ProtocolError,
    /// A text was not UTF-8: mend the client.
    InvalidText,
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
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::ProtocolError,
        Self::InvalidText,
        Self::TooLarge,
        Self::Restarting,
        Self::Unauthenticated,
        Self::SessionEnded,
        Self::NoSuchDialog,
        Self::Internal,
        Self::TooSlow,
        Self::TooMany,
    ];

    pub fn code(self) -> u16 {
        match self {
            Self::Restarting => 1012,
            Self::ProtocolError => 1002,
            Self::InvalidText => 1007,
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
            Self::ProtocolError => "protocol error",
            Self::InvalidText => "not UTF-8",
            Self::TooLarge => "frame too large",
            Self::Unauthenticated => "unauthenticated",
            Self::SessionEnded => "session ended",
            Self::NoSuchDialog => "no such dialog",
            Self::Internal => "internal error",
            Self::TooSlow => "too slow",
            Self::TooMany => "too many connections",
        }
    }

    /// What a client does about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::ProtocolError | Self::InvalidText => "is at fault: mend it, and do not send the same again",
            Self::TooLarge => "reconnects, and does not send that frame again",
            Self::Restarting => "reconnects after `retry_after_ms` of the `reconnect` frame before it",
            Self::Unauthenticated => "gets a new token, once, and then gives up",
            Self::SessionEnded => "signs in again",
            Self::NoSuchDialog => "forgets the dialog",
            Self::Internal => "backs off and reconnects",
            Self::TooSlow => "reconnects and catches up",
            Self::TooMany => "backs off, and polls meanwhile",
        }
    }
}
