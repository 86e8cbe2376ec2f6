//! What people set and see of a model: budgets, drafts, replays, keys.

use serde_json::{Value, json};
use stub::{Provider, Script};

use super::{KEY, answered, house, uses};
use crate::support::{KNOWN, Place, TestApp, stories};

stories!(
    a_budget_is_never_passed,
    only_what_was_made_costs,
    a_key_that_was_mended_is_tried_at_once,
    an_operator_gets_drafts_and_a_summary,
    past_questions_can_be_asked_of_a_changed_assistant,
    keys_are_shown_to_nobody,
);

async fn a_budget_is_never_passed(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    uses(
        &app,
        json!({ "kind": "openai", "base_url": provider.openai(), "model": "small", "max_tokens": 100,
            "input_price_micros": 1_000_000, "output_price_micros": 2_000_000 }),
    )
    .await;
    provider.always(Script::text(["Yes."]).usage(1_000, 100));
    app.operator()
        .await
        .patch("/settings", &json!({ "daily_tokens": 5 }))
        .await
        .is(403);
    app.owner
        .patch("/settings", &json!({ "daily_tokens": -1 }))
        .await
        .is(422);
    app.owner
        .patch("/settings", &json!({ "daily_tokens": 10_000 }))
        .await
        .is(200);
    let mut refused = 0;
    for _ in 0..12 {
        let visitor = app.visitor();
        let dialog = visitor.asks(KNOWN).await;
        let end = visitor
            .reads_entry(dialog, |entry| {
                entry["sender"] == "assistant" || entry["meta"]["code"] == "handoff_requested"
            })
            .await;
        if end["sender"] == "system" {
            refused += 1;
            let said = app.owner.history(dialog).await;
            let request = said
                .iter()
                .find(|entry| entry["meta"]["code"] == "handoff_requested")
                .unwrap();
            assert_eq!(request["meta"]["reason"], "budget");
        }
    }
    assert!(refused > 0);
    let settings = app.owner.get("/settings").await.is(200);
    let used = &settings["used_today"];
    let (input, output) = (
        used["input_tokens"].as_i64().unwrap(),
        used["output_tokens"].as_i64().unwrap(),
    );
    assert!(input + output <= 10_000 && input + output > 5_000, "{settings}");
    assert_eq!(input, i64::try_from(provider.tries()).unwrap() * 1_000);
    assert_eq!(used["cost_micros"].as_i64().unwrap(), input + 2 * output);
    app.finish().await;
}

async fn is_handed_over(app: &TestApp) {
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    visitor
        .reads_entry(dialog, |entry| entry["meta"]["code"] == "handoff_requested")
        .await;
}

async fn only_what_was_made_costs(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let priced = |base_url: String| {
        json!({ "kind": "openai", "base_url": base_url, "model": "small",
            "input_price_micros": 1_000_000, "output_price_micros": 2_000_000 })
    };
    let spent = async || app.owner.get("/settings").await.is(200)["used_today"].clone();

    uses(&app, priced(provider.openai())).await;
    provider.next(Script::status(401));
    is_handed_over(&app).await;
    assert_eq!(provider.tries(), 1);
    // Nobody listens there.
    uses(&app, priced("http://127.0.0.1:9/v1".to_owned())).await;
    is_handed_over(&app).await;
    let used = spent().await;
    assert_eq!(
        (&used["input_tokens"], &used["cost_micros"]),
        (&json!(0), &json!(0)),
        "{used}"
    );

    // The same word of refusal, after something was written.
    uses(&app, priced(provider.openai())).await;
    provider.next(Script::text(["Two ", "days."]).error_after(1, "400"));
    is_handed_over(&app).await;
    assert_eq!(provider.tries(), 2);
    let used = spent().await;
    assert!(used["input_tokens"].as_i64() > Some(0), "{used}");
    assert!(used["output_tokens"].as_i64() > Some(0), "{used}");
    app.finish().await;
}

async fn a_key_that_was_mended_is_tried_at_once(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    provider.always(Script::status(401));
    for _ in 0..7 {
        is_handed_over(&app).await;
    }
    let tries = provider.tries();
    assert!(tries < 7, "it is left alone after some: {tries}");
    provider.always(Script::text(["Two days."]));
    uses(
        &app,
        json!({ "kind": "openai", "base_url": provider.openai(), "model": "small", "key": KEY }),
    )
    .await;
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    assert_eq!(answered(&visitor, dialog).await["text"], "Two days.");
    app.finish().await;
}

async fn an_operator_gets_drafts_and_a_summary(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    provider.next(Script::text(["Two days [1]."]));
    let dialog = visitor.asks(KNOWN).await;
    answered(&visitor, dialog).await;
    operator.claims(dialog).await;
    visitor.says(dialog, "And abroad?").await;

    let draft = format!("/dialogs/{dialog}/draft");
    provider.next(Script::text(["Abroad it takes longer [1]."]).usage(50, 6));
    let written = operator.post(&draft, &json!({ "mode": "reply" })).await.is(200);
    assert_eq!(written["text"], "Abroad it takes longer.");
    assert!(
        provider
            .requests()
            .pop()
            .unwrap()
            .last_user()
            .contains("And abroad?")
    );
    provider.next(Script::text(["Longer."]));
    let written = operator
        .post(&draft, &json!({ "mode": "shorter", "text": "It takes longer." }))
        .await
        .is(200);
    assert_eq!(written["text"], "Longer.");
    operator.post(&draft, &json!({ "mode": "shorter" })).await.is(422);
    provider.next(Script::text(["- Wants to know how long it takes"]));
    let summary = operator.get(&format!("/dialogs/{dialog}/summary")).await.is(200);
    assert_eq!(
        summary,
        json!({ "text": "- Wants to know how long it takes", "by": "model" })
    );
    provider.always(Script::status(500));
    let summary = operator.get(&format!("/dialogs/{dialog}/summary")).await.is(200);
    assert_eq!(summary["by"], "extract");
    assert!(summary["text"].as_str().unwrap().contains("And abroad?"));
    operator.post(&draft, &json!({ "mode": "reply" })).await.is(503);
    let (stranger, _) = app.other_tenant("Other").await;
    stranger.post(&draft, &json!({ "mode": "reply" })).await.is(404);
    visitor.get(&format!("/dialogs/{dialog}/summary")).await.is(404);
    uses(&app, json!({ "kind": "knowledge" })).await;
    operator
        .post(&draft, &json!({ "mode": "formal", "text": "Hi" }))
        .await
        .is(409);
    assert!(
        visitor
            .history(dialog)
            .await
            .iter()
            .all(|entry| entry["text"] != "Longer.")
    );
    app.finish().await;
}

async fn past_questions_can_be_asked_of_a_changed_assistant(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.next(Script::text(["Two days [1]."]));
    let dialog = visitor.asks(KNOWN).await;
    answered(&visitor, dialog).await;
    provider.next(Script::text(["Ahoy, two days [1]!"]).usage(100, 5));
    let path = format!("/assistants/{}/replay", app.assistant);
    let played = app
        .owner
        .post(&path, &json!({ "instructions": "Talk like a pirate." }))
        .await
        .is(200);
    let item = &played["items"][0];
    assert_eq!(item["question"], KNOWN);
    assert_eq!(item["before"]["text"], "Two days.");
    assert_eq!(item["after"]["text"], "Ahoy, two days!");
    assert_eq!(item["changed"], true);
    assert_eq!(played["totals"]["replayed"], 1);
    assert!(provider.requests().pop().unwrap().prompt().contains("pirate"));
    let kept = app
        .owner
        .get(&format!("/assistants/{}", app.assistant))
        .await
        .is(200);
    assert_eq!(kept["instructions"], "");
    assert_eq!(visitor.history(dialog).await.len(), 2, "nothing was said");
    app.operator().await.post(&path, &json!({})).await.is(403);
    app.owner.post(&path, &json!({ "dialogs": 0 })).await.is(422);
    app.finish().await;
}

async fn keys_are_shown_to_nobody(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let path = format!("/assistants/{}", app.assistant);
    let shown = app.owner.get(&path).await.is(200);
    assert_eq!(shown["engine"]["has_key"], true);
    assert!(!shown.to_string().contains(KEY));
    let engine = |more: Value| {
        let mut engine = json!({ "kind": "openai", "base_url": provider.openai(), "model": "other" });
        for (name, value) in more.as_object().unwrap() {
            engine[name] = value.clone();
        }
        json!({ "engine": engine })
    };
    let kept = app.owner.patch(&path, &engine(json!({}))).await.is(200);
    assert_eq!(kept["engine"]["has_key"], true, "a change elsewhere keeps it");
    // A key goes nowhere but where it was saved for: not to another host, and not to one that is only tried.
    let elsewhere = json!({ "base_url": "https://evil.example/v1" });
    let other = Provider::start().await;
    let other_host = json!({ "base_url": other.openai() });
    let replay = json!({ "engine": engine(other_host.clone())["engine"] });
    let moved = app.owner.patch(&path, &engine(elsewhere)).await.is(200);
    assert_eq!(moved["engine"]["has_key"], false);
    app.owner
        .patch(&path, &engine(json!({ "key": KEY })))
        .await
        .is(200);
    let visitor = app.visitor();
    provider.always(Script::text(["Yes."]));
    let dialog = visitor.asks(KNOWN).await;
    answered(&visitor, dialog).await;
    other.always(Script::text(["No."]));
    let played = app.owner.post(&format!("{path}/replay"), &replay).await.is(200);
    assert_eq!(played["items"][0]["after"]["text"], "No.");
    assert!(provider.requests()[0].headers.contains_key("authorization"));
    assert!(!other.requests()[0].headers.contains_key("authorization"));
    let gone = app
        .owner
        .patch(&path, &engine(json!({ "key": null })))
        .await
        .is(200);
    assert_eq!(gone["engine"]["has_key"], false);
    for wrong in [
        json!({ "model": "" }),
        json!({ "max_tokens": 0 }),
        json!({ "temperature": 3 }),
        json!({ "key": "two words" }),
        json!({ "input_price_micros": -1 }),
        json!({ "base_url": "ftp://127.0.0.1" }),
        json!({ "base_url": "http://10.0.0.1/v1" }),
        json!({ "has_key": true }),
    ] {
        app.owner.patch(&path, &engine(wrong)).await.is(422);
    }
    app.operator()
        .await
        .patch(&path, &engine(json!({})))
        .await
        .is(403);
    app.finish().await;
}
