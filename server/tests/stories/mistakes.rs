//! What is wrong with a request is said with its field's name, in words for people, and a code for programs.

use serde_json::json;

use crate::support::{Place, client_id, stories};

stories!(
    a_mistake_is_named_in_plain_words,
    what_nobody_can_see_is_no_message,
);

async fn a_mistake_is_named_in_plain_words(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let messages = format!("/dialogs/{dialog}/messages");
    let assistant = format!("/assistants/{}", app.assistant);
    for (who, path, body, detail) in [
        (
            &visitor,
            &messages,
            json!({ "text": "Hi" }),
            "`client_id` is missing",
        ),
        (
            &visitor,
            &messages,
            json!({ "client_id": client_id(), "text": 7 }),
            "`text` should be a text",
        ),
        (
            &app.owner,
            &format!("{assistant}/replay"),
            json!({ "dialogs": "all" }),
            "`dialogs` should be a whole number that is not negative",
        ),
        (
            &app.owner,
            &format!("{assistant}/replay"),
            json!({ "dialog": 1 }),
            "there is no field `dialog` here; there is `dialogs`, `engine`, `instructions`",
        ),
        (
            &app.owner,
            &format!("{assistant}/replay"),
            json!({ "engine": { "kind": "oracle" } }),
            "`engine.kind` is not one of `knowledge`, `openai`, `anthropic`, `webhook`",
        ),
    ] {
        let refused = who.post(path, &body).await.refuses(422, "invalid_request");
        assert_eq!(refused["detail"], detail);
    }
    let refused = visitor.get("/generations").await.refuses(422, "invalid_request");
    assert_eq!(refused["detail"], "`status` is missing");
    let refused = visitor
        .get(&format!("{messages}?limit=many"))
        .await
        .refuses(422, "invalid_request");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.starts_with("`limit`"), "{detail}");

    let mut tab = visitor.socket(dialog).await;
    tab.send(&json!({ "type": "message", "text": "Hi" })).await;
    let error = tab
        .expect(&json!({ "type": "error", "code": "invalid_request" }))
        .await;
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("`client_id` is missing") && !message.contains("column"),
        "{message}"
    );
    tab.close().await;
    app.finish().await;
}

async fn what_nobody_can_see_is_no_message(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    for unseen in ["\u{200b}\u{200d}\u{feff}", "\0", " \u{2060}\n"] {
        visitor
            .tries_to_say(dialog, unseen)
            .await
            .refuses(422, "text_empty");
    }
    visitor.says(dialog, "a\0b\u{7}c 👩\u{200d}👧").await;
    assert_eq!(visitor.history(dialog).await[0]["text"], "abc 👩\u{200d}👧");
    app.finish().await;
}
