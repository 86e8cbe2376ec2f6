//! Questions that nothing answers.

use serde_json::json;
use stub::{Provider, Script};

use super::{answered, house};
use crate::support::{Place, stories};

stories!(
    what_nothing_answers_is_collected,
    too_many_unknowns_ask_for_a_person,
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
