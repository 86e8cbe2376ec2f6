//! Two companies on one server know nothing of each other.

use serde_json::{Value, json};

use crate::support::{KNOWN, Place, Socket, client_id, stories};

stories!(
    an_inbox_hears_nothing_of_other_tenants,
    administration_ends_at_the_tenant,
);

/// Larger than any id that was ever given out here.
const ABSENT: i64 = 4_000_000_000;

async fn an_inbox_hears_nothing_of_other_tenants(place: Place) {
    let app = place.app().await;
    let (rival, _) = app.other_tenant("Rival").await;
    let mut inbox = rival.inbox().await;
    let visitor = app.visitor();
    let dialog = visitor.asks("canary-of-the-shop").await;
    let words = json!({ "client_id": client_id(), "text": "let me in", "operator_id": rival.id, "to": "queue", "seq": 1 });
    let kinds = [
        "subscribe",
        "message",
        "note",
        "claim",
        "release",
        "transfer",
        "close",
        "reopen",
        "read",
        "delivered",
        "typing_start",
        "typing_stop",
    ];
    for kind in kinds {
        let mut answers = Vec::new();
        for number in [dialog, ABSENT] {
            let mut frame = words.clone();
            frame["type"] = kind.into();
            frame["dialog_id"] = number.into();
            inbox.send(&frame).await;
            let mut refused = inbox
                .expect_next(&json!({ "type": "error", "code": "not_found" }))
                .await;
            assert_eq!(refused["dialog_id"].take(), number);
            answers.push(refused);
        }
        assert_eq!(answers[0], answers[1], "{kind}");
    }
    inbox
        .send(&json!({ "type": "unsubscribe", "dialog_id": dialog }))
        .await;
    app.owner.claims(dialog).await;
    app.owner.notes(dialog, "canary-of-the-notes").await;
    visitor.says(dialog, "canary again").await;
    inbox.expect_silence(&app).await;
    assert_eq!(visitor.dialog(dialog).await["manager"]["name"], app.owner.name);
    assert_no_canary(&inbox);
    inbox.close().await;
    app.finish().await;
}

fn assert_no_canary(socket: &Socket) {
    let seen = format!("{:?}", socket.seen);
    assert!(!seen.contains("canary"), "{seen}");
}

async fn administration_ends_at_the_tenant(place: Place) {
    let app = place.app().await;
    let (rival, _) = app.other_tenant("Rival").await;
    let articles = app
        .owner
        .get(&format!("/assistants/{}/articles", app.assistant))
        .await
        .is(200);
    let article = articles["items"][0]["id"].as_i64().unwrap();
    let new_article = json!({ "title": "Mine", "body": "Now." });
    let asked: [(&str, String, String, Option<Value>); 9] = [
        (
            "GET",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            None,
        ),
        (
            "PATCH",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            Some(json!({ "name": "Mine" })),
        ),
        (
            "DELETE",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            None,
        ),
        (
            "GET",
            format!("/assistants/{}/articles", app.assistant),
            "/assistants/ast_absent/articles".into(),
            None,
        ),
        (
            "POST",
            format!("/assistants/{}/articles", app.assistant),
            "/assistants/ast_absent/articles".into(),
            Some(new_article),
        ),
        (
            "POST",
            format!("/assistants/{}/try", app.assistant),
            "/assistants/ast_absent/try".into(),
            Some(json!({ "question": KNOWN })),
        ),
        (
            "GET",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            None,
        ),
        (
            "PATCH",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            Some(json!({ "title": "Mine" })),
        ),
        (
            "DELETE",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            None,
        ),
    ];
    for (method, theirs, absent, body) in asked {
        let ask = async |path: &str| match (method, &body) {
            ("GET", _) => rival.get(path).await,
            ("DELETE", _) => rival.delete(path).await,
            ("PATCH", Some(body)) => rival.patch(path, body).await,
            (_, body) => rival.post(path, body.as_ref().unwrap()).await,
        };
        let (theirs, absent) = (ask(&theirs).await, ask(&absent).await);
        assert_eq!(theirs.face(), absent.face(), "{method} {}", theirs.asked);
        theirs.refuses(404, "not_found");
    }
    let site = json!({ "assistant_id": app.assistant, "name": "Mine" });
    rival.post("/sites", &site).await.refuses(404, "not_found");
    for list in ["/dialogs", "/sites", "/operators", "/assistants"] {
        let listed = rival.get(list).await.is(200).to_string();
        assert!(!listed.contains("Ada") && !listed.contains("Olivia"), "{listed}");
    }
    assert_eq!(
        app.owner.get("/assistants").await.is(200)["items"][0]["name"],
        "Ada"
    );
    app.finish().await;
}
