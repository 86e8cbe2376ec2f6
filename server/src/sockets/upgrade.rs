//! From an HTTP request to a session: who is it, may they, is there room.
//!
//! A browser cannot read why an upgrade was refused, so all but an overfull node is told as a close
//! right after the upgrade.

use axum::extract::State;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::address::{Address, DialogNumber};
use super::serve::serve;
use super::session::Session;
use super::turn::Turn;
use super::{Sockets, websocket};
use crate::access::{Denied, problem_response};
use crate::conversation::Error;
use crate::domain::{AllowedOrigins, ContactPrincipal, DialogId, PageOrigin, Principal, PublicId, Timestamp};
use crate::hub::{Refusal, Registered, Registration, Since};
use crate::protocol::{CloseCode, ErrorCode, Problem, SUBPROTOCOL, ServerFrame};

/// Milliseconds after which a place may have become free.
pub(super) const FULL_FOR: u64 = 5_000;

/// Milliseconds after which another process has most likely taken this one's place.
pub(super) const LEAVING_FOR: u64 = 1_000;

/// Bytes that a connection holds to read into, and reads at once. Most frames of clients are shorter; a longer one gets
/// room while it comes.
const READ_BUFFER: usize = 512;

pub(super) async fn operator_dialog(
    State(sockets): State<Sockets>,
    _turn: Turn,
    DialogNumber(dialog): DialogNumber,
    address: Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    operator(sockets, &headers, upgrade, Some(dialog), &address).await
}

pub(super) async fn operator_inbox(
    State(sockets): State<Sockets>,
    _turn: Turn,
    address: Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    operator(sockets, &headers, upgrade, None, &address).await
}

async fn operator(
    sockets: Sockets,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
    dialog: Option<i64>,
    address: &Address,
) -> Response {
    if !own_origin(&sockets, headers) {
        return origin_refused();
    }
    let since = sockets.hub.since();
    let token = bearer(&sockets, headers, address.token.as_deref());
    let who = sockets
        .access
        .operator(&token)
        .await
        .map(Principal::Operator)
        .map_err(close_of);
    enter(sockets, upgrade, who, since, dialog, address).await
}

pub(super) async fn site_dialog(
    State(sockets): State<Sockets>,
    _turn: Turn,
    DialogNumber(dialog): DialogNumber,
    address: Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let since = sockets.hub.since();
    let token = bearer(&sockets, &headers, address.site_token.as_deref());
    let who = sockets.access.site(&token).await;
    if let Ok(user) = &who
        && !contacts_origin(&sockets, &headers, &user.site.allowed_origins)
    {
        return origin_refused();
    }
    let who = who.map(|user| user.principal());
    enter(sockets, upgrade, contact(who), since, Some(dialog), &address).await
}

pub(super) async fn widget_dialog(
    State(sockets): State<Sockets>,
    _turn: Turn,
    DialogNumber(dialog): DialogNumber,
    address: Address,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let since = sockets.hub.since();
    let token = bearer(&sockets, &headers, address.visitor_token.as_deref());
    let who = match address.assistant_id.as_deref().and_then(PublicId::parse) {
        Some(assistant) => {
            // Only another page than ours makes it necessary to read whom the assistant allows.
            if !own_origin(&sockets, &headers)
                && let Ok(visitor) = sockets.access.visitor(&assistant, &token).await
                && !contacts_origin(&sockets, &headers, &visitor.assistant.allowed_origins)
            {
                return origin_refused();
            }
            sockets.access.visitor_principal(&assistant, &token).await
        }
        None => Err(Denied::Unauthenticated),
    };
    enter(sockets, upgrade, contact(who), since, Some(dialog), &address).await
}

/// Who has no contact yet has no dialog either.
pub(super) fn contact(who: Result<Option<ContactPrincipal>, Denied>) -> Result<Principal, CloseCode> {
    match who {
        Ok(Some(contact)) => Ok(Principal::Contact(contact)),
        Ok(None) => Err(CloseCode::NoSuchDialog),
        Err(denied) => Err(close_of(denied)),
    }
}

/// The rest of the way, the same for all.
async fn enter(
    sockets: Sockets,
    upgrade: WebSocketUpgrade,
    who: Result<Principal, CloseCode>,
    since: Since,
    dialog: Option<i64>,
    address: &Address,
) -> Response {
    let admitted = match who {
        Ok(principal) => admit(&sockets, principal, since, dialog, address).await,
        Err(code) => Err(Turned::Away(code)),
    };
    let frame_bytes = sockets.conversation.limits().frame_bytes;
    // The defaults keep 128 KiB for each idle connection and write without bound.
    let upgrade = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(2 * 1024 * 1024)
        .max_message_size(frame_bytes)
        .max_frame_size(frame_bytes);
    match admitted {
        Ok((principal, registered, dialog)) => {
            let connections = sockets.connections.clone();
            let counted = connections.token();
            let (claimed, form) = (address.claimed(), address.form());
            upgrade.on_upgrade(move |socket| async move {
                let Registered { seat, outbox, live } = registered;
                let mut session = Session::new(sockets, principal, seat, dialog, form);
                let first = dialog.map(|dialog| session.join(dialog, claimed, live));
                let serving = serve(socket, session, outbox, first);
                // The task of the upgrade has room for each of its own steps: the connection's is less than half of that.
                connections.spawn(serving);
                drop(counted);
            })
        }
        Err(Turned::Full) => unavailable(FULL_FOR),
        Err(Turned::Leaving) => unavailable(LEAVING_FOR),
        Err(Turned::Away(code)) => {
            let now = sockets.clock.now();
            upgrade.on_upgrade(move |socket| turn_away(socket, code, now))
        }
    }
}

pub(super) enum Turned {
    Away(CloseCode),
    Full,
    Leaving,
}

pub(super) async fn admit(
    sockets: &Sockets,
    principal: Principal,
    since: Since,
    dialog: Option<i64>,
    address: &Address,
) -> Result<(Principal, Registered, Option<DialogId>), Turned> {
    if let Some(arrival) = &address.arrival {
        arrival.prove();
    }
    let dialog = match dialog {
        None => None,
        Some(raw) => {
            let id = DialogId::parse(raw).ok_or(Turned::Away(CloseCode::NoSuchDialog))?;
            match sockets.conversation.dialog(&principal, id).await {
                Ok(_) => Some(id),
                Err(Error::NotFound) => return Err(Turned::Away(CloseCode::NoSuchDialog)),
                Err(_) => return Err(Turned::Away(CloseCode::Internal)),
            }
        }
    };
    if dialog.is_none() && principal.operator().is_none() {
        return Err(Turned::Away(CloseCode::NoSuchDialog));
    }
    let registration = Registration {
        who: principal.clone(),
        dialog,
        since,
        address: address.counted_as,
    };
    match sockets.hub.register(registration) {
        Ok(registered) => Ok((principal, registered, dialog)),
        Err(Refusal::PerNode) => Err(Turned::Full),
        Err(Refusal::Leaving) => Err(Turned::Leaving),
        Err(_) => Err(Turned::Away(CloseCode::TooMany)),
    }
}

async fn turn_away(mut socket: WebSocket, code: CloseCode, now: Timestamp) {
    if code == CloseCode::TooMany {
        // The moment at which somebody comes is chance enough to keep those apart who were refused.
        let retry_after_ms = FULL_FOR + now.0.unsigned_abs() % FULL_FOR;
        let reconnect = ServerFrame::Reconnect {
            retry_after_ms,
            why: code.reason().to_owned(),
        };
        websocket::say(&mut socket, &reconnect).await;
    }
    websocket::close(&mut socket, code).await;
}

pub(super) fn close_of(denied: Denied) -> CloseCode {
    match denied {
        Denied::SessionEnded => CloseCode::SessionEnded,
        Denied::Unavailable => CloseCode::Internal,
        _ => CloseCode::Unauthenticated,
    }
}

/// The token out of `Sec-WebSocket-Protocol: tandem.v1, bearer.<token>`, else out of the address if
/// the setting allows it. Empty if there is none: that proves nothing.
fn bearer(sockets: &Sockets, headers: &HeaderMap, query: Option<&str>) -> String {
    let named = headers
        .get_all(header::SEC_WEBSOCKET_PROTOCOL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|protocol| protocol.trim().strip_prefix("bearer."));
    match (named, query) {
        (Some(token), _) => token.to_owned(),
        (None, Some(token)) if sockets.settings.tokens_in_query => token.to_owned(),
        _ => String::new(),
    }
}

/// Without a body: a browser shows none of it, and there may be many.
fn unavailable(milliseconds: u64) -> Response {
    let seconds = HeaderValue::from(milliseconds.div_ceil(1_000));
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds)]).into_response()
}

fn origin_refused() -> Response {
    let problem = Problem::new(ErrorCode::OriginNotAllowed, "This page may not connect here.");
    problem_response(&problem)
}

/// Contacts' sockets come from this server's own pages, from allowed ones, or from programs, which name no origin.
fn contacts_origin(sockets: &Sockets, headers: &HeaderMap, allowed: &AllowedOrigins) -> bool {
    let named = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    named
        .and_then(PageOrigin::parse)
        .is_some_and(|origin| allowed.contains(&origin))
        || own_origin(sockets, headers)
}

/// Operators' sockets come from the dashboard itself, or from programs, which name no origin.
fn own_origin(sockets: &Sockets, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Some(origin) = origin.to_str().ok().and_then(PageOrigin::parse) else {
        return false;
    };
    if sockets.settings.dashboard_origins.contains(&origin) {
        return true;
    }
    // Without a configured address the page and its socket come from the same host.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    sockets.settings.dashboard_origins.is_empty()
        && host.is_some_and(|host| {
            let host = host.to_ascii_lowercase();
            origin.as_str() == format!("http://{host}") || origin.as_str() == format!("https://{host}")
        })
}
