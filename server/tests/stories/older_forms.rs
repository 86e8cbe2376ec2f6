//! Clients that were written before frames had their present form.

use serde_json::{Value, json};

use crate::support::{Place, Socket, client_id, said, stories};

stories!(
    older_frames_are_messages,
    a_socket_may_ask_for_wrapped_messages,
    the_sub_protocol_counts_more_than_the_address,
    why_a_person_was_wanted_is_kept,
    a_stale_epoch_and_another_text_are_told,
);

async fn older_frames_are_messages(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    let mut inbox = app.owner.inbox().await;
    let mut given = Vec::new();
    for frame in [
        json!({ "type": "chat_message", "message": "one" }),
        json!({ "type": "chat_message", "content": "two" }),
        json!({ "content": "three" }),
    ] {
        tab.send(&frame).await;
        let ack = tab
            .expect_next(&json!({ "type": "ack", "duplicate": false }))
            .await;
        given.push(ack["client_id"].as_str().unwrap().to_owned());
    }
    given.sort();
    given.dedup();
    assert!(
        given.len() == 3 && given.iter().all(|id| id.len() == 36),
        "{given:?}"
    );
    // With an id of their own they are told apart from a repeat as any other.
    let own = json!({ "content": "four", "client_id": client_id() });
    for duplicate in [false, true] {
        tab.send(&own).await;
        tab.expect_next(&json!({ "type": "ack", "client_id": own["client_id"], "duplicate": duplicate }))
            .await;
    }
    inbox
        .send(&json!({ "content": "five", "dialog_id": dialog }))
        .await;
    inbox.expect(&json!({ "type": "ack", "dialog_id": dialog })).await;
    tab.expect(&said("five")).await;
    let texts: Vec<Value> = visitor
        .history(dialog)
        .await
        .iter()
        .map(|entry| entry["text"].clone())
        .collect();
    assert_eq!(texts[1..], ["one", "two", "three", "four", "five"]);
    tab.send(&json!({ "content": " " })).await;
    tab.expect(&json!({ "type": "error", "code": "text_empty" }))
        .await;
    tab.close().await;
    inbox.close().await;
    app.finish().await;
}

async fn a_socket_may_ask_for_wrapped_messages(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let mut wrapped = visitor.knock(dialog, "after=0&format=wrapped").await;
    let mut bare = visitor.knock(dialog, "after=0").await;
    app.owner.says(dialog, "Hello").await;
    let wanted = bare.expect(&said("Hello")).await;
    for field in ["id", "sender", "text", "timestamp"] {
        assert!(!wanted[field].is_null(), "what the oldest clients read: {field}");
    }
    wrapped.expect_next(&json!({ "type": "hello" })).await;
    wrapped
        .expect_next(&json!({ "type": null, "message": { "seq": 1 } }))
        .await;
    let heard = wrapped.expect(&json!({ "message": { "text": "Hello" } })).await;
    assert_eq!(heard, json!({ "message": wanted }));
    visitor.says(dialog, "mine").await;
    wrapped.expect(&json!({ "type": "advance", "seq": 3 })).await;
    wrapped.close().await;
    bare.close().await;
    app.finish().await;
}

async fn the_sub_protocol_counts_more_than_the_address(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let good = visitor.knock(dialog, "visitor_token=nonsense").await;
    let mut good = good;
    good.expect_next(&json!({ "type": "hello" })).await;
    good.close().await;
    let address = format!(
        "{}&visitor_token={}",
        visitor.socket_address(dialog),
        visitor.token
    );
    let mut bad = Socket::open(&address, Some("nonsense")).await;
    bad.expect_close(4001).await;
    app.finish().await;
}

async fn why_a_person_was_wanted_is_kept(place: Place) {
    let app = place.app().await;
    for live in [true, false] {
        let visitor = app.visitor();
        let dialog = visitor.opens().await;
        let mut desk = app.owner.socket(dialog).await;
        let mut tab = visitor.socket(dialog).await;
        let long = "x".repeat(1_001);
        if live {
            tab.send(&json!({ "type": "handoff_request", "reason": long }))
                .await;
            tab.expect_next(&json!({ "type": "error", "code": "text_too_long", "limit": 1_000 }))
                .await;
            tab.send(&json!({ "type": "handoff_request", "reason": "The parcel is gone" }))
                .await;
        } else {
            let path = format!("/dialogs/{dialog}/handoff");
            visitor
                .post(&path, &json!({ "reason": long }))
                .await
                .refuses(422, "text_too_long");
            visitor
                .post(&path, &json!({ "reason": "The parcel is gone" }))
                .await
                .is(200);
        }
        let meta = json!({ "code": "handoff_requested", "reason": "visitor", "wish": "The parcel is gone" });
        desk.expect(&json!({ "type": "message", "meta": meta })).await;
        desk.expect(&json!({ "type": "handoff_requested", "wish": "The parcel is gone" }))
            .await;
        tab.expect(&json!({ "type": "message", "meta": { "code": "handoff_requested", "wish": null } }))
            .await;
        tab.expect(&json!({ "type": "handoff_requested", "wish": null, "reason": null }))
            .await;
        assert_eq!(
            app.owner.history(dialog).await[0]["meta"]["wish"],
            "The parcel is gone"
        );
        desk.close().await;
        tab.close().await;
    }
    app.finish().await;
}

async fn a_stale_epoch_and_another_text_are_told(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let mut desk = app.owner.socket(dialog).await;
    let epoch = app.owner.dialog(dialog).await["handler_epoch"].as_i64().unwrap();
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    for (who, socket) in [(&visitor, &mut tab), (&app.owner, &mut desk)] {
        for mut frame in [
            json!({ "type": "message", "text": "late" }),
            json!({ "type": "chat_message", "message": "late" }),
            json!({ "content": "late" }),
        ] {
            frame["client_id"] = client_id().into();
            frame["expected_epoch"] = epoch.into();
            socket.send(&frame).await;
            let why = json!({ "type": "error", "code": "stale_epoch", "client_id": frame["client_id"], "retryable": false });
            socket.expect(&why).await;
        }
        let mut body = json!({ "client_id": client_id(), "text": "late", "expected_epoch": epoch });
        who.post(&path, &body).await.refuses(409, "stale_epoch");
        body["expected_epoch"] = (epoch + 1).into();
        who.post(&path, &body).await.is(201);
        // A repeat finds the first one whatever it says, and is told if it says something else.
        let same = who.post(&path, &body).await.is(200);
        assert_eq!(
            (&same["duplicate"], &same["mismatch"]),
            (&json!(true), &Value::Null)
        );
        body["text"] = "another".into();
        let other = who.post(&path, &body).await.is(200);
        assert_eq!((&other["id"], &other["mismatch"]), (&same["id"], &json!(true)));
        body["type"] = "message".into();
        socket.send(&body).await;
        socket
            .expect(&json!({ "type": "ack", "client_id": body["client_id"], "duplicate": true, "mismatch": true }))
            .await;
    }
    tab.close().await;
    desk.close().await;
    app.finish().await;
}
