//! What stands in the address of a connection. A mistake in it is never a plain refusal: a dialog that
//! cannot be is none, and a place that cannot be read is one to which nobody can be taken back.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;

use super::Sockets;
use super::backlog::Claimed;
use super::out::Form;
use crate::access::{Arrival, network_of};

/// A place that was in no history, so that its reader is told `reset`.
const NOWHERE: i64 = -1;

/// Bytes of a value that are looked at: no token and no epoch of ours is longer.
const LONGEST: usize = 4 * 1024;

/// The parameters behind the `?`. Of one that is there twice the first counts.
#[derive(Clone, Default)]
pub(super) struct Address {
    pub(super) token: Option<String>,
    pub(super) site_token: Option<String>,
    pub(super) visitor_token: Option<String>,
    pub(super) assistant_id: Option<String>,
    after: Option<String>,
    history_epoch: Option<String>,
    format: Option<String>,
    /// The connection over which this was asked.
    pub(super) arrival: Option<Arrival>,
    /// Whose connections it is counted among.
    pub(super) counted_as: Option<IpAddr>,
}

impl Address {
    fn read(query: &str) -> Self {
        let mut address = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "token" => &mut address.token,
                "site_token" => &mut address.site_token,
                "visitor_token" => &mut address.visitor_token,
                "assistant_id" => &mut address.assistant_id,
                "after" => &mut address.after,
                "history_epoch" => &mut address.history_epoch,
                "format" => &mut address.format,
                _ => continue,
            };
            if field.is_none() && value.len() <= LONGEST {
                *field = Some(value.into_owned());
            }
        }
        address
    }

    pub(super) fn claimed(&self) -> Claimed {
        Claimed {
            after: self.after.as_deref().map(place),
            history_epoch: self.history_epoch.clone(),
        }
    }

    pub(super) fn form(&self) -> Form {
        match self.format.as_deref() {
            Some("wrapped") => Form::Wrapped,
            _ => Form::Bare,
        }
    }
}

/// A place as a reader names it.
pub(super) fn place(raw: &str) -> i64 {
    raw.trim().parse().unwrap_or(NOWHERE)
}

impl<S> FromRequestParts<S> for Address
where
    Sockets: FromRef<S>,
    S: Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let arrival = parts.extensions.get::<Arrival>().cloned();
        let counted_as = arrival.as_ref().map(|arrival| {
            let proxies = &Sockets::from_ref(state).settings.proxies;
            network_of(proxies.client(arrival.peer(), &parts.headers))
        });
        Ok(Self {
            arrival,
            counted_as,
            ..Self::read(parts.uri.query().unwrap_or_default())
        })
    }
}

/// The dialog in the path; 0, which is none, if it is no number.
pub(super) struct DialogNumber(pub(super) i64);

impl<S: Send + Sync> FromRequestParts<S> for DialogNumber {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let path = Path::<i64>::from_request_parts(parts, state).await;
        Ok(Self(path.map_or(0, |Path(dialog)| dialog)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_read_is_no_place_at_all() {
        for bad in ["", "x", "1e3", "99999999999999999999", "0x10", "3.0", "-1"] {
            let claimed = Address::read(&format!("after={bad}")).claimed();
            assert_eq!(claimed.after, Some(NOWHERE), "{bad}");
        }
        assert_eq!(Address::read("").claimed().after, None);
        assert_eq!(Address::read("after=7&after=x").claimed().after, Some(7));
    }

    #[test]
    fn what_is_far_too_long_is_not_kept() {
        let long = "t".repeat(LONGEST + 1);
        assert_eq!(Address::read(&format!("token={long}")).token, None);
        assert_eq!(Address::read("token=a%2Bb&more=1").token.as_deref(), Some("a+b"));
    }
}
