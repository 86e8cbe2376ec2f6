//! Why there was no answer: operators read it in a word that stays the same, visitors never.

use serde_json::{Value, json};
use stub::{Finish, Provider, Script};

use super::house;
use crate::support::{Caller, Place, TestApp, stories};

stories!(
    the_word_for_a_failure_reaches_operators_and_no_visitor,
    an_engine_that_is_left_alone_is_told_of_as_well,
    what_was_written_of_an_answer_that_was_too_long_is_a_suggestion,
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
    app.owner.claims(dialog).await;
    // That it was let go on is nobody's wish but the server's.
    let record = record(&app, &told).await;
    let prompt = record["prompt"].as_array().unwrap();
    let roles: Vec<_> = prompt.iter().map(|part| &part["role"]).collect();
    assert_eq!(roles, ["system", "user", "assistant", "tandem"]);
    let detail = app.owner.dialog(dialog).await;
    assert_eq!(detail["suggestion"].as_str().unwrap().trim_end(), "One, two,");
    app.owner.says(dialog, "Two.").await;
    assert_eq!(app.owner.dialog(dialog).await["suggestion"], Value::Null);
    app.finish().await;
}
