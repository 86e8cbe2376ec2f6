//! The pages of the iframe app, each with the policy of who may frame it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::assets;
use super::doors::socket_source;
use super::state::Server;
use crate::domain::{AllowedOrigins, PublicId};

/// `/embed/assistant/{assistant}`
pub(super) async fn assistant(
    State(server): State<Server>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = match (PublicId::parse(&id), server.rest.store.read().await) {
        (Some(id), Ok(mut reader)) => reader.assistant_by_public_id(&id).await,
        (None, _) => Ok(None),
        (_, Err(error)) => Err(error),
    };
    page(
        found.map(|found| found.map(|assistant| assistant.allowed_origins)),
        &headers,
    )
}

/// `/embed/site/{site}`
pub(super) async fn site(
    State(server): State<Server>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let found = match (PublicId::parse(&id), server.rest.store.read().await) {
        (Some(id), Ok(mut reader)) => reader.site_by_public_id(&id).await,
        (None, _) => Ok(None),
        (_, Err(error)) => Err(error),
    };
    page(
        found.map(|found| found.map(|site| site.allowed_origins)),
        &headers,
    )
}

fn page(found: Result<Option<AllowedOrigins>, crate::store::Error>, asked: &HeaderMap) -> Response {
    let (status, allowed) = match found {
        Ok(Some(allowed)) => (StatusCode::OK, allowed),
        // The app says calmly that there is no such chat; a browser's own error page would not.
        Ok(None) => (StatusCode::NOT_FOUND, AllowedOrigins::default()),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let mut response = match assets::frame_page() {
        Some(html) => (status, Html(html)).into_response(),
        None => (
            StatusCode::NOT_FOUND,
            "This build has no chat: make one with ./scripts/build\n",
        )
            .into_response(),
    };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy(&allowed, &socket_source(asked))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        ("cache-control", "no-cache"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        headers.insert(
            header::HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

/// The `Origin` that an iframe sends is the server's own, so only this header keeps strangers from framing.
fn policy(allowed: &AllowedOrigins, sockets: &str) -> String {
    let mut ancestors = String::from("'self'");
    for origin in &allowed.0 {
        ancestors.push(' ');
        ancestors.push_str(origin.as_str());
    }
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
         connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; frame-ancestors {ancestors}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::PageOrigin;

    #[test]
    fn only_the_allowed_origins_may_frame() {
        let none = policy(&AllowedOrigins::default(), "");
        assert!(none.ends_with("frame-ancestors 'self'"), "{none}");
        let shop = PageOrigin::parse("https://shop.example").unwrap();
        let one = policy(&AllowedOrigins(vec![shop]), " ws://a");
        assert!(
            one.ends_with("frame-ancestors 'self' https://shop.example"),
            "{one}"
        );
        assert!(one.contains("connect-src 'self' ws://a;"), "{one}");
    }
}
