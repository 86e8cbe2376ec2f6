//! The Server-Sent Events carrier: the same frames to who cannot have a socket. What the reader has to say
//! goes by `POST`.

use std::convert::Infallible;
use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use tokio::sync::mpsc;

use super::Sockets;
use super::address::{Address, DialogNumber, place};
use super::out::{Item, Out};
use super::serve::{Carrier, Gone, Heard, serve};
use super::session::{Session, error_frame};
use super::turn::Turn;
use super::upgrade::{FULL_FOR, LEAVING_FOR, Turned, admit, close_of, contact};
use crate::access::{Denied, problem_response};
use crate::domain::{Mutant, Principal, PublicId, planted};
use crate::hub::{Registered, Since};
use crate::protocol::{CloseCode, ErrorCode, Problem, ServerFrame};

/// The dialog as a stream of Server-Sent Events: the frames of the socket as `data`, and as `id` the number of
/// those that have one. `Last-Event-ID` counts more than `after`. A comment comes at least every 25 s.
#[utoipa::path(
    get, path = "/dialogs/{id}/events", tag = "messages",
    params(
        ("id" = i64, Path),
        ("after" = Option<i64>, Query, description = "Begin with what follows this number."),
        ("history_epoch" = Option<String>, Query, description = "The history that `after` belongs to."),
        ("format" = Option<String>, Query, description = "`wrapped`: messages as `{\"message\": {…}}`."),
        ("Last-Event-ID" = Option<i64>, Header, description = "The last number that was heard."),
    ),
    responses(
        (status = 200, body = ServerFrame, content_type = "text/event-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem),
    ),
)]
pub(super) async fn operator(
    State(sockets): State<Sockets>,
    _turn: Turn,
    dialog: DialogNumber,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let since = sockets.hub.since();
    let token = bearer(&sockets, &headers, address.token.as_deref());
    let who = sockets.access.operator(&token).await;
    let who = who.map(Principal::Operator).map_err(close_of);
    enter(sockets, who, since, dialog, &address, &headers).await
}

/// The same for a signed-in user.
#[utoipa::path(
    get, path = "/dialogs/{id}/events", tag = "messages",
    params(
        ("id" = i64, Path),
        ("after" = Option<i64>, Query),
        ("history_epoch" = Option<String>, Query),
        ("format" = Option<String>, Query),
        ("Last-Event-ID" = Option<i64>, Header),
    ),
    responses(
        (status = 200, body = ServerFrame, content_type = "text/event-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem),
    ),
)]
pub(super) async fn site(
    State(sockets): State<Sockets>,
    _turn: Turn,
    dialog: DialogNumber,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let since = sockets.hub.since();
    let token = bearer(&sockets, &headers, address.site_token.as_deref());
    let who = sockets.access.site(&token).await.map(|user| user.principal());
    enter(sockets, contact(who), since, dialog, &address, &headers).await
}

/// The same for a visitor.
#[utoipa::path(
    get, path = "/dialogs/{id}/events", tag = "messages",
    params(
        ("id" = i64, Path),
        ("assistant_id" = String, Query),
        ("after" = Option<i64>, Query),
        ("history_epoch" = Option<String>, Query),
        ("format" = Option<String>, Query),
        ("Last-Event-ID" = Option<i64>, Header),
    ),
    responses(
        (status = 200, body = ServerFrame, content_type = "text/event-stream"),
        (status = 401, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem),
        (status = 503, body = Problem),
    ),
)]
pub(super) async fn widget(
    State(sockets): State<Sockets>,
    _turn: Turn,
    dialog: DialogNumber,
    address: Address,
    headers: HeaderMap,
) -> Response {
    let since = sockets.hub.since();
    let token = bearer(&sockets, &headers, address.visitor_token.as_deref());
    let who = match address.assistant_id.as_deref().and_then(PublicId::parse) {
        Some(assistant) => sockets.access.visitor_principal(&assistant, &token).await,
        None => Err(Denied::Unauthenticated),
    };
    enter(sockets, contact(who), since, dialog, &address, &headers).await
}

async fn enter(
    sockets: Sockets,
    who: Result<Principal, CloseCode>,
    since: Since,
    DialogNumber(dialog): DialogNumber,
    address: &Address,
    headers: &HeaderMap,
) -> Response {
    let admitted = match who {
        Ok(principal) => admit(&sockets, principal, since, Some(dialog), address).await,
        Err(code) => Err(Turned::Away(code)),
    };
    let (principal, registered, Some(dialog)) = (match admitted {
        Ok(admitted) => admitted,
        Err(turned) => return problem_response(&refusal(&turned)),
    }) else {
        return problem_response(&Denied::NotFound.problem());
    };
    let mut claimed = address.claimed();
    if let Some(last) = headers.get("last-event-id")
        && !planted(Mutant::M21)
    {
        claimed.after = Some(last.to_str().map_or_else(|_| place(""), place));
    }
    let Registered { seat, outbox, live } = registered;
    let connections = sockets.connections.clone();
    let mut session = Session::new(sockets, principal, seat, Some(dialog), address.form());
    let first = session.join(dialog, claimed, live);
    // One piece at a time: a reader who takes nothing is noticed by the outbox, which is bounded.
    let (pieces, mut taken) = mpsc::channel(1);
    connections.spawn(serve(Events { pieces }, session, outbox, Some(first)));
    let pieces = stream::poll_fn(move |context| taken.poll_recv(context));
    let mut response = Response::new(Body::from_stream(pieces));
    for (name, value) in [
        (header::CONTENT_TYPE.as_str(), "text/event-stream"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        // Proxies would gather pieces until they are worth a packet.
        ("x-accel-buffering", "no"),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The proof in `Authorization`; else the one in the address, for browsers' own `EventSource`, if the setting
/// allows it.
fn bearer(sockets: &Sockets, headers: &HeaderMap, query: Option<&str>) -> String {
    let named = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    match (named, query) {
        (Some(token), _) => token.to_owned(),
        (None, Some(token)) if sockets.settings.tokens_in_query => token.to_owned(),
        _ => String::new(),
    }
}

/// Here the status can say what a socket has to say by closing.
fn refusal(turned: &Turned) -> Problem {
    match turned {
        Turned::Full => {
            Problem::new(ErrorCode::Unavailable, "This server is full; try again.").retry_after(FULL_FOR)
        }
        Turned::Leaving => {
            Problem::new(ErrorCode::Unavailable, "This server restarts; try again.").retry_after(LEAVING_FOR)
        }
        Turned::Away(CloseCode::TooMany) => {
            Problem::new(ErrorCode::RateLimited, "Too many connections.").retry_after(FULL_FOR)
        }
        Turned::Away(CloseCode::NoSuchDialog) => Denied::NotFound.problem(),
        Turned::Away(CloseCode::SessionEnded) => Denied::SessionEnded.problem(),
        Turned::Away(CloseCode::Unauthenticated) => Denied::Unauthenticated.problem(),
        Turned::Away(_) => Denied::Unavailable.problem(),
    }
}

/// The way to one reader: pieces of the body, each taken before the next one is made.
struct Events {
    pieces: mpsc::Sender<Result<Bytes, Infallible>>,
}

impl Carrier for Events {
    const MUTE: bool = true;

    async fn hear(&mut self) -> Heard {
        self.pieces.closed().await;
        Heard::End(None)
    }

    async fn write(&mut self, out: &mut Out) -> Result<(), Gone> {
        let mut piece = Vec::new();
        for item in out.drain() {
            match item {
                Item::Ping => piece.extend_from_slice(b":\n\n"),
                Item::Frame { seq, bytes } => event(&mut piece, seq, &bytes),
            }
        }
        self.pieces.send(Ok(piece.into())).await.map_err(|_| Gone)
    }

    async fn close(mut self, code: CloseCode) {
        let Some(last) = last_word(code) else { return };
        let mut out = Out::new(super::out::Form::Bare);
        out.say(&last);
        // Whether the reader still hears it does not matter: the stream ends.
        let _ = self.write(&mut out).await;
    }
}

fn event(piece: &mut Vec<u8>, seq: Option<i64>, bytes: &[u8]) {
    if let Some(seq) = seq {
        let mut id = String::new();
        let _ = writeln!(id, "id: {seq}");
        piece.extend_from_slice(id.as_bytes());
    }
    // JSON as serde writes it has no line break outside of an escape.
    piece.extend_from_slice(b"data: ");
    piece.extend_from_slice(bytes);
    piece.extend_from_slice(b"\n\n");
}

/// Why the stream ends, for who has no close code to read. A restart has been told already.
fn last_word(code: CloseCode) -> Option<ServerFrame> {
    let why = code.reason().to_owned();
    let error = match code {
        // Who only listens cannot break the rules of speaking.
        CloseCode::Restarting | CloseCode::ProtocolError | CloseCode::InvalidText => return None,
        CloseCode::TooSlow | CloseCode::TooMany | CloseCode::TooLarge => {
            return Some(ServerFrame::Reconnect {
                retry_after_ms: 0,
                why,
            });
        }
        CloseCode::Unauthenticated | CloseCode::SessionEnded => ErrorCode::Unauthenticated,
        CloseCode::NoSuchDialog => ErrorCode::NotFound,
        CloseCode::Internal => ErrorCode::Internal,
    };
    Some(error_frame(error, why, None, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_frame_is_an_event_and_a_ping_a_comment() {
        let (pieces, mut taken) = mpsc::channel(1);
        let mut events = Events { pieces };
        let mut out = Out::new(super::super::out::Form::Bare);
        out.say(&ServerFrame::Advance {
            dialog_id: crate::domain::DialogId(3),
            seq: 12,
        });
        out.ping();
        out.say(&ServerFrame::Pong {
            nonce: Some("two\nlines".to_owned()),
        });
        assert!(events.write(&mut out).await.is_ok());
        let piece = taken.recv().await.unwrap().unwrap();
        assert_eq!(
            std::str::from_utf8(&piece).unwrap(),
            "id: 12\ndata: {\"type\":\"advance\",\"dialog_id\":3,\"seq\":12}\n\n:\n\n\
             data: {\"type\":\"pong\",\"nonce\":\"two\\nlines\"}\n\n"
        );
        drop(taken);
        assert!(matches!(events.hear().await, Heard::End(None)));
        assert!(events.write(&mut out).await.is_err());
    }

    #[test]
    fn every_end_but_a_restart_has_a_last_word() {
        for code in [
            CloseCode::TooSlow,
            CloseCode::SessionEnded,
            CloseCode::NoSuchDialog,
            CloseCode::Internal,
        ] {
            assert!(last_word(code).is_some(), "{code:?}");
        }
        assert!(last_word(CloseCode::Restarting).is_none());
    }
}
