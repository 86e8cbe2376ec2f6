//! An assistant that steps aside by its tenant's rules.

use serde_json::{Value, json};

use crate::support::{Caller, KNOWN, Place, TestApp, stories};

stories!(a_topic_for_people_goes_to_one);

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
