//! The main job from end to end: ask, be answered, ask for a person, talk to them, go back to the assistant.

use serde_json::{Value, json};

use crate::support::{
    ANSWER, Caller, Carrier, KNOWN, Line, Place, Socket, TestApp, UNKNOWN, eventually, said, stories,
};

stories!(
    a_visitor_by_websocket,
    a_visitor_by_polling_only,
    a_signed_in_user_by_websocket,
);

async fn a_visitor_by_websocket(place: Place) {
    let app = place.app().await;
    the_main_job(&app, &app.visitor(), true).await;
    app.finish().await;
}

async fn a_visitor_by_polling_only(place: Place) {
    let app = place.app().await;
    the_main_job(&app, &app.visitor(), false).await;
    app.finish().await;
}

async fn a_signed_in_user_by_websocket(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    the_main_job(&app, &site.user(&app, "customer-7"), true).await;
    app.finish().await;
}

async fn the_main_job(app: &TestApp, visitor: &Caller, live: bool) {
    let operator = app.operator().await;
    let mut inbox = if live { Some(operator.inbox().await) } else { None };
    let dialog = visitor.opens().await;
    let carrier = if live {
        Carrier::WebSocket
    } else {
        Carrier::LongPoll
    };
    let mut theirs = Line::over(carrier, visitor, dialog, 0).await;

    theirs.says(KNOWN).await;
    let answer = theirs.hears(&from("assistant")).await;
    assert!(answer["text"].as_str().unwrap().contains(ANSWER), "{answer}");
    assert_eq!(answer["meta"]["answered"], true);
    assert_eq!(answer["citations"][0]["title"], "Shipping times and costs");
    assert_eq!(
        answer["citations"][0]["url"],
        "https://shop.example/help/shipping"
    );
    theirs.says(UNKNOWN).await;
    let shrug = theirs.hears(&from("assistant")).await;
    assert_eq!(shrug["meta"]["answered"], false);
    assert_eq!(shrug["citations"], Value::Null);

    theirs.does(json!({ "type": "handoff_request" })).await;
    let asked = theirs.hears(&system("handoff_requested")).await;
    assert_eq!(asked["meta"]["reason"], Value::Null, "why is for operators only");
    let row = waiting_row(&operator, inbox.as_mut(), dialog).await;
    assert_eq!(row["last_message"]["text"], shrug["text"].as_str().unwrap());
    let mut ours = Line::of_operator(&operator, inbox, dialog).await;
    ours.hears(&system("handoff_requested")).await;

    ours.does(json!({ "type": "claim" })).await;
    let joined = theirs.hears(&system("handoff_started")).await;
    assert_eq!(joined["meta"]["manager"]["name"], operator.name);
    talk(&operator, visitor, dialog, &mut ours, &mut theirs, live).await;

    ours.does(json!({ "type": "release", "to": "assistant" })).await;
    let released = theirs.hears(&system("handoff_ended")).await;
    assert_silent_between(theirs.seen(), &joined, &released);
    theirs.says(KNOWN).await;
    theirs.hears(&from("assistant")).await;
    ours.hears(&from("assistant")).await;

    ours.does(json!({ "type": "close" })).await;
    theirs.hears(&system("dialog_closed")).await;
    assert_eq!(visitor.dialog(dialog).await["state"], "closed");
    theirs.says(KNOWN).await;
    theirs.hears(&system("dialog_reopened")).await;
    theirs.hears(&from("assistant")).await;
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");

    same_in_the_end(app, visitor, &operator, dialog, ours, theirs).await;
}

fn from(sender: &str) -> Value {
    json!({ "type": "message", "sender": sender })
}

fn system(code: &str) -> Value {
    json!({ "type": "message", "sender": "system", "meta": { "code": code } })
}

/// The dialog in the operators' inbox, once it waits there.
async fn waiting_row(operator: &Caller, inbox: Option<&mut Socket>, dialog: i64) -> Value {
    match inbox {
        Some(inbox) => {
            let queued = json!({ "type": "dialog_updated", "dialog": { "id": dialog, "state": "queued" } });
            inbox.expect(&queued).await["dialog"].clone()
        }
        None => {
            eventually("the dialog waits in the inbox", async || {
                let list = operator.get("/dialogs?state=queued").await.is(200);
                list["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|row| row["id"] == dialog)
                    .cloned()
            })
            .await
        }
    }
}

/// Both sides write, type and read.
async fn talk(
    operator: &Caller,
    visitor: &Caller,
    dialog: i64,
    ours: &mut Line,
    theirs: &mut Line,
    live: bool,
) {
    theirs.does(json!({ "type": "typing_start" })).await;
    if live {
        ours.hears(&json!({ "type": "typing_start", "sender": "user" }))
            .await;
    }
    theirs.says("Are you a person?").await;
    let question = ours.hears(&said("Are you a person?")).await;
    ours.does(json!({ "type": "delivered", "seq": question["seq"] }))
        .await;
    ours.does(json!({ "type": "read", "seq": question["seq"] })).await;
    ours.does(json!({ "type": "typing_start" })).await;
    if live {
        theirs
            .hears(&json!({ "type": "delivered", "sender": "manager" }))
            .await;
        theirs
            .hears(&json!({ "type": "read", "sender": "manager" }))
            .await;
        let typing =
            json!({ "type": "typing_start", "sender": "manager", "author": { "name": operator.name } });
        theirs.hears(&typing).await;
    }
    ours.says("I am. How can I help?").await;
    let reply = theirs.hears(&said("I am. How can I help?")).await;
    assert_eq!(reply["author"]["name"], operator.name);
    assert_eq!(reply["sender"], "manager");
    theirs
        .does(json!({ "type": "delivered", "seq": reply["seq"] }))
        .await;
    theirs.does(json!({ "type": "read", "seq": reply["seq"] })).await;
    if live {
        ours.hears(&json!({ "type": "delivered", "sender": "user" }))
            .await;
        ours.hears(&json!({ "type": "read", "sender": "user" })).await;
    }
    eventually("both sides have read", async || {
        let (row, own) = (operator.dialog(dialog).await, visitor.dialog(dialog).await);
        let there = row["read"]["user"] == row["last_seq"] && own["read"]["user"] == own["last_seq"];
        (there && own["delivered"]["user"] == own["last_seq"] && own["unread"] == 0).then_some(())
    })
    .await;
}

/// Nothing of the assistant between two entries.
fn assert_silent_between(seen: &[Value], from: &Value, to: &Value) {
    let at = |entry: &Value| seen.iter().position(|frame| frame == entry).unwrap();
    for frame in &seen[at(from)..at(to)] {
        let kind = frame["type"].as_str().unwrap();
        let spoke = frame["sender"] == "assistant" || kind.starts_with("generation_");
        assert!(!spoke, "the assistant spoke: {frame}");
    }
}

/// What both saw while it happened is what both read afterwards.
async fn same_in_the_end(
    app: &TestApp,
    visitor: &Caller,
    operator: &Caller,
    dialog: i64,
    ours: Line,
    theirs: Line,
) {
    let own = visitor.history(dialog).await;
    let staff = operator.history(dialog).await;
    assert_eq!(own, without_reasons(&staff), "there was no note");
    let (our_seen, their_seen) = (ours.seen().to_vec(), theirs.seen().to_vec());
    let (Some(mut ours), Some(mut theirs)) = (ours.socket(), theirs.socket()) else {
        assert_eq!(their_seen, own);
        assert_eq!(our_seen, &staff[..our_seen.len()]);
        return;
    };
    ours.caught_up(app).await;
    theirs.caught_up(app).await;
    let live = [
        "handoff_requested",
        "handoff_started",
        "handoff_ended",
        "dialog_closed",
        "dialog_reopened",
        "generation_completed",
    ];
    for kind in live {
        for socket in [&ours, &theirs] {
            // The wish for a person came before the operator followed the dialog.
            let known = socket.seen.iter().any(|frame| frame["type"] == kind);
            assert!(known || kind == "handoff_requested", "{kind} was not told");
        }
    }
    assert_eq!(entries(&ours.seen), staff);
    let others: Vec<_> = own
        .into_iter()
        .filter(|entry| entry["sender"] != "user")
        .collect();
    assert_eq!(entries(&theirs.seen), others);
    ours.close().await;
    theirs.close().await;
}

/// Why a person was wanted is for operators only.
fn without_reasons(entries: &[Value]) -> Vec<Value> {
    let mut entries = entries.to_vec();
    for meta in entries
        .iter_mut()
        .filter_map(|entry| entry.get_mut("meta")?.as_object_mut())
    {
        meta.remove("reason");
    }
    entries
}

fn entries(seen: &[Value]) -> Vec<Value> {
    seen.iter()
        .filter(|frame| frame["type"] == "message")
        .cloned()
        .collect()
}
