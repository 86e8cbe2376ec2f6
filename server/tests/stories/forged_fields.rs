//! What a caller may not set is refused in bodies and ignored in frames.

use serde_json::{Value, json};

use crate::support::{Caller, Place, client_id, fits, stories};

stories!(a_body_sets_nothing_but_its_own, a_frame_sets_nothing_but_its_own);

/// Fields that belong to the server, each with what somebody might like to see there.
fn forbidden() -> Vec<(&'static str, Value)> {
    vec![
        ("sender", json!("manager")),
        ("seq", json!(1)),
        ("id", json!(1)),
        ("tenant", json!(2)),
        ("tenant_id", json!(2)),
        ("role", json!("owner")),
        ("author", json!({ "id": 1, "name": "The Boss" })),
        ("contact_id", json!(1)),
        ("handler_epoch", json!(9)),
        ("state", json!("closed")),
        ("note", json!(true)),
        ("private", json!(true)),
        ("timestamp", json!("2001-01-01T00:00:00.000Z")),
        ("verified", json!(true)),
        ("meta", json!({ "code": "dialog_closed" })),
        ("citations", json!([])),
    ]
}

async fn is_refused(who: &Caller, path: &str, body: &Value, by_patch: bool) {
    for (field, value) in forbidden() {
        // Where the field is the caller's to set it is no forgery.
        if body.get(field).is_some() {
            continue;
        }
        let mut forged = body.clone();
        forged[field] = value;
        let answer = if by_patch {
            who.patch(path, &forged).await
        } else {
            who.post(path, &forged).await
        };
        answer.refuses(422, "invalid_request");
    }
}

async fn a_body_sets_nothing_but_its_own(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let (visitor, user, operator) = (app.visitor(), site.user(&app, "7"), app.operator().await);
    for who in [&visitor, &user] {
        let dialog = who.opens().await;
        operator.claims(dialog).await;
        let mut opening = who.opening();
        is_refused(who, "/dialogs", &opening, false).await;
        for (field, value) in forbidden() {
            opening["message"] = json!({ "client_id": client_id(), "text": "forged" });
            opening["message"][field] = value;
            if field != "id" {
                who.post("/dialogs", &opening)
                    .await
                    .refuses(422, "invalid_request");
            }
        }
        for (path, body) in [
            ("messages", json!({ "client_id": client_id(), "text": "forged" })),
            ("read", json!({ "seq": 1 })),
            ("delivered", json!({ "seq": 1 })),
            ("typing", json!({ "on": true })),
            ("handoff", json!({})),
        ] {
            is_refused(who, &format!("/dialogs/{dialog}/{path}"), &body, false).await;
        }
        for (path, body) in [
            ("messages", json!({ "client_id": client_id(), "text": "forged" })),
            ("notes", json!({ "client_id": client_id(), "text": "forged" })),
            ("release", json!({ "to": "queue" })),
            ("transfer", json!({ "operator_id": app.owner.id })),
        ] {
            is_refused(&operator, &format!("/dialogs/{dialog}/{path}"), &body, false).await;
        }
        assert_eq!(
            who.get("/dialogs").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
        assert!(!format!("{:?}", operator.history(dialog).await).contains("forged"));
        assert_eq!(operator.dialog(dialog).await["state"], "operator");
    }
    let owner = &app.owner;
    is_refused(owner, "/assistants", &json!({ "name": "Forged" }), false).await;
    is_refused(
        owner,
        &format!("/assistants/{}", app.assistant),
        &json!({ "name": "Forged" }),
        true,
    )
    .await;
    is_refused(
        owner,
        "/sites",
        &json!({ "assistant_id": app.assistant, "name": "Forged" }),
        false,
    )
    .await;
    let article = json!({ "title": "Forged", "body": "Forged" });
    is_refused(
        owner,
        &format!("/assistants/{}/articles", app.assistant),
        &article,
        false,
    )
    .await;
    let member = json!({ "email": "f@example.com", "name": "Forged", "role": "agent", "password": "correct horse battery" });
    is_refused(owner, "/operators", &member, false).await;
    let login =
        json!({ "email": "owner@example.com", "password": "correct horse battery", "tenant": "ten_absent" });
    is_refused(&Caller::nobody(app.url()), "/auth/login", &login, false).await;
    for list in ["/assistants", "/sites", "/operators"] {
        assert!(!owner.get(list).await.is(200).to_string().contains("Forged"));
    }
    // A role above one's own is nobody's to give, and an agent gives none.
    let admin = app.member("admin").await;
    let mut above = member.clone();
    above["role"] = "owner".into();
    admin.post("/operators", &above).await.refuses(403, "forbidden");
    operator
        .post("/operators", &member)
        .await
        .refuses(403, "forbidden");
    app.finish().await;
}

async fn a_frame_sets_nothing_but_its_own(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let other = app.visitor().opens().await;
    let sockets = [
        (visitor.socket(dialog).await, "user"),
        (operator.socket(dialog).await, "manager"),
    ];
    for (mut socket, sender) in sockets {
        let mut words = json!({ "type": "message", "client_id": client_id(), "text": "honest words" });
        for (field, value) in forbidden() {
            words[field] = value;
        }
        // A dialog socket speaks of its own dialog, whatever a frame says.
        words["dialog_id"] = other.into();
        socket.send(&words).await;
        let ack = socket
            .expect(&json!({ "type": "ack", "client_id": words["client_id"], "dialog_id": dialog }))
            .await;
        let history = operator.history(dialog).await;
        let entry = history.last().unwrap();
        let wanted =
            json!({ "id": ack["id"], "sender": sender, "seq": history.len(), "note": null, "meta": null });
        assert!(fits(entry, &wanted), "{entry}");
        let author = if sender == "user" {
            Value::Null
        } else {
            json!(operator.name)
        };
        assert_eq!(entry["author"]["name"], author);
        assert!(entry["timestamp"].as_str() > Some("2026"));
        socket.close().await;
    }
    assert_eq!(operator.history(other).await, [] as [Value; 0]);
    app.finish().await;
}
