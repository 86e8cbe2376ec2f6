//! An assistant that steps aside by its tenant's rules.

use std::time::Duration;

use serde_json::{Value, json};
use stub::{Plan, Provider, Script, Workflow};

use crate::support::{Caller, KNOWN, Place, TestApp, UNKNOWN, eventually, stories};

stories!(
    a_topic_for_people_goes_to_one,
    when_it_is_closed_dialogs_wait,
    or_the_assistant_keeps_them_until_it_opens,
    a_model_is_told_that_nobody_is_there,
    who_cannot_answer_leaves_the_dialog_to_people_at_any_hour,
    a_wish_from_before_closing_time_is_kept
);

/// Stories begin on a Monday at 14:13:20 UTC: it opens on the next morning.
const MORNING: &str = "2026-09-22T08:00:00.000Z";
const UNTIL_MORNING: Duration = Duration::from_hours(18);

/// Sets hours by which it is closed now.
async fn close(app: &TestApp) {
    let day = json!([{ "from": "08:00", "to": "12:00" }]);
    let hours = json!({ "time_zone": "UTC", "week": { "monday": day, "tuesday": day } });
    app.owner
        .patch("/settings", &json!({ "hours": hours }))
        .await
        .is(200);
}

/// Changes the policy of the first assistant.
async fn rules(app: &TestApp, policy: Value) {
    let path = format!("/assistants/{}", app.assistant);
    app.owner
        .patch(&path, &json!({ "handoff": policy }))
        .await
        .is(200);
}

/// The entry that tells of the wish for a person, as operators read it.
async fn request(operator: &Caller, dialog: i64) -> Option<Value> {
    let said = operator.history(dialog).await;
    said.into_iter()
        .find(|entry| entry["meta"]["code"] == "handoff_requested")
}

async fn a_topic_for_people_goes_to_one(place: Place) {
    let app = place.app().await;
    rules(
        &app,
        json!({ "topics": ["Complaints about damage", "Wholesale"] }),
    )
    .await;
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    let answer = visitor.reads_of("assistant", dialog, |_| true).await;
    assert_eq!(answer["meta"]["answered"], true);
    let mut tab = visitor.socket(dialog).await;
    visitor.says(dialog, "I complain: all of it came broken!").await;
    tab.expect(&json!({ "type": "handoff_requested" })).await;
    tab.close().await;
    let request = request(&app.owner, dialog).await.unwrap();
    assert_eq!(request["meta"]["reason"], "assistant");
    let wish = request["meta"]["wish"].as_str().unwrap();
    assert!(wish.contains("Complaints about damage"), "{wish}");
    // Nobody needs to write an article about it.
    let questions = format!("/assistants/{}/questions", app.assistant);
    assert_eq!(app.owner.get(&questions).await.is(200)["items"], json!([]));
    app.finish().await;
}

async fn when_it_is_closed_dialogs_wait(place: Place) {
    let app = place.app().await;
    close(&app).await;
    let visitor = app.visitor();
    let config = visitor.get("/config").await.is(200);
    assert_eq!(config["hours"], json!({ "open": false, "opens_at": MORNING }));
    assert_eq!(config["may_ask_person"], true);
    let dialog = visitor.opens().await;
    let asked = visitor
        .post(&format!("/dialogs/{dialog}/handoff"), &json!({}))
        .await
        .is(200);
    assert_eq!(asked["state"], "queued");
    app.finish().await;
}

async fn or_the_assistant_keeps_them_until_it_opens(place: Place) {
    let app = place.app().await;
    close(&app).await;
    rules(
        &app,
        json!({ "after_unanswered": 1, "topics": ["Wholesale"], "outside_hours": "keep" }),
    )
    .await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("/config").await.is(200)["may_ask_person"], false);
    let dialog = visitor.asks(UNKNOWN).await;
    let answer = visitor.reads_of("assistant", dialog, |_| true).await;
    let text = answer["text"].as_str().unwrap();
    // The visitor's chat says when, by the visitor's own clock.
    assert!(text.contains("Nobody from the team is there"), "{text}");
    assert!(!text.contains("08:00") && !text.contains("button"), "{text}");
    visitor.says(dialog, "What is wholesale about?").await;
    let next =
        |entry: &Value| entry["sender"] == "assistant" && entry["seq"].as_i64() > answer["seq"].as_i64();
    visitor.reads_entry(dialog, next).await;

    let path = format!("/dialogs/{dialog}/handoff");
    let refused = visitor
        .post(&path, &json!({}))
        .await
        .refuses(409, "outside_hours");
    assert_eq!(
        (&refused["opens_at"], &refused["retryable"]),
        (&json!(MORNING), &json!(false))
    );
    let mut tab = visitor.socket(dialog).await;
    tab.send(&json!({ "type": "handoff_request" })).await;
    let error = tab
        .expect(&json!({ "type": "error", "code": "outside_hours" }))
        .await;
    assert_eq!(error["opens_at"], MORNING);
    tab.close().await;
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    assert_eq!(request(&app.owner, dialog).await, None);
    // An operator who is there all the same takes it.
    app.owner.claims(dialog).await;
    visitor.post(&path, &json!({})).await.is(200);

    app.forward(UNTIL_MORNING);
    assert_eq!(visitor.get("/config").await.is(200)["may_ask_person"], true);
    let late = visitor.asks("Do you sell wholesale?").await;
    eventually("the topic goes to a person", async || {
        (visitor.dialog(late).await["state"] == "queued").then_some(())
    })
    .await;
    let unknown = visitor.asks(UNKNOWN).await;
    eventually("one answer that did not know is enough", async || {
        (visitor.dialog(unknown).await["state"] == "queued").then_some(())
    })
    .await;
    app.finish_with_visitors().await;
}

/// A workflow was asked while people were there, and its answer promises one: it came after they left.
async fn a_wish_from_before_closing_time_is_kept(place: Place) {
    const MINUTES: Duration = Duration::from_mins(3);
    let app = place
        .app_with("[outbound]\nallow_private = [\"127.0.0.1\"]\n")
        .await;
    let workflow = Workflow::start().await;
    // It is 14:13 on a Monday.
    let week = json!({ "monday": [{ "from": "08:00", "to": "14:15" }] });
    let hours = json!({ "hours": { "time_zone": "UTC", "week": week } });
    app.owner.patch("/settings", &hours).await.is(200);
    let engine = json!({ "kind": "webhook", "base_url": workflow.url(), "key": "whsec_c2VjcmV0" });
    let change = json!({ "engine": engine, "handoff": { "outside_hours": "keep" } });
    let path = format!("/assistants/{}", app.assistant);
    app.owner.patch(&path, &change).await.is(200);
    let promise = json!({ "result": { "text": "I am asking a colleague.", "wants_person": true } });
    let visitor = app.visitor();
    for (state, after) in [("queued", MINUTES), ("assistant", Duration::ZERO)] {
        workflow.next(Plan::never().call(promise.clone()).after(after));
        let dialog = visitor.asks("Where is my refund?").await;
        workflow.started(if state == "queued" { 1 } else { 2 }).await;
        app.forward(after);
        workflow.forward(after).await;
        visitor.reads_of("assistant", dialog, |_| true).await;
        assert_eq!(visitor.dialog(dialog).await["state"], state);
    }
    app.finish_with_visitors().await;
}

/// A server whose assistant asks `provider`, and keeps its dialogs while it is closed.
async fn keeping(place: &Place, provider: &Provider) -> TestApp {
    let app = place
        .app_with("[outbound]\nallow_private = [\"127.0.0.1\"]\n")
        .await;
    close(&app).await;
    let engine = json!({ "kind": "openai", "base_url": provider.openai(), "model": "small" });
    let path = format!("/assistants/{}", app.assistant);
    let change = json!({ "engine": engine, "handoff": { "topics": ["Wholesale"], "outside_hours": "keep" } });
    app.owner.patch(&path, &change).await.is(200);
    app
}

async fn a_model_is_told_that_nobody_is_there(place: Place) {
    let provider = Provider::start().await;
    let app = keeping(&place, &provider).await;
    let wish = json!({ "reason": "wants a refund" });
    provider.next(Script::text([] as [&str; 0]).and_call("request_human", &wish));
    provider.next(Script::text(["They are back tomorrow."]));
    let visitor = app.visitor();
    let dialog = visitor.asks("I want to talk to a person about wholesale!").await;
    let answer = visitor.reads_of("assistant", dialog, |_| true).await;
    assert_eq!(answer["text"], "They are back tomorrow.");
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    let asked = provider.requests();
    assert!(
        !asked[0].prompt().contains("Leave these topics"),
        "{}",
        asked[0].prompt()
    );
    for request in &asked {
        assert!(
            request
                .prompt()
                .contains("back on Tuesday, 22 September 2026 at 08:00 (UTC)")
        );
    }
    let record = format!("/generations/{}/record", answer["generation_id"]);
    let outcome = app.owner.get(&record).await.is(200)["tools"][0]["outcome"].clone();
    assert!(
        outcome.as_str().unwrap().contains("Nobody was asked for"),
        "{outcome}"
    );

    app.forward(UNTIL_MORNING);
    provider.next(Script::text(["One moment."]).and_call("request_human", &wish));
    let dialog = visitor.asks("And now?").await;
    eventually("the model may call for a person again", async || {
        (visitor.dialog(dialog).await["state"] == "queued").then_some(())
    })
    .await;
    assert!(
        provider
            .requests()
            .pop()
            .unwrap()
            .prompt()
            .contains("Leave these topics")
    );
    app.finish_with_visitors().await;
}

async fn who_cannot_answer_leaves_the_dialog_to_people_at_any_hour(place: Place) {
    let provider = Provider::start().await;
    let app = keeping(&place, &provider).await;
    provider.always(Script::status(401));
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    eventually("there is nobody else", async || {
        (visitor.dialog(dialog).await["state"] == "queued").then_some(())
    })
    .await;
    let request = request(&app.owner, dialog).await.unwrap();
    assert_eq!(request["meta"]["reason"], "failure");
    app.finish().await;
}
