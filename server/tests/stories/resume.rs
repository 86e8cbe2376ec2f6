//! Who names the last number it has gets exactly what follows.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Caller, KNOWN, Place, Socket, TestApp, fits, said, stories};

stories!(
    every_place_in_a_history_can_be_resumed,
    a_place_that_cannot_be_is_told,
    a_long_backlog_is_paged,
    an_inbox_resumes_each_dialog,
    a_restart_forgets_nothing,
);

/// A dialog with all kinds of entries, at least 60 for operators.
async fn history_of_sixty(app: &TestApp) -> (Caller, Caller, i64) {
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.asks(KNOWN).await;
    visitor.is_answered(dialog).await;
    for round in 0.. {
        if operator.dialog(dialog).await["last_seq"].as_i64().unwrap() >= 60 {
            break;
        }
        operator.claims(dialog).await;
        visitor.says(dialog, &format!("question {round}")).await;
        operator.notes(dialog, &format!("note {round}")).await;
        operator.says(dialog, &format!("answer {round}")).await;
        app.owner
            .notes(dialog, &format!("colleague's note {round}"))
            .await;
        visitor.says(dialog, &format!("thanks {round}")).await;
        operator.says(dialog, &format!("bye {round}")).await;
        operator.releases(dialog, "queue").await;
    }
    (visitor, operator, dialog)
}

/// An entry as a client's socket gives it.
fn for_client(entry: &Value) -> Value {
    if entry["sender"] == "user" {
        json!({ "type": "advance", "dialog_id": entry["dialog_id"], "seq": entry["seq"] })
    } else {
        entry.clone()
    }
}

async fn backlog(mut socket: Socket) -> Vec<Value> {
    let mut frames = socket.round_trip().await;
    assert!(fits(&frames.remove(0), &json!({ "type": "hello" })));
    frames.retain(|frame| frame["type"] != "presence");
    socket.close().await;
    frames
}

async fn every_place_in_a_history_can_be_resumed(place: Place) {
    let app = place.app().await;
    let (visitor, operator, dialog) = history_of_sixty(&app).await;
    for who in [&visitor, &operator] {
        let all = who.history(dialog).await;
        let on_socket: Vec<Value> = if who.is_operator() {
            all.clone()
        } else {
            all.iter().map(for_client).collect()
        };
        for after in 0..=all.len() {
            let socket = who.knock(dialog, &format!("after={after}")).await;
            assert_eq!(backlog(socket).await, on_socket[after..], "after {after}");
            let page = who
                .get(&format!("/dialogs/{dialog}/messages?after={after}&limit=200"))
                .await
                .is(200);
            assert_eq!(
                page["items"].as_array().unwrap().as_slice(),
                &all[after..],
                "after {after}"
            );
            assert_eq!(
                (&page["more"], &page["last_seq"]),
                (&json!(false), &json!(all.len()))
            );
        }
        let epoch = who.get(&format!("/dialogs/{dialog}/messages")).await.is(200);
        let named = format!(
            "after=7&history_epoch={}",
            epoch["history_epoch"].as_str().unwrap()
        );
        assert_eq!(backlog(who.knock(dialog, &named).await).await, on_socket[7..]);
        // Without a place there is no backlog: only what comes.
        assert_eq!(backlog(who.knock(dialog, "").await).await, [] as [Value; 0]);
    }
    app.finish().await;
}

async fn a_place_that_cannot_be_is_told(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    operator.says(dialog, "Hello").await;
    for who in [&visitor, &operator] {
        let epoch = who.get(&format!("/dialogs/{dialog}/messages")).await.is(200)["history_epoch"].clone();
        for claimed in [
            &format!("after={}", who.history(dialog).await.len() + 1),
            "after=9007199254740993",
            "after=-1",
            "after=1&history_epoch=another",
            "after=0&history_epoch=x",
        ] {
            let mut socket = who.knock(dialog, claimed).await;
            let hello = socket
                .expect_next(&json!({ "type": "hello", "history_epoch": epoch }))
                .await;
            socket
                .expect_next(&json!({ "type": "reset", "dialog_id": dialog, "history_epoch": epoch }))
                .await;
            // From there on it hears what comes, and nothing of the past.
            let text = format!("{claimed} of {}", who.is_operator());
            operator.says(dialog, &text).await;
            let next = hello["last_seq"].as_i64().unwrap() + 1;
            let heard = socket.expect(&json!({ "type": "message" })).await;
            assert!(fits(&heard, &json!({ "text": text, "seq": next })), "{heard}");
            socket.close().await;
        }
        let mut socket = who.knock(dialog, "history_epoch=another").await;
        socket.expect_next(&json!({ "type": "hello" })).await;
        socket.expect_next(&json!({ "type": "reset" })).await;
        socket.close().await;
        let future = who
            .get(&format!("/dialogs/{dialog}/messages?after=5000"))
            .await
            .is(200);
        assert_eq!(future["items"], json!([]));
        assert!(
            future["last_seq"].as_i64().unwrap() < 5_000,
            "the reader can see that it is ahead"
        );
    }
    app.finish().await;
}

async fn a_long_backlog_is_paged(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    for batch in 0..10 {
        join_all((0..50).map(|at| {
            let who = if at % 2 == 0 { &visitor } else { &operator };
            let text = format!("{batch} and {at}");
            async move { who.says(dialog, &text).await }
        }))
        .await;
    }
    for who in [&visitor, &operator] {
        let all = who.history(dialog).await;
        assert_eq!(all.len(), 501);
        assert!(
            all.iter()
                .enumerate()
                .all(|(at, entry)| entry["seq"] == at as i64 + 1)
        );
        let mut socket = who.knock(dialog, "after=0").await;
        socket
            .expect_next(&json!({ "type": "hello", "last_seq": 501 }))
            .await;
        for entry in &all[..200] {
            let wanted = if who.is_operator() {
                entry.clone()
            } else {
                for_client(entry)
            };
            assert_eq!(socket.next().await, wanted);
        }
        socket
            .expect_next(&json!({ "type": "more", "dialog_id": dialog, "upto": 501 }))
            .await;
        assert_eq!(who.history_after(dialog, 200).await, all[200..]);
        socket.close().await;
    }
    let mut tab = visitor.knock(dialog, "after=0").await;
    tab.expect(&json!({ "type": "more" })).await;
    operator.says(dialog, "live again").await;
    tab.expect_next(&json!({ "type": "message", "text": "live again", "seq": 502 }))
        .await;
    tab.close().await;
    app.finish().await;
}

async fn an_inbox_resumes_each_dialog(place: Place) {
    let app = place.app().await;
    let operator = app.operator().await;
    let mut inbox = operator.inbox().await;
    for _ in 0..3 {
        let visitor = app.visitor();
        let dialog = visitor.opens().await;
        operator.claims(dialog).await;
        for word in ["one", "two", "three"] {
            operator.says(dialog, word).await;
        }
        let of_this = |kind: &str| json!({ "type": kind, "dialog_id": dialog });
        let mut subscribe = of_this("subscribe");
        subscribe["after"] = 2.into();
        inbox.send(&subscribe).await;
        inbox
            .expect(&json!({ "type": "hello", "dialog_id": dialog, "last_seq": 4 }))
            .await;
        for seq in [3, 4] {
            inbox
                .expect_next(&json!({ "type": "message", "dialog_id": dialog, "seq": seq }))
                .await;
        }
        subscribe["history_epoch"] = "another".into();
        inbox.send(&subscribe).await;
        inbox.expect(&of_this("hello")).await;
        inbox.expect_next(&of_this("reset")).await;
        operator.says(dialog, "four").await;
        inbox
            .expect(&json!({ "type": "message", "dialog_id": dialog, "seq": 5, "text": "four" }))
            .await;
        inbox.send(&of_this("unsubscribe")).await;
        inbox.round_trip().await;
        operator.says(dialog, "unheard").await;
        let later = inbox.caught_up(&app).await;
        assert!(!later.iter().any(|frame| frame["type"] == "message"), "{later:?}");
    }
    inbox.close().await;
    app.finish().await;
}

async fn a_restart_forgets_nothing(place: Place) {
    let app = place.app().await;
    let (visitor, operator, dialog) = history_of_sixty(&app).await;
    let own = visitor.history(dialog).await;
    let epoch = visitor.get(&format!("/dialogs/{dialog}/messages")).await.is(200)["history_epoch"].clone();
    let mut tab = visitor.socket(dialog).await;
    let stopping = app.finish_with_visitors();
    let telling = async {
        let last = tab.expect(&json!({ "type": "reconnect" })).await;
        assert!(last["retry_after_ms"].as_u64().is_some());
        tab.expect_close(1012).await;
    };
    tokio::join!(stopping, telling);

    let app = place.app().await;
    let (visitor, operator) = (visitor.at(app.url()), operator.at(app.url()));
    let named = format!("after=20&history_epoch={}", epoch.as_str().unwrap());
    let wanted: Vec<Value> = own[20..].iter().map(for_client).collect();
    assert_eq!(backlog(visitor.knock(dialog, &named).await).await, wanted);
    let mut tab = visitor.socket(dialog).await;
    operator.claims(dialog).await;
    operator.says(dialog, "Here again").await;
    tab.expect(&said("Here again")).await;
    tab.close().await;
    app.finish().await;
}
