//! Frames that are none: told apart, and survived where they can be.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Place, Socket, client_id, stories};

stories!(
    a_frame_that_cannot_be_read_is_told,
    a_text_that_cannot_be_taken_is_told,
    a_frame_of_another_side_is_refused,
    a_frame_that_is_too_large_ends_the_connection,
    a_ping_gets_its_pong,
    older_clients_are_understood,
);

async fn sockets_of(app: &crate::support::TestApp) -> (i64, [Socket; 3]) {
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let sockets = [
        visitor.socket(dialog).await,
        app.owner.socket(dialog).await,
        app.owner.inbox().await,
    ];
    (dialog, sockets)
}

async fn a_frame_that_cannot_be_read_is_told(place: Place) {
    let app = place.app().await;
    let (dialog, sockets) = sockets_of(&app).await;
    let id = client_id();
    for mut socket in sockets {
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        for text in [
            "",
            "{",
            "null",
            "[]",
            "7",
            "\"message\"",
            "{}",
            &deep,
            "{\"type\":7}",
            "{\"type\":\"message\"",
        ] {
            socket.send_raw(Message::text(text)).await;
            socket
                .expect(&json!({ "type": "error", "code": "invalid_request", "retryable": false }))
                .await;
        }
        socket
            .send_raw(Message::binary(b"{\"type\":\"ping\"}".as_slice()))
            .await;
        socket
            .expect(&json!({ "type": "error", "code": "invalid_request" }))
            .await;
        socket
            .send(&json!({ "type": "dance", "dialog_id": dialog, "client_id": id }))
            .await;
        socket
            .expect(&json!({ "type": "error", "code": "unknown_type", "client_id": id }))
            .await;
        let without_text = json!({ "type": "message", "dialog_id": dialog, "client_id": id });
        socket.send(&without_text).await;
        socket
            .expect(&json!({ "type": "error", "code": "invalid_request", "client_id": id }))
            .await;
        // It stays, and works.
        socket
            .send(&json!({ "type": "read", "dialog_id": dialog, "seq": i64::MAX }))
            .await;
        assert_no_error(&socket.round_trip().await);
        socket.close().await;
    }
    app.finish().await;
}

fn assert_no_error(frames: &[Value]) {
    assert!(frames.iter().all(|frame| frame["type"] != "error"), "{frames:?}");
}

async fn a_text_that_cannot_be_taken_is_told(place: Place) {
    let app = place.app().await;
    let (dialog, sockets) = sockets_of(&app).await;
    for mut socket in sockets {
        for (text, code) in [
            ("", "text_empty"),
            (" \n\t ", "text_empty"),
            (&"é".repeat(8_001), "text_too_long"),
        ] {
            let words =
                json!({ "type": "message", "dialog_id": dialog, "client_id": client_id(), "text": text });
            socket.send(&words).await;
            let refused = json!({ "type": "error", "code": code, "client_id": words["client_id"] });
            let refused = socket.expect(&refused).await;
            assert_eq!(
                refused["limit"],
                if code == "text_too_long" {
                    json!(8_000)
                } else {
                    Value::Null
                }
            );
        }
        for bad in ["", "7", "not-a-uuid", &"x".repeat(5_000)] {
            let words = json!({ "type": "message", "dialog_id": dialog, "client_id": bad, "text": "words" });
            socket.send(&words).await;
            let refused = socket
                .expect(&json!({ "type": "error", "code": "invalid_client_id" }))
                .await;
            assert!(refused["client_id"].as_str().unwrap().len() <= 64);
        }
        let longest = json!({ "type": "message", "dialog_id": dialog, "client_id": client_id(), "text": "é".repeat(8_000) });
        socket.send(&longest).await;
        socket
            .expect(&json!({ "type": "ack", "client_id": longest["client_id"] }))
            .await;
        socket.close().await;
    }
    let visitor = app.visitor();
    let own = visitor.opens().await;
    let problem = visitor
        .tries_to_say(own, &"é".repeat(8_001))
        .await
        .refuses(422, "text_too_long");
    assert_eq!(problem["limit"], 8_000);
    visitor.tries_to_say(own, " ").await.refuses(422, "text_empty");
    app.finish().await;
}

async fn a_frame_of_another_side_is_refused(place: Place) {
    let app = place.app().await;
    let (dialog, [mut tab, mut desk, mut inbox]) = sockets_of(&app).await;
    let of = |kind: &str| {
        json!({ "type": kind, "dialog_id": dialog, "client_id": client_id(), "text": "x", "to": "queue",
            "operator_id": app.owner.id, "url": "https://shop.example/", "title": "Shop", "referrer": "" })
    };
    for kind in [
        "claim",
        "release",
        "transfer",
        "close",
        "reopen",
        "note",
        "subscribe",
        "unsubscribe",
    ] {
        tab.send(&of(kind)).await;
        tab.expect_next(&json!({ "type": "error", "code": "forbidden", "dialog_id": dialog }))
            .await;
    }
    for kind in ["handoff_request", "page"] {
        for socket in [&mut desk, &mut inbox] {
            socket.send(&of(kind)).await;
            socket
                .expect(&json!({ "type": "error", "code": "forbidden", "dialog_id": dialog }))
                .await;
        }
    }
    desk.send(&of("subscribe")).await;
    desk.expect(&json!({ "type": "error", "code": "forbidden" }))
        .await;
    inbox.send(&json!({ "type": "claim" })).await;
    inbox
        .expect(&json!({ "type": "error", "code": "invalid_request" }))
        .await;
    assert_eq!(app.owner.dialog(dialog).await["assignee"]["id"], app.owner.id);
    for socket in [tab, desk, inbox] {
        socket.close().await;
    }
    app.finish().await;
}

async fn a_frame_that_is_too_large_ends_the_connection(place: Place) {
    let app = place.app().await;
    let (dialog, sockets) = sockets_of(&app).await;
    for mut socket in sockets {
        let frame = |bytes: usize| {
            let bare = json!({ "type": "ping", "nonce": "n", "padding": "" }).to_string();
            bare.replace(
                "\"padding\":\"\"",
                &format!("\"padding\":\"{}\"", "x".repeat(bytes - bare.len())),
            )
        };
        let fits = frame(64 * 1024);
        assert_eq!(fits.len(), 64 * 1024);
        socket.send_raw(Message::text(fits)).await;
        socket.expect(&json!({ "type": "pong", "nonce": "n" })).await;
        socket.send_raw(Message::text(frame(64 * 1024 + 1))).await;
        socket.expect_close(1009).await;
    }
    app.owner.says(dialog, "Nobody was harmed").await;
    app.finish().await;
}

async fn a_ping_gets_its_pong(place: Place) {
    let app = place.app().await;
    let (_, sockets) = sockets_of(&app).await;
    for mut socket in sockets {
        socket.send(&json!({ "type": "ping" })).await;
        socket.expect(&json!({ "type": "pong", "nonce": null })).await;
        socket.send(&json!({ "type": "ping", "nonce": "7" })).await;
        socket.expect(&json!({ "type": "pong", "nonce": "7" })).await;
        socket.close().await;
    }
    app.finish().await;
}

async fn older_clients_are_understood(place: Place) {
    let app = place.app().await;
    let (_, [mut tab, mut desk, inbox]) = sockets_of(&app).await;
    let older = [
        json!({ "type": "chat_message", "client_id": client_id(), "message": "an older word" }),
        json!({ "type": "message", "client_id": client_id(), "content": "another older word" }),
    ];
    for frame in older {
        tab.send(&frame).await;
        tab.expect_next(&json!({ "type": "ack", "client_id": frame["client_id"] }))
            .await;
        let heard = desk
            .expect(&json!({ "type": "message", "client_id": frame["client_id"] }))
            .await;
        assert!(heard["text"].as_str().unwrap().ends_with("older word"));
    }
    for socket in [tab, desk, inbox] {
        socket.close().await;
    }
    app.finish().await;
}
