//! A private note reaches no client, in no form: no frame, no number, no count, no time.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Caller, Place, client_id, stories};

stories!(
    a_note_between_messages_leaves_no_hole,
    a_note_moves_nothing_that_a_client_can_read,
    reading_a_note_is_no_news_to_the_client,
    leaving_a_note_marks_nothing_as_read,
    a_client_cannot_write_a_note,
);

const CANARY: &str = "canary-of-the-notes";

async fn a_note_between_messages_leaves_no_hole(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    operator.says(dialog, "Hello").await;
    let mut tab = visitor.socket(dialog).await;
    let mut desk = operator.socket(dialog).await;
    let mut colleague = app.owner.inbox().await;
    colleague
        .send(&json!({ "type": "subscribe", "dialog_id": dialog }))
        .await;
    colleague
        .expect(&json!({ "type": "hello", "dialog_id": dialog }))
        .await;

    for round in 0..10 {
        // By HTTP, by a dialog's socket, and by the inbox.
        operator.notes(dialog, CANARY).await;
        let note = json!({ "type": "note", "client_id": client_id(), "text": CANARY });
        desk.send(&note).await;
        desk.expect(&json!({ "type": "ack", "client_id": note["client_id"] }))
            .await;
        let mut note = json!({ "type": "note", "client_id": client_id(), "text": CANARY });
        note["dialog_id"] = dialog.into();
        colleague.send(&note).await;
        colleague
            .expect(&json!({ "type": "ack", "client_id": note["client_id"] }))
            .await;
        // What the client hears next is the next public entry, with the next number.
        let text = format!("word {round}");
        operator.says(dialog, &text).await;
        tab.expect_next(&json!({ "type": "message", "seq": round + 3, "text": text }))
            .await;
    }
    tab.expect_silence(&app).await;
    for operators in [&mut desk, &mut colleague] {
        operators.caught_up(&app).await;
        assert_eq!(notes(&operators.seen), 30, "operators get every note once");
    }

    let mut late = visitor.knock(dialog, "after=0").await;
    let backlog = late.caught_up(&app).await;
    let own = visitor.history(dialog).await;
    let before = visitor
        .get(&format!("/dialogs/{dialog}/messages?before=1000"))
        .await
        .is(200);
    assert_eq!(own.as_slice(), before["items"].as_array().unwrap().as_slice());
    for (at, entry) in own.iter().enumerate() {
        assert_eq!(entry["seq"], at as i64 + 1, "contiguous");
        assert_eq!(&backlog[at + 1], entry, "as the socket gave it");
    }
    assert_eq!(before["last_seq"], 12);
    let all = format!("{:?}{:?}{own:?}{before}", tab.seen, late.seen);
    assert!(!all.contains(CANARY) && !all.contains("note"), "{all}");
    for socket in [tab, late, desk, colleague] {
        socket.close().await;
    }
    app.finish().await;
}

fn notes(frames: &[Value]) -> usize {
    frames
        .iter()
        .filter(|frame| frame["note"] == true && frame["text"] == CANARY)
        .count()
}

/// Everything that a client can ask for.
async fn all_that_a_client_reads(visitor: &Caller, dialogs: [i64; 2]) -> Value {
    let mut all = vec![
        visitor.get("/dialogs").await.is(200),
        visitor.get("/dialogs?limit=1").await.is(200),
        visitor.get("/generations?status=active").await.is(200),
    ];
    for dialog in dialogs {
        all.push(visitor.dialog(dialog).await);
        for question in ["", "?after=0", "?after=2", "?before=3"] {
            all.push(
                visitor
                    .get(&format!("/dialogs/{dialog}/messages{question}"))
                    .await
                    .is(200),
            );
        }
        let mut socket = visitor.knock(dialog, "after=0").await;
        let mut hello = socket.next().await;
        for name in ["connection_id", "server_time"] {
            hello[name].take();
        }
        all.push(hello);
        all.extend(socket.round_trip().await);
        socket.close().await;
    }
    all.into()
}

async fn a_note_moves_nothing_that_a_client_can_read(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let older = visitor.opens().await;
    let newer = visitor.opens().await;
    for dialog in [older, newer] {
        operator.claims(dialog).await;
        operator.says(dialog, "Hello").await;
        visitor.says(dialog, "Hello yourself").await;
        operator.says(dialog, "What can I do?").await;
        let read = json!({ "seq": operator.dialog(dialog).await["last_seq"] });
        operator
            .post(&format!("/dialogs/{dialog}/read"), &read)
            .await
            .is(204);
    }
    let before = all_that_a_client_reads(&visitor, [older, newer]).await;
    app.forward(Duration::from_mins(5));
    operator.notes(older, CANARY).await;
    app.owner.notes(older, "and a colleague's").await;
    let read = json!({ "seq": operator.dialog(older).await["last_seq"] });
    operator
        .post(&format!("/dialogs/{older}/read"), &read)
        .await
        .is(204);
    let after = all_that_a_client_reads(&visitor, [older, newer]).await;
    assert_eq!(before, after, "a note shows");

    // Operators see that something happened: their list begins with it.
    let inbox = operator.get("/dialogs?assignee=me").await.is(200);
    assert_eq!(inbox["items"][0]["id"], older);
    // And a public word moves the client's list.
    operator.says(older, "Still there?").await;
    let list = visitor.get("/dialogs").await.is(200);
    assert_eq!(list["items"][0]["id"], older);
    assert!(list["items"][0]["updated_at"].as_str() > list["items"][1]["updated_at"].as_str());
    app.finish().await;
}

async fn reading_a_note_is_no_news_to_the_client(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    operator.says(dialog, "Hello").await;
    let mut tab = visitor.socket(dialog).await;
    let long_poll = format!("/dialogs/{dialog}/messages?after=2&wait=25");
    let waiting = visitor.get(&long_poll);
    tokio::pin!(waiting);
    for _ in 0..5 {
        operator.notes(dialog, CANARY).await;
        let seq = json!({ "seq": app.owner.dialog(dialog).await["last_seq"] });
        app.owner
            .post(&format!("/dialogs/{dialog}/delivered"), &seq)
            .await
            .is(204);
        app.owner
            .post(&format!("/dialogs/{dialog}/read"), &seq)
            .await
            .is(204);
        tokio::select! {
            biased;
            answer = &mut waiting => panic!("a note woke the client: {answer:?}"),
            () = tab.expect_silence(&app) => {}
        }
    }
    operator.says(dialog, "Now then").await;
    let heard = waiting.await.is(200);
    assert_eq!(heard["items"][0]["text"], "Now then");
    tab.close().await;
    app.finish().await;
}

async fn leaving_a_note_marks_nothing_as_read(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    for words in 1..4 {
        for _ in 0..words {
            visitor.says(dialog, "Hello?").await;
            tab.expect_next(&json!({ "type": "advance" })).await;
        }
        let before = visitor.dialog(dialog).await;
        operator.notes(dialog, CANARY).await;
        tab.expect_silence(&app).await;
        assert_eq!(visitor.dialog(dialog).await, before);
        // Reading does, and so does answering.
        let seq = operator.dialog(dialog).await["last_seq"].clone();
        operator
            .post(&format!("/dialogs/{dialog}/read"), &json!({ "seq": seq }))
            .await
            .is(204);
        tab.expect_next(&json!({ "type": "read", "sender": "manager", "seq": before["last_seq"] }))
            .await;
    }
    visitor.says(dialog, "Hello?").await;
    operator.says(dialog, "Here").await;
    let last = visitor.dialog(dialog).await;
    assert_eq!(last["read"]["manager"], last["last_seq"]);
    tab.close().await;
    app.finish().await;
}

async fn a_client_cannot_write_a_note(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    tab.send(&json!({ "type": "note", "client_id": client_id(), "text": CANARY }))
        .await;
    tab.expect_next(&json!({ "type": "error", "code": "forbidden" }))
        .await;
    let note = json!({ "client_id": client_id(), "text": CANARY });
    visitor
        .post(&format!("/dialogs/{dialog}/notes"), &note)
        .await
        .refuses(404, "not_found");
    let private = json!({ "type": "message", "client_id": client_id(), "text": "seen by all", "note": true, "private": true });
    tab.send(&private).await;
    tab.expect_next(&json!({ "type": "ack", "seq": 2 })).await;
    assert_eq!(app.owner.history(dialog).await[1]["note"], Value::Null);
    tab.close().await;
    app.finish().await;
}
