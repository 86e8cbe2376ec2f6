//! Which pages may call from a browser: the allowed ones, of that assistant or site, and no other.

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Caller, Place, Socket, Stream, TestApp, stories};

stories!(
    only_allowed_pages_may_read_answers,
    only_allowed_pages_may_open_sockets,
    operators_answer_to_no_other_page,
);

const SHOP: &str = "https://shop.example";
const OTHER: &str = "https://other.example";
const STRANGE: &str = "https://evil.example";

/// The assistant's page is the shop, the site's the other.
async fn allow(app: &TestApp) -> Caller {
    let path = format!("/assistants/{}", app.assistant);
    app.owner
        .patch(&path, &json!({ "allowed_origins": [SHOP] }))
        .await
        .is(200);
    let new = json!({ "assistant_id": app.assistant, "name": "Pages", "allowed_origins": [OTHER] });
    let made = app.owner.post("/sites", &new).await.is(201);
    crate::support::Site::new(app.url(), &made).user(app, "customer-1")
}

async fn from(page: &str, who: &Caller, method: Method, path: &str) -> Answer {
    let mut request = who.request(method.clone(), path).header("origin", page);
    if method == Method::OPTIONS {
        request = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
    }
    Answer::of(path.to_owned(), request.send().await.unwrap()).await
}

async fn only_allowed_pages_may_read_answers(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let user = allow(&app).await;
    let theirs = user.opens().await;
    let nobody = Caller::nobody(app.url());
    for (who, own, foreign, id) in [(&visitor, SHOP, OTHER, dialog), (&user, OTHER, SHOP, theirs)] {
        for path in [
            "/dialogs".to_owned(),
            "/config".to_owned(),
            format!("/dialogs/{id}/messages"),
        ] {
            let answer = from(own, who, Method::GET, &path).await;
            assert_eq!(
                (answer.status, answer.header("access-control-allow-origin")),
                (200, own),
                "{path}"
            );
            assert!(answer.header("vary").contains("origin"), "{:?}", answer.headers);
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            for page in [
                foreign,
                STRANGE,
                "null",
                "https://shop.example.evil.example",
                "http://shop.example",
            ] {
                let answer = from(page, who, Method::GET, &path).await;
                assert_eq!(answer.header("access-control-allow-origin"), "", "{page} {path}");
            }
            let asked = from(own, who, Method::OPTIONS, &path).await;
            assert_eq!(
                (asked.status, asked.header("access-control-allow-origin")),
                (200, own)
            );
            assert!(asked.header("access-control-allow-methods").contains("POST"));
            let headers = asked.header("access-control-allow-headers");
            assert!(
                headers.contains("authorization") && headers.contains("last-event-id"),
                "{headers}"
            );
            let asked = from(STRANGE, who, Method::OPTIONS, &path).await;
            assert_eq!(asked.header("access-control-allow-origin"), "");
        }
        let stream = who
            .request(Method::GET, &format!("/dialogs/{id}/events"))
            .header("origin", own);
        let stream = stream.send().await.unwrap();
        assert_eq!(stream.headers()["access-control-allow-origin"], own);
    }
    // A refusal can be read, too; an opening names the assistant in its body, where a browser's question does not.
    let refused = from(OTHER, &user.with_token("nonsense"), Method::GET, "/dialogs").await;
    assert_eq!(
        (refused.status, refused.header("access-control-allow-origin")),
        (401, OTHER)
    );
    let site = user.with_token("");
    assert_eq!(
        from(OTHER, &site, Method::OPTIONS, "/dialogs")
            .await
            .header("access-control-allow-origin"),
        OTHER
    );
    drop(nobody);
    // Without an `Origin` nothing changes.
    let plain = visitor.get("/dialogs").await;
    assert_eq!(
        (plain.status, plain.header("access-control-allow-origin")),
        (200, "")
    );
    app.finish().await;
}

async fn only_allowed_pages_may_open_sockets(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let user = allow(&app).await;
    let theirs = user.opens().await;
    let own_page = app.url().to_owned();
    for (who, id, allowed, refused) in [
        (&visitor, dialog, [SHOP, &own_page], [OTHER, STRANGE, "null"]),
        (&user, theirs, [OTHER, &own_page], [SHOP, STRANGE, "null"]),
    ] {
        let request = |page: &str| {
            let mut request = Socket::request(&who.socket_address(id), Some(&who.token));
            request.headers_mut().insert("origin", page.parse().unwrap());
            request
        };
        for page in allowed {
            let mut socket = Socket::open_as(request(page)).await.unwrap();
            socket.expect(&json!({ "type": "hello" })).await;
            socket.close().await;
        }
        for page in refused {
            assert_eq!(Socket::open_as(request(page)).await.err(), Some(403), "{page}");
        }
    }
    app.finish().await;
}

async fn operators_answer_to_no_other_page(place: Place) {
    let app = place.app().await;
    allow(&app).await;
    let dialog = app.visitor().opens().await;
    for page in [SHOP, OTHER, STRANGE] {
        for method in [Method::GET, Method::OPTIONS] {
            for path in [
                "/dialogs".to_owned(),
                "/me".to_owned(),
                format!("/dialogs/{dialog}/messages"),
            ] {
                let answer = from(page, &app.owner, method.clone(), &path).await;
                assert_eq!(
                    answer.header("access-control-allow-origin"),
                    "",
                    "{method} {path}"
                );
            }
        }
    }
    drop(Stream::open(&app.owner, dialog, "").await);
    app.finish().await;
}
