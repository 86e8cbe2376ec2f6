//! Edits and removals: told to whoever could see the message, and to nobody else.

use serde_json::{Value, json};

use crate::support::{Caller, KNOWN, Place, Stream, eventually, said, stories};

stories!(
    an_edit_is_told_to_both_sides,
    a_removal_leaves_nothing_but_that_something_was_said,
    changes_of_a_note_reach_operators_only,
    who_may_change_what,
    a_change_is_made_once,
    the_inbox_shows_what_is_left,
);

async fn edits(who: &Caller, dialog: i64, message: &Value, text: &str) -> Value {
    let path = format!("/dialogs/{dialog}/messages/{message}");
    who.patch(&path, &json!({ "text": text })).await.is(200)
}

async fn deletes(who: &Caller, dialog: i64, message: &Value) -> Value {
    who.delete(&format!("/dialogs/{dialog}/messages/{message}"))
        .await
        .is(200)
}

/// The messages in their present state.
async fn present(who: &Caller, dialog: i64) -> Vec<Value> {
    let page = who
        .get(&format!("/dialogs/{dialog}/messages?limit=200"))
        .await
        .is(200);
    page["items"].as_array().unwrap().clone()
}

async fn an_edit_is_told_to_both_sides(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    app.owner.notes(dialog, "aside").await;
    let first = app.owner.says(dialog, "Tomorow").await;
    let mut tab = visitor.socket(dialog).await;
    let mut desk = app.owner.socket(dialog).await;
    let mut stream = Stream::open(&visitor, dialog, "").await;
    let changed = edits(&app.owner, dialog, &first["id"], "Tomorrow").await;
    assert_eq!(
        (
            &changed["id"],
            &changed["of_seq"],
            &changed["seq"],
            &changed["duplicate"]
        ),
        (&first["id"], &json!(3), &json!(4), &json!(false))
    );
    let told = |of: i64, seq: i64| json!({ "type": "message_updated", "id": first["id"], "of_seq": of, "seq": seq, "text": "Tomorrow" });
    // Each in their own numbers: the note has none in the visitor's.
    let theirs = tab.expect_next(&told(2, 3)).await;
    stream.expect(&told(2, 3)).await;
    assert_eq!(stream.last_id, Some(3));
    let ours = desk.expect(&told(3, 4)).await;
    assert_eq!(visitor.history_after(dialog, 2).await, [theirs]);
    assert_eq!(app.owner.history_after(dialog, 3).await, [ours]);
    for who in [&visitor, &app.owner] {
        let last = present(who, dialog).await.pop().unwrap();
        assert_eq!((&last["text"], &last["id"]), (&json!("Tomorrow"), &first["id"]));
        assert_eq!(last["edited_at"], changed["timestamp"]);
    }
    // Who comes back later gets the change in its place.
    let mut late = visitor.knock(dialog, "after=2").await;
    late.expect(&told(2, 3)).await;
    app.owner.says(dialog, "Bye").await;
    for socket in [&mut tab, &mut late] {
        socket
            .expect(&json!({ "type": "message", "seq": 4, "text": "Bye" }))
            .await;
    }
    drop(stream);
    for socket in [tab, late, desk] {
        socket.close().await;
    }
    app.finish().await;
}

async fn a_removal_leaves_nothing_but_that_something_was_said(place: Place) {
    const SECRET: &str = "4929-canary-0000";
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let theirs = visitor.says(dialog, &format!("my card is {SECRET}")).await;
    let ours = app.owner.says(dialog, &format!("is it {SECRET}?")).await;
    edits(&app.owner, dialog, &ours["id"], &format!("really {SECRET}?")).await;
    let note = app.owner.notes(dialog, SECRET).await;
    let mut tab = visitor.socket(dialog).await;
    for message in [&theirs, &ours] {
        deletes(&app.owner, dialog, &message["id"]).await;
        tab.expect(&json!({ "type": "message_deleted", "id": message["id"], "of_seq": message["seq"], "text": null }))
            .await;
    }
    deletes(&app.owner, dialog, &note["id"]).await;
    for who in [&visitor, &app.owner] {
        let everything = json!([
            who.history(dialog).await,
            present(who, dialog).await,
            who.dialog(dialog).await,
            who.get("/dialogs").await.is(200),
        ]);
        assert!(!everything.to_string().contains(SECRET), "{everything:#}");
        let there = present(who, dialog).await;
        let gone = there
            .iter()
            .find(|message| message["id"] == theirs["id"])
            .unwrap();
        assert_eq!((&gone["deleted"], &gone["text"]), (&json!(true), &json!("")));
    }
    // A repeat of what was sent is still known as one.
    let message = json!({ "client_id": client_id_of(&app.owner, dialog, &theirs).await, "text": "my card" });
    let again = visitor
        .post(&format!("/dialogs/{dialog}/messages"), &message)
        .await
        .is(200);
    assert_eq!((&again["id"], &again["duplicate"]), (&theirs["id"], &json!(true)));
    // The assistant's answer can be taken away, too.
    let question = visitor.asks(KNOWN).await;
    let answer = visitor.is_answered(question).await;
    let generation = app.owner.get("/generations?status=active").await.is(200);
    assert_eq!(generation["items"], json!([]));
    deletes(&app.owner, question, &answer["id"]).await;
    let left = app.owner.history(question).await;
    assert!(
        !left.iter().any(|entry| entry["text"] == answer["text"]),
        "{left:?}"
    );
    tab.close().await;
    app.finish().await;
}

async fn client_id_of(who: &Caller, dialog: i64, message: &Value) -> Value {
    let there = present(who, dialog).await;
    there.iter().find(|entry| entry["id"] == message["id"]).unwrap()["client_id"].clone()
}

async fn changes_of_a_note_reach_operators_only(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let note = app.owner.notes(dialog, "aside").await;
    let before = (visitor.dialog(dialog).await, visitor.history(dialog).await);
    let mut tab = visitor.socket(dialog).await;
    let mut desk = app.owner.socket(dialog).await;
    edits(&app.owner, dialog, &note["id"], "another aside").await;
    desk.expect(&json!({ "type": "message_updated", "of_seq": 2, "seq": 3, "text": "another aside" }))
        .await;
    deletes(&app.owner, dialog, &note["id"]).await;
    desk.expect(&json!({ "type": "message_deleted", "of_seq": 2, "seq": 4 }))
        .await;
    tab.expect_silence(&app).await;
    assert_eq!(
        (visitor.dialog(dialog).await, visitor.history(dialog).await),
        before
    );
    app.owner.says(dialog, "Hello").await;
    tab.expect_next(&json!({ "type": "message", "seq": 2 })).await;
    tab.close().await;
    desk.close().await;
    app.finish().await;
}

async fn who_may_change_what(place: Place) {
    let app = place.app().await;
    let (visitor, agent, other) = (app.visitor(), app.operator().await, app.operator().await);
    let (admin, (elsewhere, _)) = (app.member("admin").await, app.other_tenant("Elsewhere").await);
    let dialog = visitor.opens().await;
    agent.claims(dialog).await;
    let entry = present(&agent, dialog).await[0].clone();
    let theirs = visitor.says(dialog, "Hello?").await;
    let ours = agent.says(dialog, "Hello").await;
    let note = agent.notes(dialog, "aside").await;
    let edit = json!({ "text": "changed" });
    let path = |message: &Value| format!("/dialogs/{dialog}/messages/{}", message["id"]);
    for message in [&theirs, &ours, &note, &entry] {
        for who in [&visitor, &elsewhere] {
            who.patch(&path(message), &edit).await.refuses(404, "not_found");
            who.delete(&path(message)).await.refuses(404, "not_found");
        }
        other.patch(&path(message), &edit).await.refuses(403, "forbidden");
        other.delete(&path(message)).await.refuses(403, "forbidden");
        admin.patch(&path(message), &edit).await.refuses(403, "forbidden");
    }
    agent.patch(&path(&theirs), &edit).await.refuses(403, "forbidden");
    for who in [&agent, &admin, &app.owner] {
        who.delete(&path(&entry)).await.refuses(403, "forbidden");
    }
    for bad in [
        json!({ "text": "" }),
        json!({ "text": " " }),
        json!({ "text": "x".repeat(8_001) }),
        json!({}),
    ] {
        assert_eq!(agent.patch(&path(&ours), &bad).await.status, 422, "{bad}");
    }
    agent
        .patch(&path(&ours), &json!({ "text": "a", "sender": "user" }))
        .await
        .refuses(422, "invalid_request");
    let missing = format!("/dialogs/{dialog}/messages/999999");
    agent.patch(&missing, &edit).await.refuses(404, "not_found");
    let foreign = agent
        .patch(&format!("/dialogs/{}/messages/{}", dialog + 1, ours["id"]), &edit)
        .await;
    foreign.refuses(404, "not_found");
    // Who wrote it may, even after somebody else has taken over; an admin may take anybody's words away.
    agent.releases(dialog, "queue").await;
    other.claims(dialog).await;
    agent.patch(&path(&ours), &edit).await.is(200);
    agent.delete(&path(&note)).await.is(200);
    admin.delete(&path(&theirs)).await.is(200);
    admin.delete(&path(&ours)).await.is(200);
    agent.patch(&path(&ours), &edit).await.refuses(404, "not_found");
    app.finish().await;
}

async fn a_change_is_made_once(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let ours = app.owner.says(dialog, "Hello").await;
    let same = edits(&app.owner, dialog, &ours["id"], "Hello").await;
    assert_eq!((&same["seq"], &same["duplicate"]), (&json!(2), &json!(true)));
    let first = edits(&app.owner, dialog, &ours["id"], "Hi").await;
    let again = edits(&app.owner, dialog, &ours["id"], "Hi").await;
    assert_eq!(
        (&again["seq"], &again["duplicate"]),
        (&first["seq"], &json!(true))
    );
    let first = deletes(&app.owner, dialog, &ours["id"]).await;
    let again = deletes(&app.owner, dialog, &ours["id"]).await;
    assert_eq!(
        (&again["seq"], &again["duplicate"]),
        (&first["seq"], &json!(true))
    );
    assert_eq!(app.owner.dialog(dialog).await["last_seq"], 4);
    app.finish().await;
}

async fn the_inbox_shows_what_is_left(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    visitor.says(dialog, "First").await;
    let last = visitor.says(dialog, "Second").await;
    let ours = app.owner.says(dialog, "Third").await;
    let mut inbox = app.owner.inbox().await;
    let shows = |text: &str| json!({ "type": "dialog_updated", "dialog": { "id": dialog, "last_message": { "text": text } } });
    edits(&app.owner, dialog, &ours["id"], "Third, better").await;
    inbox.expect(&shows("Third, better")).await;
    let unread = visitor.dialog(dialog).await["unread"].clone();
    deletes(&app.owner, dialog, &ours["id"]).await;
    inbox.expect(&shows("Second")).await;
    assert_eq!(
        visitor.dialog(dialog).await["unread"].as_i64(),
        unread.as_i64().map(|unread| unread - 1)
    );
    deletes(&app.owner, dialog, &last["id"]).await;
    inbox.expect(&shows("First")).await;
    assert_eq!(visitor.dialog(dialog).await["last_message"]["text"], "First");
    let found = app.owner.get("/dialogs?q=second").await.is(200);
    assert_eq!(found["items"], json!([]), "what is gone is not found");
    eventually("the visitor sees it", async || {
        (visitor.get("/dialogs").await.is(200)["items"][0]["last_message"]["text"] == "First").then_some(())
    })
    .await;
    visitor.says(dialog, "Fourth").await;
    inbox.expect(&shows("Fourth")).await;
    let mut desk = app.owner.socket(dialog).await;
    visitor.says(dialog, "Fifth").await;
    desk.expect(&said("Fifth")).await;
    desk.close().await;
    inbox.close().await;
    app.finish().await;
}
