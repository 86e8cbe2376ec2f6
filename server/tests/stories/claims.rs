//! Who has a dialog, and who may do what with it.

use serde_json::{Value, json};

use crate::support::{Caller, Place, client_id, fits, stories};

stories!(
    nobody_replies_in_a_dialog_that_they_do_not_hold,
    a_dialog_is_passed_on_by_who_holds_it,
    a_dialog_is_closed_and_opened_again,
    a_reply_to_an_older_state_is_refused,
);

async fn nobody_replies_in_a_dialog_that_they_do_not_hold(place: Place) {
    let app = place.app().await;
    let (holder, agent) = (app.operator().await, app.operator().await);
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut desk = agent.socket(dialog).await;
    let refused = |code: &str| json!({ "type": "error", "code": code, "retryable": false });
    for state in ["assistant", "queued"] {
        assert_eq!(visitor.dialog(dialog).await["state"], state);
        for operator in [&agent, &holder, &app.owner] {
            operator
                .tries_to_say(dialog, "uninvited")
                .await
                .refuses(409, "not_holder");
        }
        desk.says("uninvited").await;
        desk.expect(&refused("not_holder")).await;
        visitor.asks_for_a_person(dialog).await;
    }
    holder.claims(dialog).await;
    for operator in [&agent, &app.owner] {
        let problem = operator
            .tries_to_say(dialog, "uninvited")
            .await
            .refuses(409, "already_claimed");
        assert_eq!(problem["holder"]["name"], holder.name);
    }
    let said = desk.says("uninvited").await;
    let refusal = desk.expect(&refused("already_claimed")).await;
    assert_eq!(
        (&refusal["client_id"], &refusal["holder"]["id"]),
        (&json!(said), &json!(holder.id))
    );
    // Typing of somebody who does not hold it is shown to nobody.
    let mut tab = visitor.socket(dialog).await;
    desk.send(&json!({ "type": "typing_start" })).await;
    desk.round_trip().await;
    tab.expect_silence(&app).await;
    // A note is for colleagues: everybody may leave one.
    agent.notes(dialog, "I know this customer").await;
    holder.says(dialog, "invited").await;
    let history = visitor.history(dialog).await;
    assert!(!format!("{history:?}").contains("uninvited"));
    desk.close().await;
    tab.close().await;
    app.finish().await;
}

async fn a_dialog_is_passed_on_by_who_holds_it(place: Place) {
    let app = place.app().await;
    let (holder, agent, admin) = (
        app.operator().await,
        app.operator().await,
        app.member("admin").await,
    );
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let transfer = async |by: &Caller, to: i64| {
        by.post(
            &format!("/dialogs/{dialog}/transfer"),
            &json!({ "operator_id": to }),
        )
        .await
    };
    transfer(&agent, holder.id).await.refuses(409, "not_holder");
    holder.claims(dialog).await;
    transfer(&agent, agent.id).await.refuses(409, "already_claimed");
    transfer(&holder, 999_999).await.refuses(404, "not_found");
    transfer(&holder, agent.id).await.is(200);
    let started = json!({ "type": "handoff_started", "manager": { "id": agent.id } });
    tab.expect(&started).await;
    holder
        .tries_to_say(dialog, "still me")
        .await
        .refuses(409, "already_claimed");
    agent.says(dialog, "now me").await;

    let release = json!({ "to": "queue" });
    let path = format!("/dialogs/{dialog}/release");
    holder.post(&path, &release).await.refuses(409, "already_claimed");
    // An admin may act over the holder's head.
    transfer(&admin, holder.id).await.is(200);
    admin.releases(dialog, "queue").await;
    tab.expect(&json!({ "type": "handoff_ended", "to": "queue" }))
        .await;
    let own = visitor.dialog(dialog).await;
    assert!(
        fits(
            &own,
            &json!({ "state": "queued", "position": 1, "manager": null })
        ),
        "{own}"
    );
    // Whoever is there may give a waiting one back to the assistant.
    agent.releases(dialog, "assistant").await;
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    agent.post(&path, &release).await.refuses(409, "not_holder");
    tab.close().await;
    app.finish().await;
}

async fn a_dialog_is_closed_and_opened_again(place: Place) {
    let app = place.app().await;
    let (holder, agent, admin) = (
        app.operator().await,
        app.operator().await,
        app.member("admin").await,
    );
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    holder.claims(dialog).await;
    agent
        .tries_to("close", dialog)
        .await
        .refuses(409, "already_claimed");
    admin.closes(dialog).await;
    // Once more changes nothing.
    holder.closes(dialog).await;
    holder
        .tries_to_say(dialog, "too late")
        .await
        .refuses(409, "dialog_closed");
    agent
        .tries_to("claim", dialog)
        .await
        .refuses(409, "dialog_closed");
    visitor
        .tries_to("handoff", dialog)
        .await
        .refuses(409, "dialog_closed");
    let closed = holder.get("/dialogs?state=closed").await.is(200);
    assert_eq!(closed["items"][0]["id"], dialog);
    let counts = holder.get("/dialogs/counts").await.is(200);
    assert_eq!(
        counts,
        json!({ "mine": 0, "waiting": 0, "assistant": 0, "all": 0, "closed": 1 })
    );
    agent.tries_to("reopen", dialog).await.is(200);
    assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    agent.claims(dialog).await;
    let codes: Vec<Value> = visitor
        .history(dialog)
        .await
        .iter()
        .map(|entry| entry["meta"]["code"].clone())
        .collect();
    assert_eq!(
        codes,
        [
            "handoff_started",
            "dialog_closed",
            "dialog_reopened",
            "handoff_started"
        ]
    );
    app.finish().await;
}

async fn a_reply_to_an_older_state_is_refused(place: Place) {
    let app = place.app().await;
    let (operator, agent) = (app.operator().await, app.operator().await);
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let before = operator.dialog(dialog).await["handler_epoch"].as_i64().unwrap();
    let now = operator.claims(dialog).await["handler_epoch"].as_i64().unwrap();
    assert!(now > before);
    let path = format!("/dialogs/{dialog}/messages");
    let stale = json!({ "client_id": client_id(), "text": "stale", "expected_epoch": before });
    operator.post(&path, &stale).await.refuses(409, "stale_epoch");
    let fresh = json!({ "client_id": client_id(), "text": "fresh", "expected_epoch": now });
    let posted = operator.post(&path, &fresh).await.is(201);
    // Away and back: the same holder, another epoch.
    operator
        .post(
            &format!("/dialogs/{dialog}/transfer"),
            &json!({ "operator_id": agent.id }),
        )
        .await
        .is(200);
    agent
        .post(
            &format!("/dialogs/{dialog}/transfer"),
            &json!({ "operator_id": operator.id }),
        )
        .await
        .is(200);
    let mut late =
        json!({ "type": "message", "client_id": client_id(), "text": "stale", "expected_epoch": now });
    let mut desk = operator.socket(dialog).await;
    desk.send(&late).await;
    desk.expect(&json!({ "type": "error", "code": "stale_epoch", "client_id": late["client_id"] }))
        .await;
    late["expected_epoch"] = (now + 2).into();
    desk.send(&late).await;
    desk.expect(&json!({ "type": "ack", "client_id": late["client_id"] }))
        .await;
    // What was said under the older epoch was said: its repeat finds it.
    let again = operator.post(&path, &fresh).await.is(200);
    assert_eq!(again["id"], posted["id"]);
    let words: Vec<Value> = visitor
        .history(dialog)
        .await
        .iter()
        .map(|entry| entry["text"].clone())
        .collect();
    assert_eq!(words.iter().filter(|text| **text == "stale").count(), 1);
    desk.close().await;
    app.finish().await;
}
