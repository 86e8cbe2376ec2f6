//! One suite over each way to a dialog: socket, stream of events, long poll and poll.

use serde_json::{Value, json};
use stub::{Plan, Workflow};

use crate::support::{
    ANSWER, Carrier, KNOWN, Line, Place, Stream, carried_stories, client_id, eventually, fits, said, stories,
};

carried_stories!(
    everything_arrives_once_and_in_order,
    own_words_never_come_as_news,
    a_note_reaches_no_client,
    strangers_hear_nothing,
    a_reader_goes_on_where_it_was,
    an_answer_reaches_the_screen,
    hands_change_and_both_sides_are_told,
    a_change_reaches_every_reader,
    a_failure_says_of_which_reply_and_why,
);

stories!(who_changes_carriers_misses_nothing);

/// The numbers that a reader was given, in the order in which they came.
fn numbers(seen: &[Value]) -> Vec<i64> {
    let numbered = ["message", "advance", "ack", "message_updated", "message_deleted"];
    seen.iter()
        .filter(|frame| numbered.iter().any(|kind| frame["type"] == *kind))
        .map(|frame| frame["seq"].as_i64().unwrap())
        .collect()
}

async fn everything_arrives_once_and_in_order(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let mut theirs = Line::over(carrier, &visitor, dialog, 0).await;
    let mut ours = Line::over(carrier, &operator, dialog, 0).await;
    for round in 0..10 {
        theirs.says(&format!("question {round}")).await;
        ours.hears(&said(&format!("question {round}"))).await;
        ours.says(&format!("answer {round}")).await;
        theirs.hears(&said(&format!("answer {round}"))).await;
    }
    assert_eq!(numbers(theirs.seen()), (1..=21).collect::<Vec<_>>());
    let history = operator.history(dialog).await;
    let heard: Vec<Value> = ours
        .seen()
        .iter()
        .filter(|frame| frame["type"] == "message")
        .cloned()
        .collect();
    assert_eq!(heard, history[..heard.len()], "as the history has it");
    ours.ends().await;
    theirs.ends().await;
    app.finish().await;
}

async fn own_words_never_come_as_news(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let mut tab = Line::over(carrier, &visitor, dialog, 0).await;
    let mut other = Line::over(carrier, &visitor, dialog, 0).await;
    let mut own = Vec::new();
    for round in 0..5 {
        own.push(tab.says(&format!("words {round}")).await);
    }
    eventually("all are written", async || {
        (visitor.dialog(dialog).await["last_seq"] == 6).then_some(())
    })
    .await;
    operator.says(dialog, "heard you").await;
    for line in [&mut tab, &mut other] {
        line.hears(&said("heard you")).await;
        assert_eq!(numbers(line.seen()), (1..=7).collect::<Vec<_>>());
        let theirs: Vec<&Value> = line
            .seen()
            .iter()
            .filter(|frame| frame["sender"] == "user")
            .collect();
        if carrier.is_live() {
            assert!(theirs.is_empty(), "{theirs:?}");
        } else {
            // Who polls reads the history, where they stand under the ids that the client gave them.
            let ids: Vec<&str> = theirs
                .iter()
                .map(|frame| frame["client_id"].as_str().unwrap())
                .collect();
            assert_eq!(ids, own);
        }
    }
    tab.ends().await;
    other.ends().await;
    app.finish().await;
}

async fn a_note_reaches_no_client(place: Place, carrier: Carrier) {
    const CANARY: &str = "canary-of-the-carriers";
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let mut theirs = Line::over(carrier, &visitor, dialog, 0).await;
    let mut ours = Line::over(carrier, &operator, dialog, 0).await;
    for round in 0..5 {
        ours.does(json!({ "type": "note", "client_id": client_id(), "text": CANARY }))
            .await;
        ours.hears(&json!({ "type": "message", "note": true, "text": CANARY }))
            .await;
        ours.says(&format!("word {round}")).await;
        let heard = theirs.hears(&said(&format!("word {round}"))).await;
        assert_eq!(heard["seq"], round + 2);
    }
    assert_eq!(numbers(theirs.seen()), (1..=6).collect::<Vec<_>>());
    let all = format!("{:?}", theirs.seen());
    assert!(!all.contains(CANARY) && !all.contains("note"), "{all}");
    ours.ends().await;
    theirs.ends().await;
    app.finish().await;
}

async fn strangers_hear_nothing(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    let stranger = app.visitor();
    stranger.opens().await;
    let (elsewhere, _) = app.other_tenant("Elsewhere").await;
    for who in [&stranger, &elsewhere] {
        let mut faces = Vec::new();
        for wanted in [dialog, dialog + 1_000, -1, 0] {
            match carrier {
                Carrier::WebSocket => {
                    let frames = who.knock(wanted, "after=0").await.expect_close(4004).await;
                    assert_eq!(frames, [] as [Value; 0]);
                }
                Carrier::Events => {
                    let refused = Stream::knock(who, wanted, "after=0", None).await.err().unwrap();
                    refused.refuses(404, "not_found");
                    faces.push((refused.status, refused.text));
                }
                Carrier::LongPoll | Carrier::Poll => {
                    let wait = if carrier == Carrier::Poll { 0 } else { 25 };
                    let path = format!("/dialogs/{wanted}/messages?after=0&wait={wait}");
                    let refused = who.get(&path).await;
                    refused.refuses(404, "not_found");
                    faces.push((refused.status, refused.text));
                }
            }
        }
        faces.dedup();
        assert!(
            faces.len() <= 1,
            "somebody else's and nobody's look alike: {faces:?}"
        );
    }
    app.finish().await;
}

async fn a_reader_goes_on_where_it_was(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    for round in 0..5 {
        visitor.says(dialog, &format!("question {round}")).await;
        operator.notes(dialog, "aside").await;
        operator.says(dialog, &format!("answer {round}")).await;
    }
    for who in [&visitor, &operator] {
        let last = who.dialog(dialog).await["last_seq"].as_i64().unwrap();
        for after in 0..last {
            let mut line = Line::over(carrier, who, dialog, after).await;
            line.hears(&said("answer 4")).await;
            assert_eq!(numbers(line.seen()), (after + 1..=last).collect::<Vec<_>>());
            line.ends().await;
        }
    }
    app.finish().await;
}

async fn an_answer_reaches_the_screen(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut line = Line::over(carrier, &visitor, dialog, 0).await;
    line.says(KNOWN).await;
    let answer = line
        .hears(&json!({ "type": "message", "sender": "assistant" }))
        .await;
    let text = answer["text"].as_str().unwrap();
    assert!(text.contains(ANSWER), "{text}");
    if carrier.is_live() {
        let done = line.hears(&json!({ "type": "generation_completed" })).await;
        assert_eq!(done["message_id"], answer["id"]);
        let drawn: String = line
            .seen()
            .iter()
            .filter(|frame| frame["type"] == "generation_delta")
            .map(|frame| frame["text"].as_str().unwrap())
            .collect();
        assert_eq!(drawn, text, "what was drawn is what is kept");
    }
    line.ends().await;
    app.finish().await;
}

async fn hands_change_and_both_sides_are_told(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    let mut theirs = Line::over(carrier, &visitor, dialog, 0).await;
    let mut ours = Line::over(carrier, &operator, dialog, 0).await;
    let steps = [
        ("handoff_request", json!({}), "handoff_requested"),
        ("claim", json!({}), "handoff_started"),
        ("release", json!({ "to": "queue" }), "handoff_ended"),
        ("close", json!({}), "dialog_closed"),
        ("reopen", json!({}), "dialog_reopened"),
    ];
    for (does, mut frame, code) in steps {
        frame["type"] = does.into();
        let doer = if does == "handoff_request" {
            &mut theirs
        } else {
            &mut ours
        };
        doer.does(frame).await;
        for line in [&mut theirs, &mut ours] {
            let entry = json!({ "type": "message", "sender": "system", "meta": { "code": code } });
            line.hears(&entry).await;
            if carrier.is_live() {
                line.hears(&json!({ "type": code, "dialog_id": dialog })).await;
            }
        }
    }
    assert_eq!(numbers(theirs.seen()), (1..=5).collect::<Vec<_>>());
    assert!(
        !theirs
            .seen()
            .iter()
            .any(|frame| fits(frame, &json!({ "meta": { "reason": "visitor" } })))
    );
    ours.ends().await;
    theirs.ends().await;
    app.finish().await;
}

async fn a_change_reaches_every_reader(place: Place, carrier: Carrier) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let mut theirs = Line::over(carrier, &visitor, dialog, 0).await;
    let mut ours = Line::over(carrier, &app.owner, dialog, 0).await;
    let said = app.owner.says(dialog, "Helo").await;
    let path = format!("/dialogs/{dialog}/messages/{}", said["id"]);
    for line in [&mut theirs, &mut ours] {
        line.hears(&json!({ "type": "message", "seq": 2 })).await;
    }
    app.owner.patch(&path, &json!({ "text": "Hello" })).await.is(200);
    for line in [&mut theirs, &mut ours] {
        line.hears(&json!({ "type": "message_updated", "of_seq": 2, "seq": 3, "text": "Hello" }))
            .await;
    }
    app.owner.delete(&path).await.is(200);
    for line in [&mut theirs, &mut ours] {
        line.hears(&json!({ "type": "message_deleted", "of_seq": 2, "seq": 4, "text": null }))
            .await;
        assert_eq!(numbers(line.seen()), [1, 2, 3, 4]);
    }
    ours.ends().await;
    theirs.ends().await;
    app.finish().await;
}

/// Live or read later, the entry of a failed reply leads to the reply; why it failed is for operators.
async fn a_failure_says_of_which_reply_and_why(place: Place, carrier: Carrier) {
    let app = place
        .app_with("[outbound]\nallow_private = [\"127.0.0.0/8\"]\n")
        .await;
    let workflow = Workflow::start().await;
    let engine = json!({ "kind": "webhook", "base_url": workflow.url(), "key": "whsec_c2VjcmV0" });
    app.owner
        .patch(
            &format!("/assistants/{}", app.assistant),
            &json!({ "engine": engine }),
        )
        .await
        .is(200);
    workflow.next(Plan::refused(404));
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    let mut theirs = Line::over(carrier, &visitor, dialog, 0).await;
    let mut ours = Line::over(carrier, &operator, dialog, 0).await;
    theirs.says("How long?").await;
    let failed = json!({ "type": "message", "meta": { "code": "assistant_failed" } });
    let told = ours.hears(&failed).await;
    assert_eq!(told["meta"]["failure"], "not_found");
    let shown = theirs.hears(&failed).await;
    assert_eq!(shown["meta"], json!({ "code": "assistant_failed" }));
    assert_eq!(shown["generation_id"], told["generation_id"]);
    let reply = format!("/generations/{}", told["generation_id"]);
    let reply = operator.get(&reply).await.is(200);
    assert_eq!(reply["status"], "error");
    assert_eq!(reply["error"]["code"], told["meta"]["failure"]);
    assert!(operator.history(dialog).await.contains(&told));
    assert!(visitor.history(dialog).await.contains(&shown));
    ours.ends().await;
    theirs.ends().await;
    app.finish().await;
}

async fn who_changes_carriers_misses_nothing(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let (mut last, mut all) = (0, Vec::new());
    for turn in 0..24 {
        // Up and down between the carriers, while something is said in each gap.
        let carrier = Carrier::ALL[[0, 1, 2, 3, 2, 1][turn % 6]];
        operator.says(dialog, &format!("in the gap {turn}")).await;
        let mut line = Line::over(carrier, &visitor, dialog, last).await;
        line.says(&format!("mine {turn}")).await;
        operator.says(dialog, &format!("over {carrier:?} {turn}")).await;
        line.hears(&said(&format!("over {carrier:?} {turn}"))).await;
        let heard = numbers(line.seen());
        last = *heard.last().unwrap();
        all.extend(heard);
        line.ends().await;
    }
    assert_eq!(all, (1..=last).collect::<Vec<_>>());
    assert_eq!(visitor.dialog(dialog).await["last_seq"], last);
    app.finish().await;
}
