//! An assistant that answers by a language model: sources, records, budgets, tools, drafts.

use serde_json::{Value, json};
use stub::{Gate, Provider, Script};

use crate::support::{Caller, KNOWN, Place, TestApp, eventually, stories};

stories!(
    an_answer_streams_and_names_its_sources,
    a_reload_in_the_middle_goes_on_where_it_was,
    a_model_that_calls_for_a_person_hands_over,
    what_a_contact_says_of_themselves_is_noted,
    what_nothing_answers_is_collected,
    too_many_unknowns_ask_for_a_person,
    a_budget_is_never_passed,
    an_operator_gets_drafts_and_a_summary,
    past_questions_can_be_asked_of_a_changed_assistant,
    keys_are_shown_to_nobody
);

const KEY: &str = "sk-canary-of-the-engine-key";

const LOCAL: &str = "[outbound]\nallow_private = [\"127.0.0.1\"]\n";

/// A server whose assistant asks `provider`.
async fn house(place: &Place, provider: &Provider) -> TestApp {
    let app = place.app_with(LOCAL).await;
    uses(
        &app,
        json!({ "kind": "openai", "base_url": provider.openai(), "model": "small", "key": KEY }),
    )
    .await;
    app
}

async fn uses(app: &TestApp, engine: Value) -> Value {
    let path = format!("/assistants/{}", app.assistant);
    app.owner.patch(&path, &json!({ "engine": engine })).await.is(200)
}

async fn record(operator: &Caller, answer: &Value) -> Value {
    let path = format!("/generations/{}/record", answer["generation_id"]);
    operator.get(&path).await.is(200)
}

/// The assistant's first answer.
async fn answered(visitor: &Caller, dialog: i64) -> Value {
    visitor.reads_of("assistant", dialog, |_| true).await
}

async fn an_answer_streams_and_names_its_sources(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.next(Script::text(["It takes ", "2 to 4 days [", "1]", "."]).usage(300, 12));
    let dialog = visitor.asks(KNOWN).await;
    let answer = answered(&visitor, dialog).await;
    assert_eq!(answer["text"], "It takes 2 to 4 days.");
    assert_eq!(answer["meta"]["answered"], true);
    assert_eq!(answer["citations"].as_array().unwrap().len(), 1, "{answer}");

    let asked = provider.requests().pop().unwrap();
    assert_eq!(asked.refused, None);
    assert!(asked.prompt().contains(KNOWN) && asked.prompt().contains("[1] "));
    let record = record(&app.owner, &answer).await;
    assert_eq!(record["model"], "small");
    assert_eq!(
        record["usage"],
        json!({ "input_tokens": 300, "output_tokens": 12 })
    );
    assert!(record["prompt"][0]["text"].as_str().unwrap().contains("[1] "));
    assert!(!record["passages"].as_array().unwrap().is_empty());
    assert!(
        record["guards"]
            .as_array()
            .unwrap()
            .iter()
            .all(|guard| guard["passed"] == true)
    );
    let path = format!("/generations/{}/record", answer["generation_id"]);
    visitor.get(&path).await.is(404);
    let (stranger, _) = app.other_tenant("Other").await;
    stranger.get(&path).await.is(404);

    // The same in the other dialect.
    uses(
        &app,
        json!({ "kind": "anthropic", "base_url": provider.anthropic(), "model": "small", "key": KEY }),
    )
    .await;
    provider.next(Script::text(["Four ", "days [1]."]).usage(30, 4));
    visitor.says(dialog, KNOWN).await;
    let answer = visitor
        .reads_of("assistant", dialog, |text| text == "Four days.")
        .await;
    assert_eq!(answer["citations"].as_array().unwrap().len(), 1);
    assert_eq!(provider.requests().pop().unwrap().refused, None);
    app.finish().await;
}

async fn a_reload_in_the_middle_goes_on_where_it_was(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let gate = Gate::new();
    provider.next(Script::text(["One ", "two ", "three."]).gated(&gate));
    let dialog = visitor.asks(KNOWN).await;
    gate.release(2);
    let mut first = visitor.socket(dialog).await;
    eventually("two words", async || {
        let active = visitor.get("/generations?status=active").await.is(200);
        (active["items"][0]["text"] == "One two").then_some(())
    })
    .await;
    let mut again = visitor.socket(dialog).await;
    let mut desk = operator.socket(dialog).await;
    for late in [&mut again, &mut desk] {
        let snapshot = late.expect(&json!({ "type": "generation_snapshot" })).await;
        assert_eq!(snapshot["text"], "One two");
    }
    gate.release(1);
    for socket in [&mut first, &mut again, &mut desk] {
        socket
            .expect(&json!({ "type": "message", "sender": "assistant", "text": "One two three." }))
            .await;
        socket.expect(&json!({ "type": "generation_completed" })).await;
    }
    for socket in [first, again, desk] {
        socket.close().await;
    }
    app.finish().await;
}

async fn a_model_that_calls_for_a_person_hands_over(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.next(Script::text(["I will fetch somebody."]).and_call(
        "request_human",
        &json!({ "reason": "wants a refund", "dialog_id": 1, "tenant_id": 99 }),
    ));
    let dialog = visitor.asks("I want my money back, now!").await;
    let answer = answered(&visitor, dialog).await;
    assert_eq!(answer["text"], "I will fetch somebody.");
    assert_eq!(visitor.dialog(dialog).await["state"], "queued");
    let said = app.owner.history(dialog).await;
    let request = said
        .iter()
        .find(|entry| entry["meta"]["code"] == "handoff_requested")
        .unwrap();
    assert_eq!(request["meta"]["reason"], "assistant");
    assert_eq!(request["meta"]["wish"], "wants a refund");
    let tools = record(&app.owner, &answer).await["tools"].clone();
    assert_eq!(tools[0]["name"], "request_human");
    // It is silent from now on.
    visitor.says(dialog, "Hello?").await;
    app.barrier().await;
    assert_eq!(provider.tries(), 1);
    app.finish().await;
}

async fn what_a_contact_says_of_themselves_is_noted(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    provider.next(Script::text([] as [&str; 0]).and_call(
        "set_contact_fields",
        &json!({ "name": "Ann", "email": "ann@example.com", "verified": true, "contact_id": 1 }),
    ));
    provider.next(Script::text(["Thank you, Ann."]));
    let dialog = visitor.asks("I am Ann, ann@example.com.").await;
    assert_eq!(answered(&visitor, dialog).await["text"], "Thank you, Ann.");
    let contact = app.owner.dialog(dialog).await["contact"].clone();
    assert_eq!(contact["name"], "Ann");
    assert_eq!(contact["email"], "ann@example.com");
    assert_eq!(contact["verified"], false);
    assert_eq!(provider.requests()[1].refused, None);
    app.finish().await;
}

async fn what_nothing_answers_is_collected(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    provider.always(Script::text(["I do not know. [unk", "nown]"]));
    for question in ["Do you sell kayaks?", "do you sell KAYAKS", "Who won in 1954?"] {
        let visitor = app.visitor();
        let dialog = visitor.asks(question).await;
        let answer = answered(&visitor, dialog).await;
        assert_eq!(answer["text"], "I do not know.");
        assert_eq!(answer["meta"]["answered"], false);
    }
    let path = format!("/assistants/{}/questions", app.assistant);
    let open = app.owner.get(&path).await.is(200);
    assert_eq!(open["items"][0]["question"], "do you sell KAYAKS");
    assert_eq!(open["items"][0]["asked"], 2);
    assert_eq!(open["items"].as_array().unwrap().len(), 2);
    let first = app.owner.get(&format!("{path}?limit=1")).await.is(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = app
        .owner
        .get(&format!("{path}?limit=1&cursor={cursor}"))
        .await
        .is(200);
    assert_eq!(second["items"][0]["question"], "Who won in 1954?");
    let one = format!("{path}/{}", open["items"][0]["id"]);
    app.operator()
        .await
        .patch(&one, &json!({ "state": "answered" }))
        .await
        .is(403);
    app.owner
        .patch(&one, &json!({ "state": "answered" }))
        .await
        .is(200);
    assert_eq!(
        app.owner.get(&path).await.is(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let (stranger, _) = app.other_tenant("Other").await;
    stranger.get(&path).await.is(404);
    stranger.patch(&one, &json!({ "state": "open" })).await.is(404);
    app.finish().await;
}

async fn too_many_unknowns_ask_for_a_person(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let policy =
        json!({ "handoff": { "always_offer": false, "after_unanswered": 2, "topics": ["legal threats"] } });
    let changed = app
        .owner
        .patch(&format!("/assistants/{}", app.assistant), &policy)
        .await
        .is(200);
    assert_eq!(changed["handoff"], policy["handoff"]);
    provider.always(Script::text(["No idea. [unknown]"]));
    let visitor = app.visitor();
    let config = visitor.get("/config").await.is(200);
    assert_eq!(config["offer_person"], false);
    let dialog = visitor.asks("Do you sell kayaks?").await;
    answered(&visitor, dialog).await;
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    assert!(provider.requests()[0].prompt().contains("legal threats"));
    let mut tab = visitor.socket(dialog).await;
    visitor.says(dialog, "And canoes?").await;
    tab.expect(&json!({ "type": "handoff_requested" })).await;
    tab.close().await;
    let said = app.owner.history(dialog).await;
    let request = said
        .iter()
        .find(|entry| entry["meta"]["code"] == "handoff_requested")
        .unwrap();
    assert_eq!(request["meta"]["reason"], "policy");
    app.finish().await;
}

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
