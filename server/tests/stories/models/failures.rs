//! Why there was no answer: operators read it in a word that stays the same, visitors never.

use serde_json::{Value, json};
use stub::{Ending, Finish, Provider, Script};

use super::house;
use crate::support::{Caller, Place, TestApp, fits, stories};

stories!(
    the_word_for_a_failure_reaches_operators_and_no_visitor,
    an_engine_that_is_left_alone_is_told_of_as_well,
    what_was_written_of_an_answer_that_was_too_long_is_a_suggestion,
    what_a_visitor_has_read_of_an_answer_that_broke_stays,
);

/// The system's word about the dialog's failed reply.
async fn failed(reader: &Caller, dialog: i64) -> Value {
    reader
        .reads_entry(dialog, |entry| entry["meta"]["code"] == "assistant_failed")
        .await
}

async fn record(app: &TestApp, entry: &Value) -> Value {
    let path = format!("/generations/{}/record", entry["generation_id"]);
    app.owner.get(&path).await.is(200)
}

async fn the_word_for_a_failure_reaches_operators_and_no_visitor(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    for (script, word) in [
        (Script::status(401).message("bad key sk-canary"), "unauthorized"),
        (Script::status(404), "not_found"),
        (Script::status(400), "rejected"),
        (Script::text(["No."]).finish(Finish::Filtered), "refused"),
    ] {
        provider.always(script);
        let visitor = app.visitor();
        let dialog = visitor.asks("How long?").await;
        let told = failed(&app.owner, dialog).await;
        assert_eq!(told["meta"]["failure"], word);
        assert_eq!(record(&app, &told).await["code"], word);
        let shown = failed(&visitor, dialog).await;
        assert!(!shown.to_string().contains(word), "{shown}");
        let reply = visitor
            .get(&format!("/generations/{}", shown["generation_id"]))
            .await
            .is(200);
        assert!(!reply.to_string().contains(word), "{reply}");

        let tried = app
            .owner
            .post(
                &format!("/assistants/{}/try", app.assistant),
                &json!({ "question": "How long?" }),
            )
            .await
            .is(503);
        assert_eq!(
            (&tried["code"], &tried["failure"]),
            (&json!("unavailable"), &json!(word))
        );
        assert!(!tried.to_string().contains("canary"), "{tried}");
    }
    app.finish().await;
}

async fn an_engine_that_is_left_alone_is_told_of_as_well(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.always(Script::status(401));
    for _ in 0..5 {
        let dialog = visitor.asks("How long?").await;
        failed(&visitor, dialog).await;
    }
    let dialog = visitor.asks("And now?").await;
    let told = failed(&app.owner, dialog).await;
    assert_eq!(told["meta"]["failure"], "paused");
    assert_eq!(provider.tries(), 5);
    let record = record(&app, &told).await;
    assert_eq!(
        (&record["code"], &record["engine"], &record["prompt"]),
        (&json!("paused"), &json!("openai"), &json!([]))
    );
    app.finish().await;
}

async fn what_was_written_of_an_answer_that_was_too_long_is_a_suggestion(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.next(Script::text(["One, "]).finish(Finish::Length));
    provider.next(Script::text(["two, "]).finish(Finish::Length));
    let dialog = visitor.asks("How many?").await;
    let told = failed(&app.owner, dialog).await;
    assert_eq!(told["meta"]["failure"], "too_long");
    // That it was let go on is nobody's wish but the server's.
    let record = record(&app, &told).await;
    let prompt = record["prompt"].as_array().unwrap();
    let roles: Vec<_> = prompt.iter().map(|part| &part["role"]).collect();
    assert_eq!(roles, ["system", "user", "assistant", "tandem"]);
    app.owner.claims(dialog).await;
    let detail = app.owner.dialog(dialog).await;
    assert_eq!(detail["suggestion"].as_str().unwrap().trim_end(), "One, two,");
    app.owner.says(dialog, "Two.").await;
    assert_eq!(app.owner.dialog(dialog).await["suggestion"], Value::Null);
    app.finish().await;
}

async fn what_a_visitor_has_read_of_an_answer_that_broke_stays(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    for _ in 0..4 {
        provider.next(Script::text(["One, ", "two, "]).cut_after(2, Ending::Closed));
    }
    let dialog = visitor.opens().await;
    let mut screen = visitor.socket(dialog).await;
    screen.says("How many?").await;
    let told = failed(&visitor, dialog).await;
    let half = told["meta"]["unfinished"].as_str().unwrap();
    assert!(
        "One, two, ".starts_with(half) && half.starts_with("One"),
        "{half:?}"
    );
    assert_eq!(told["meta"]["failure"], Value::Null);
    // The entry comes first, so that nothing vanishes in between; and it is no answer of the assistant's.
    screen.expect(&json!({ "type": "generation_failed" })).await;
    let entry = json!({ "type": "message", "meta": { "code": "assistant_failed" } });
    assert!(
        screen.seen.iter().any(|frame| fits(frame, &entry)),
        "{:?}",
        screen.seen
    );
    let said = visitor.history(dialog).await;
    assert!(
        said.iter().all(|entry| entry["sender"] != "assistant"),
        "{said:?}"
    );

    // An admin may take it away like a message; the rest of the record stays.
    let path = format!("/dialogs/{dialog}/messages/{}", told["id"]);
    app.operator().await.delete(&path).await.refuses(403, "forbidden");
    app.owner.delete(&path).await.is(200);
    screen
        .expect(&json!({ "type": "message_deleted", "id": told["id"] }))
        .await;
    for who in [&visitor, &app.owner] {
        let there = json!([who.history(dialog).await, who.dialog(dialog).await]);
        assert!(!there.to_string().contains(half), "{there}");
    }
    let generation = visitor
        .get(&format!("/generations/{}", told["generation_id"]))
        .await
        .is(200);
    assert_eq!(generation["text"], "");
    // What the model's maker held back is not shown again.
    provider.next(Script::text(["Bad ", "words"]).finish(Finish::Filtered));
    let dialog = visitor.asks("And now?").await;
    let told = failed(&visitor, dialog).await;
    assert_eq!(told["meta"]["unfinished"], Value::Null);
    screen.close().await;
    app.finish().await;
}
