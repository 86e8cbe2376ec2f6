//! Which page may frame which, and what every answer carries.

use serde_json::json;

use crate::support::{Answer, Place, TestApp, stories};

stories!(
    the_chat_is_framed_by_the_allowed_pages_only,
    every_answer_carries_its_headers
);

async fn page(app: &TestApp, path: &str) -> Answer {
    let response = reqwest::get(format!("{}{path}", app.url())).await.unwrap();
    Answer::of(path.to_owned(), response).await
}

/// What the policy says of framing.
fn ancestors(answer: &Answer) -> &str {
    let policy = answer.header("content-security-policy");
    policy
        .split("frame-ancestors ")
        .nth(1)
        .unwrap_or_else(|| panic!("{} has no policy", answer.asked))
}

async fn the_chat_is_framed_by_the_allowed_pages_only(place: Place) {
    let app = place.app().await;
    let chat = format!("/embed/assistant/{}", app.assistant);
    assert_eq!(
        ancestors(&page(&app, &chat).await),
        "'self'",
        "no allowed origin: only our own pages"
    );
    let allow = async |origins: &[&str]| {
        let patch = json!({ "allowed_origins": origins });
        app.owner
            .patch(&format!("/assistants/{}", app.assistant), &patch)
            .await
    };
    allow(&["https://shop.example", "http://localhost:3000"])
        .await
        .is(200);
    assert_eq!(
        ancestors(&page(&app, &chat).await),
        "'self' https://shop.example http://localhost:3000"
    );
    // What could widen the policy is no origin.
    for bad in [
        "*",
        "https://*",
        "https:",
        "shop.example",
        "https://shop.example/path",
        "null",
        "'self'",
        "data:",
        "https://a.example; script-src *",
        "https://a.example https://b.example",
        "https://user@a.example",
        "",
    ] {
        allow(&[bad]).await.refuses(422, "invalid_request");
    }
    assert_eq!(
        ancestors(&page(&app, &chat).await),
        "'self' https://shop.example http://localhost:3000"
    );
    allow(&[]).await.is(200);
    assert_eq!(ancestors(&page(&app, &chat).await), "'self'");

    let new = json!({ "assistant_id": app.assistant, "name": "Account", "allowed_origins": ["https://my.example"] });
    let site = app.owner.post("/sites", &new).await.is(201);
    let account = format!("/embed/site/{}", site["site"]["id"].as_str().unwrap());
    assert_eq!(
        ancestors(&page(&app, &account).await),
        "'self' https://my.example"
    );
    app.finish().await;
}

async fn every_answer_carries_its_headers(place: Place) {
    let app = place.app().await;
    let chat = format!("/embed/assistant/{}", app.assistant);
    let config = format!("/api/v1/widget/config?assistant_id={}", app.assistant);
    for path in [
        "/",
        "/dialogs/7",
        "/setup",
        "/favicon.ico",
        "/widget.js",
        "/demo/shop",
        "/demo/account",
        "/healthz",
        "/readyz",
        "/api/openapi.json",
        "/api/v1/me",
        "/api/v1/absent",
        "/ws/inbox",
        "/ws/absent",
        "/embed/assistant/ast_absent",
        "/embed/site/sit_absent",
        "/embed/absent",
        "/embed/assets/absent.js",
        "/assets/absent.js",
        &config,
        &chat,
    ] {
        let answer = page(&app, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        // Chats that are not there say so on our own pages at most.
        let is_chat = path.starts_with("/embed/assistant/") || path.starts_with("/embed/site/");
        assert_eq!(
            ancestors(&answer),
            if is_chat { "'self'" } else { "'none'" },
            "{path}"
        );
        if path.starts_with("/api/v1") {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    app.finish().await;
}
