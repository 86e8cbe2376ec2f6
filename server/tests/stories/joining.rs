//! Who joins while an answer is being written sees all of it, and nothing twice.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::{Caller, LONG_ANSWER, Place, Socket, fits, stories};

stories!(
    who_joins_while_others_speak_hears_number_after_number,
    who_joins_midway_sees_the_whole_answer,
    who_polls_midway_sees_how_far_it_is
);

const SLOWLY: &str = "answer_pace_ms = 12\n";

/// Entries that are there before anybody joins, and entries that come meanwhile. Together they are one page.
const BEFORE: usize = 60;
const MEANWHILE: usize = 100;

/// How often somebody joins.
const JOININGS: usize = 80;

async fn who_joins_while_others_speak_hears_number_after_number(place: Place) {
    let crowd = "[limits]\nconnections_per_visitor = 100\nconnections_per_operator = 100\n";
    let app = place.app_with(crowd).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    for at in 1..BEFORE {
        operator.says(dialog, &at.to_string()).await;
    }
    let end = (BEFORE + MEANWHILE) as i64;
    let (tell, told) = watch::channel(0);
    let speaking = async {
        for at in 0..MEANWHILE {
            let who = if at % 4 == 0 { &visitor } else { &operator };
            who.says(dialog, &at.to_string()).await;
            tell.send_replace(at);
        }
    };
    // All the time somebody is just coming in.
    let joining = join_all((0..JOININGS).map(|at| {
        let (who, mut told) = (if at % 2 == 0 { &visitor } else { &operator }, told.clone());
        async move {
            told.wait_for(|said| *said >= at).await.unwrap();
            let after = (at % BEFORE) as i64;
            hears_all_after(who.knock(dialog, &format!("after={after}")).await, after, end).await;
        }
    }));
    tokio::join!(speaking, joining);
    app.finish().await;
}

/// Every number after `after` up to `end`, each once and in its turn.
async fn hears_all_after(mut socket: Socket, after: i64, end: i64) {
    socket.expect_next(&json!({ "type": "hello" })).await;
    let mut last = after;
    while last < end {
        let frame = socket.next().await;
        if let Some(seq) = frame["seq"].as_i64()
            && (frame["type"] == "message" || frame["type"] == "advance")
        {
            assert_eq!(seq, last + 1, "joined after {after}: {:?}", socket.seen);
            last = seq;
        }
    }
    socket.close().await;
}

async fn who_joins_midway_sees_the_whole_answer(place: Place) {
    let app = place.app_with(SLOWLY).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    for index in 0..8 {
        let dialog = visitor.opens().await;
        let mut tab = visitor.socket(dialog).await;
        tab.says(LONG_ANSWER).await;
        tab.expect(&json!({ "type": "generation_delta", "index": index }))
            .await;
        let other_tab = visitor.knock(dialog, "after=0").await;
        let desk = operator.knock(dialog, "after=0").await;
        let mut inbox = operator.inbox().await;
        inbox
            .send(&json!({ "type": "subscribe", "dialog_id": dialog, "after": 0 }))
            .await;
        for mut socket in [other_tab, desk, inbox, tab] {
            let message = socket
                .expect(&json!({ "type": "message", "sender": "assistant" }))
                .await;
            let done = socket.expect(&json!({ "type": "generation_completed" })).await;
            assert_eq!(
                (&done["message_id"], &done["seq"]),
                (&message["id"], &message["seq"])
            );
            assert_eq!(
                drawn(&socket, dialog),
                message["text"].as_str().unwrap(),
                "joined at {index}"
            );
            socket.close().await;
        }
    }
    app.finish().await;
}

/// What a screen shows before the message replaces it. Panics where a delta is doubled or missing.
fn drawn(socket: &Socket, dialog: i64) -> String {
    let (mut text, mut index) = (String::new(), -1);
    let mut running = Value::Null;
    for frame in socket.seen.iter().filter(|frame| frame["dialog_id"] == dialog) {
        match frame["type"].as_str().unwrap() {
            "generation_started" => {
                assert_eq!(running, Value::Null, "started twice");
                running = frame["generation_id"].clone();
                assert_eq!(
                    (&frame["attempt"], &frame["reply_to_seq"]),
                    (&json!(1), &json!(1))
                );
            }
            "generation_snapshot" => {
                assert!(index == -1 && frame["generation_id"] == running, "{frame}");
                index = frame["index"].as_i64().unwrap();
                frame["text"].as_str().unwrap().clone_into(&mut text);
            }
            "generation_delta" => {
                index += 1;
                assert!(
                    fits(frame, &json!({ "generation_id": running, "index": index })),
                    "{frame} is not {index}"
                );
                text += frame["text"].as_str().unwrap();
            }
            _ => {}
        }
    }
    text
}

async fn who_polls_midway_sees_how_far_it_is(place: Place) {
    let app = place.app_with(SLOWLY).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    tab.says(LONG_ANSWER).await;
    tab.expect(&json!({ "type": "generation_delta", "index": 3 }))
        .await;
    let generation = progress(&visitor, dialog).await;
    assert!(
        fits(
            &generation,
            &json!({ "status": "generating", "attempts": 1, "reply_to_seq": 1 })
        ),
        "{generation}"
    );
    assert_eq!(progress(&operator, dialog).await["id"], generation["id"]);
    let answer = tab
        .expect(&json!({ "type": "message", "sender": "assistant" }))
        .await;
    let so_far = generation["text"].as_str().unwrap();
    assert!(
        generation["index"].as_i64().unwrap() >= 3 && answer["text"].as_str().unwrap().starts_with(so_far)
    );
    let done = visitor
        .get(&format!("/generations/{}", generation["id"]))
        .await
        .is(200);
    let wanted =
        json!({ "status": "completed", "text": answer["text"], "message_id": answer["id"], "error": null });
    assert!(fits(&done, &wanted), "{done}");
    let active = visitor
        .get(&format!("/generations?status=active&dialog_id={dialog}"))
        .await
        .is(200);
    assert_eq!(active["items"], json!([]));
    tab.close().await;
    app.finish().await;
}

async fn progress(who: &Caller, dialog: i64) -> Value {
    let path = format!("/generations?status=active&dialog_id={dialog}");
    who.get(&path).await.is(200)["items"][0].clone()
}
