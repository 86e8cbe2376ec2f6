//! `/demo/shop` with the widget, `/demo/account` with the iframe for who is signed in.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::seed::CUSTOMER_NAME;
use crate::app::assets;
use crate::app::state::Server;

/// No inline script, no inline style, nothing from elsewhere: the widget has to work under this.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    frame-src 'self'; connect-src 'none'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'";

pub(in crate::app) async fn shop(State(server): State<Server>) -> Response {
    let Some(demo) = server.demo else {
        return StatusCode::NOT_FOUND.into_response();
    };
    page("shop.html", &[("assistant_id", demo.assistant.as_str())])
}

pub(in crate::app) async fn account(State(server): State<Server>) -> Response {
    let Some(demo) = &server.demo else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(token) = demo.site_token(&server.rest).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let site = demo.site.as_str();
    page(
        "account.html",
        &[
            ("site_id", site),
            ("site_token", token.reveal()),
            ("name", CUSTOMER_NAME),
        ],
    )
}

fn page(name: &str, values: &[(&str, &str)]) -> Response {
    let Some(template) = assets::shop_text(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut html = template;
    for (placeholder, value) in values {
        html = html.replace(&format!("{{{{{placeholder}}}}}"), &escape(value));
    }
    let mut response = Html(html).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // The account page holds a token of the person who asked for it.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_leave_their_attribute() {
        assert_eq!(escape(r#""><script>&'"#), "&quot;&gt;&lt;script&gt;&amp;&#39;");
    }
}
