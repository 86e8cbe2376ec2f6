use std::fmt;

use url::Url;

use super::guard::Guard;

/// Bytes of an address.
const LONGEST: usize = 2_000;

/// An address that may be asked. If its host is a name, what that stands for is checked with each connection.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Target(Url);

/// Why an address may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refused {
    #[error("this is no web address such as https://example.com/path")]
    NotAnAddress,
    #[error("an address has at most {LONGEST} bytes")]
    TooLong,
    #[error("an address begins with http:// or https://")]
    Scheme,
    #[error("an address must not hold a user name or password")]
    UserPart,
    #[error("this is the address of this server itself")]
    Own,
    #[error("the address leads into a private network, and `outbound.allow_private` does not name it")]
    Private,
}

impl Refused {
    /// A stable name for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnAddress => "invalid_address",
            Self::TooLong => "address_too_long",
            Self::Scheme => "scheme_not_allowed",
            Self::UserPart => "credentials_in_address",
            Self::Own => "own_address",
            Self::Private => "private_address",
        }
    }
}

impl Target {
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// The query of an address may be a secret: only where it leads to is told.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.0.origin().ascii_serialization())
    }
}

pub(super) fn parse(raw: &str, guard: &Guard) -> Result<Target, Refused> {
    if raw.len() > LONGEST {
        return Err(Refused::TooLong);
    }
    let raw = raw.trim();
    // A parser of URLs passes over some characters in silence; an address that is written so is not meant well.
    if raw
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return Err(Refused::NotAnAddress);
    }
    accept(Url::parse(raw).map_err(|_| Refused::NotAnAddress)?, guard)
}

pub(super) fn accept(mut url: Url, guard: &Guard) -> Result<Target, Refused> {
    if url.as_str().len() > LONGEST {
        return Err(Refused::TooLong);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Refused::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refused::UserPart);
    }
    if url.port() == Some(0) || url.host_str().is_none_or(str::is_empty) {
        return Err(Refused::NotAnAddress);
    }
    url.set_fragment(None);
    guard.judge(&url)?;
    Ok(Target(url))
}
