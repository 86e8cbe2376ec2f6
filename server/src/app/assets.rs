//! The front ends, compiled into the binary.

use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Operators' dashboard.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../admin/dist"]
#[allow_missing = true]
struct Dashboard;

/// The widget's loader, and the app in its iframe.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../widget/dist"]
#[allow_missing = true]
struct Widget;

/// The demo shop's pictures and styles.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/demo"]
struct Shop;

/// A file that changes with each version under the same name.
const EVERGREEN: &str = "public, max-age=300, stale-while-revalidate=86400";
/// A file whose name says what is in it.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const NO_CACHE: &str = "no-cache";

/// `/widget.js`: any page may load it.
pub(super) async fn loader(headers: HeaderMap) -> Response {
    let mut response = file(Widget::get("widget.js"), "widget.js", EVERGREEN, &headers);
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "cross-origin",
        ),
    ] {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

/// `/embed/assets/…`
pub(super) async fn frame_asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let mut response = file(
        Widget::get(&format!("frame/assets/{path}")),
        &path,
        IMMUTABLE,
        &headers,
    );
    let policy = HeaderValue::from_static("cross-origin");
    response
        .headers_mut()
        .insert("cross-origin-resource-policy", policy);
    response
}

/// The page of the iframe app, to which the caller gives its policy.
pub(super) fn frame_page() -> Option<Vec<u8>> {
    Widget::get("frame/index.html").map(|file| file.data.into_owned())
}

/// `/assets/…` of the dashboard.
pub(super) async fn dashboard_asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(
        Dashboard::get(&format!("assets/{path}")),
        &path,
        IMMUTABLE,
        &headers,
    )
}

/// `/favicon.ico`: browsers ask for it on every page that names no icon.
pub(super) async fn icon(headers: HeaderMap) -> Response {
    file(Dashboard::get("assets/icon.svg"), "icon.svg", EVERGREEN, &headers)
}

/// A file at the root of the dashboard: its icon.
pub(super) fn dashboard_file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let found = Dashboard::get(path)?;
    Some(file(Some(found), path, EVERGREEN, headers))
}

pub(super) fn dashboard_page() -> Option<Vec<u8>> {
    Dashboard::get("index.html").map(|file| file.data.into_owned())
}

/// `/demo/assets/…`
pub(super) async fn shop_asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let shown = [".css", ".js", ".svg", ".png", ".webp", ".jpg"]
        .iter()
        .any(|end| path.ends_with(end));
    file(
        shown.then(|| Shop::get(&path)).flatten(),
        &path,
        NO_CACHE,
        &headers,
    )
}

/// A text file of the demo: a page or an article.
pub(super) fn shop_text(path: &str) -> Option<String> {
    String::from_utf8(Shop::get(path)?.data.into_owned()).ok()
}

/// The demo's articles, in the order of their names.
pub(super) fn shop_articles() -> Vec<String> {
    let mut names: Vec<_> = Shop::iter()
        .filter(|name| name.starts_with("articles/"))
        .collect();
    names.sort();
    names.iter().filter_map(|name| shop_text(name)).collect()
}

fn file(found: Option<EmbeddedFile>, path: &str, caching: &'static str, asked: &HeaderMap) -> Response {
    let Some(found) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = tag(&found);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(found.data).into_response()
    };
    let headers = response.headers_mut();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let kind = match kind.type_().as_str() {
        "text" => format!("{kind}; charset=utf-8"),
        _ => kind.to_string(),
    };
    for (name, value) in [(header::CONTENT_TYPE, kind.as_str()), (header::ETAG, &tag)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

fn tag(file: &EmbeddedFile) -> String {
    let mut tag = String::from("\"");
    for byte in &file.metadata.sha256_hash()[..12] {
        // Writing to a text cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}
