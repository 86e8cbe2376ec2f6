//! Questions that nothing answers.

use serde_json::{Value, json};
use stub::{Provider, Script};

use super::{answered, house};
use crate::support::{Place, UNKNOWN, stories};

stories!(
    what_nothing_answers_is_collected,
    too_many_unknowns_ask_for_a_person,
    a_wish_for_a_person_and_politeness_are_no_questions,
);

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
    let policy = json!({ "handoff": {
        "always_offer": false, "after_unanswered": 2, "topics": ["legal threats"], "outside_hours": "queue",
    } });
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

/// With the built-in engine: neither stands among the questions that nothing answered, nor are they played again, nor do
/// they count as asked where somebody takes over.
async fn a_wish_for_a_person_and_politeness_are_no_questions(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    for (said, answer) in [
        ("I want to talk to a human", "Ask for a person"),
        ("ok", "All right."),
        (UNKNOWN, "could not find"),
        ("thanks\nbye", "Goodbye"),
    ] {
        visitor.says(dialog, said).await;
        let answer = visitor
            .reads_of("assistant", dialog, |text| text.contains(answer))
            .await;
        // Nobody who wants a person is asked whether that was an answer.
        let wish = said.contains("human").then_some(true);
        assert_eq!(answer["meta"]["asked_for_person"], json!(wish), "{answer}");
    }
    let assistant = format!("/assistants/{}", app.assistant);
    let open = app.owner.get(&format!("{assistant}/questions")).await.is(200);
    let texts = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|item| item["question"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(texts(&open), [UNKNOWN]);
    let replay = app
        .owner
        .post(&format!("{assistant}/replay"), &json!({ "dialogs": 1 }))
        .await
        .is(200);
    assert_eq!(texts(&replay), [UNKNOWN]);

    let path = format!("/dialogs/{dialog}/summary");
    app.owner.claims(dialog).await;
    let summary = app.owner.get(&path).await.is(200)["text"].clone();
    let summary = summary.as_str().unwrap();
    assert!(summary.contains(&format!("Not answered: {UNKNOWN}")), "{summary}");
    app.owner.says(dialog, "Long ones.").await;
    let later = app.owner.get(&path).await.is(200)["text"].clone();
    let later = later.as_str().unwrap();
    assert!(
        later.contains("A colleague last wrote: Long ones.") && !later.contains("Not answered"),
        "{later}"
    );
    app.finish().await;
}
