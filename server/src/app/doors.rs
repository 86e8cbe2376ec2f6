//! All addresses of the server in one place, and the headers that every answer carries but those that begin a socket.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use tower_http::compression::CompressionLayer;

use super::access_log::Line;
use super::document::document;
use super::state::Server;
use super::{assets, contract, cors, deadline, demo, embed, health, probe};
use crate::rest::{self, Failure, Rates};
use crate::sockets;

/// The whole server as one service.
pub(super) fn router(server: Server, rates: &Rates) -> Router {
    let api = rest::router(rates);
    let document = document();
    let pages = Router::new()
        .route("/widget.js", get(assets::loader))
        .route("/embed/assistant/{id}", get(embed::assistant))
        .route("/embed/site/{id}", get(embed::site))
        .route("/embed/assets/{*path}", get(assets::frame_asset))
        .route("/assets/{*path}", get(assets::dashboard_asset))
        .route("/demo/shop", get(demo::shop))
        .route("/demo/account", get(demo::account))
        .route("/demo/assets/{*path}", get(assets::shop_asset))
        .route("/favicon.ico", get(assets::icon))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/api/probe", get(probe::arrival))
        .merge(contract::router(&document));
    let cors = cors::layer(server.rest.access.clone(), server.rest.store.clone());
    let door = middleware::from_fn(door);
    // Live connections are not compressed: it costs memory, gains nothing on small frames, and holds them back.
    let compressed = CompressionLayer::new();
    let (events, _) = sockets::events().split_for_parts();
    let api: Router<Server> = api.with_state(server.rest.clone());
    let events: Router<Server> = events.with_state(server.sockets.clone());
    let live = sockets::router::<Server>().route("/api/probe/stream", get(probe::pieces));
    api.layer((door.clone(), compressed.clone(), cors.clone()))
        .merge(pages.fallback(otherwise).layer((door.clone(), compressed)))
        .merge(live.layer(door.clone()))
        .merge(events.layer((door, cors)))
        .with_state(server)
}

/// What no route answers: the dashboard finds its own way in the address; the API says that there is nothing.
async fn otherwise(State(_server): State<Server>, method: Method, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") || path.starts_with("/ws/") || path.starts_with("/embed/") {
        return Failure::not_found().into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(file) = assets::dashboard_file(path.trim_start_matches('/'), request.headers())
        && path != "/"
        && path != "/index.html"
    {
        return file;
    }
    // A missing picture is missing; only a page is the dashboard's to answer.
    if path.rsplit('/').next().is_some_and(|last| last.contains('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    dashboard(request.headers())
}

fn dashboard(asked: &HeaderMap) -> Response {
    let Some(html) = assets::dashboard_page() else {
        return (
            StatusCode::NOT_FOUND,
            "This build has no dashboard: make one with ./scripts/build\n",
        )
            .into_response();
    };
    let mut response = Html(html).into_response();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'{}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; frame-ancestors 'none'",
        socket_source(asked)
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// This server's own sockets as a source of `connect-src`: not every browser counts them as `'self'`.
pub(super) fn socket_source(asked: &HeaderMap) -> String {
    let host = asked
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let plain = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    if plain {
        format!(" ws://{host} wss://{host}")
    } else {
        String::new()
    }
}

/// What each request passes. (One function: each layer of a router is two more allocations and a copy of all that lie
/// within it, for each request.)
async fn door(request: Request, next: Next) -> Response {
    let line = Line::of(&request);
    let mut response = deadline::hold(request, next).await;
    // What goes on as a socket is no page.
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        page_headers(response.headers_mut());
    }
    line.write(response.status());
    response
}

/// What every answer carries unless its handler said otherwise.
fn page_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
