//! What a visitor gets from a model, and what its tools do.

use serde_json::json;
use stub::{Gate, Provider, Script};

use super::{KEY, answered, house, record, uses};
use crate::support::{KNOWN, Place, eventually, stories};

stories!(
    an_answer_streams_and_names_its_sources,
    a_reload_in_the_middle_goes_on_where_it_was,
    a_model_that_calls_for_a_person_hands_over,
    what_a_contact_says_of_themselves_is_noted,
);

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
