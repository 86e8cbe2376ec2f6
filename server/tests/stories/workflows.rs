//! A workflow of the tenant's own answers: asked by a signed request that returns at once, heard when it calls back.

use std::time::Duration;

use serde_json::{Value, json};
use stub::{Plan, Reply, Run, Workflow};

use crate::support::{Caller, Place, TestApp, eventually, said, stories};

stories!(
    a_workflow_answers_ninety_seconds_later,
    its_pieces_are_seen_as_they_come_and_its_answer_is_what_stays,
    it_may_answer_before_its_webhook_has,
    a_failure_a_refusal_and_a_missed_deadline_bring_a_person,
    an_answer_after_a_person_took_over_is_kept_for_them,
    a_field_that_a_callback_does_not_have_is_refused,
    a_thousand_callbacks_that_should_change_nothing_change_nothing
);

const SECRET: &str = "whsec_dGhlIHNlY3JldCBvZiB0aGUgd29ya2Zsb3cgaXMgbG9uZw==";

/// The stand-ins listen on this machine.
const MAY_CALL_THIS_MACHINE: &str = "[outbound]\nallow_private = [\"127.0.0.0/8\"]\n";

/// A server whose assistant is a workflow.
async fn served(place: &Place) -> (TestApp, Workflow) {
    let (app, workflow) = (
        place.app_with(MAY_CALL_THIS_MACHINE).await,
        Workflow::start().await,
    );
    runs(&app.owner, &app.assistant, &workflow).await;
    (app, workflow)
}

async fn runs(owner: &Caller, assistant: &str, workflow: &Workflow) {
    let engine =
        json!({ "kind": "webhook", "base_url": workflow.url(), "key": SECRET, "deadline_seconds": 300 });
    let change = json!({ "engine": engine, "instructions": "Be brief." });
    owner
        .patch(&format!("/assistants/{assistant}"), &change)
        .await
        .is(200);
}

async fn is_queued(operator: &Caller, dialog: i64) {
    eventually("the dialog waits for a person", async || {
        (operator.dialog(dialog).await["state"] == "queued").then_some(())
    })
    .await;
}

/// What the assistant said.
async fn answers(visitor: &Caller, dialog: i64) -> Vec<String> {
    let history = visitor.history(dialog).await;
    let answers = history
        .into_iter()
        .filter(|item| item["sender"] == "assistant" && item["type"] == "message");
    answers
        .map(|item| item["text"].as_str().unwrap().to_owned())
        .collect()
}

async fn a_workflow_answers_ninety_seconds_later(place: Place) {
    let (app, workflow) = served(&place).await;
    let visitor = app.visitor();
    let later = Duration::from_secs(90);
    workflow.next(Plan::result("In **two** days.").after(later).twice());
    let dialog = visitor.asks("How long does it take?").await;
    let mut tab = visitor.socket(dialog).await;
    let run = workflow.started(1).await;
    was_asked_properly(&app, &run, dialog);

    let active = visitor.get("/generations?status=active").await.is(200);
    assert_eq!(active["items"][0]["status"], "generating");
    app.forward(later);
    let replies = workflow.forward(later).await;
    assert_eq!(replies[0].status, 200, "{replies:?}");
    assert_eq!(replies[0].body, json!({ "duplicate": false }));
    assert_eq!(
        (replies[1].status, &replies[1].body),
        (200, &json!({ "duplicate": true }))
    );
    tab.expect(&said("In **two** days.")).await;
    tab.expect(&json!({ "type": "generation_completed" })).await;
    // So much later the server takes the line for dead.
    tab.close().await;

    // What it is asked next holds what was said before.
    workflow.next(Plan::result("Yes.").older_form());
    visitor.says(dialog, "Really?").await;
    let run = workflow.started(2).await;
    assert_eq!(run.body["message"], "Really?");
    let told = json!([
        { "sender": "user", "text": "How long does it take?" },
        { "sender": "assistant", "text": "In **two** days." },
    ]);
    assert_eq!(run.body["history"], told);
    let replies = workflow.forward(Duration::ZERO).await;
    assert_eq!(replies[0].status, 200, "{replies:?}");
    visitor.reads_of("assistant", dialog, |text| text == "Yes.").await;
    app.finish().await;
}

/// The request is as `docs/workflows.md` says.
fn was_asked_properly(app: &TestApp, run: &Run, dialog: i64) {
    assert!(run.is_signed_with(SECRET), "{:?}", run.headers);
    assert!(!run.is_signed_with("whsec_b3RoZXI="));
    assert_eq!(run.header("webhook-timestamp"), app.now().to_string());
    assert!(run.header("content-type").starts_with("application/json"));
    let id = run.correlation_id();
    let address = format!("{}/api/v1/callbacks/{id}?token=", app.url());
    assert!(run.callback_url().starts_with(&address), "{}", run.callback_url());
    let body = &run.body;
    assert_eq!(body["type"], "reply.requested");
    assert_eq!(body["dialog_id"], dialog);
    assert_eq!(body["message"], "How long does it take?");
    assert_eq!(body["history"], json!([]));
    assert_eq!(
        body["assistant"],
        json!({ "id": app.assistant, "name": "Ada", "instructions": "Be brief." })
    );
    assert_eq!(body["contact"]["verified"], false);
    assert!(body["passages"].is_array() && body["deadline"].is_string());
}

async fn its_pieces_are_seen_as_they_come_and_its_answer_is_what_stays(place: Place) {
    let (app, workflow) = served(&place).await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    workflow.next(Plan::deltas(["In ", "two "]).then_result("In three days."));
    tab.says("How long?").await;
    workflow.started(1).await;
    let replies = workflow.forward(Duration::ZERO).await;
    assert!(replies.iter().all(|reply| reply.status == 200), "{replies:?}");
    for (index, text) in ["In ", "two "].into_iter().enumerate() {
        tab.expect(&json!({ "type": "generation_delta", "index": index, "text": text }))
            .await;
    }
    tab.expect(&said("In three days.")).await;
    assert_eq!(answers(&visitor, dialog).await, ["In three days."]);
    tab.close().await;
    app.finish().await;
}

async fn it_may_answer_before_its_webhook_has(place: Place) {
    let (app, workflow) = served(&place).await;
    let visitor = app.visitor();
    for round in 0..20 {
        let answer = format!("At once, {round}.");
        workflow.next(Plan::result(&answer).hasty());
        let dialog = visitor.asks("How long?").await;
        visitor.reads_of("assistant", dialog, |text| text == answer).await;
        assert_eq!(answers(&visitor, dialog).await, [answer]);
    }
    assert_eq!(workflow.runs().len(), 20, "each was asked once");
    app.finish().await;
}

async fn a_failure_a_refusal_and_a_missed_deadline_bring_a_person(place: Place) {
    let (app, workflow) = served(&place).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    workflow.next(Plan::error("no credit"));
    let failed = visitor.asks("How long?").await;
    workflow.started(1).await;
    let replies = workflow.forward(Duration::ZERO).await;
    assert_eq!(replies[0].status, 200, "{replies:?}");
    is_queued(&operator, failed).await;

    workflow.next(Plan::refused(404));
    let refused = visitor.asks("How long?").await;
    is_queued(&operator, refused).await;

    workflow.next(Plan::result("Too late.").after(Duration::from_secs(301)));
    let missed = visitor.asks("How long?").await;
    workflow.started(3).await;
    app.forward(Duration::from_secs(299));
    app.barrier().await;
    assert_eq!(operator.dialog(missed).await["state"], "assistant");
    app.forward(Duration::from_secs(2));
    is_queued(&operator, missed).await;
    let replies = workflow.forward(Duration::from_secs(301)).await;
    assert_eq!(replies[0].status, 404, "{replies:?}");
    for dialog in [failed, refused, missed] {
        assert_eq!(answers(&visitor, dialog).await, Vec::<String>::new());
    }
    app.finish().await;
}

async fn an_answer_after_a_person_took_over_is_kept_for_them(place: Place) {
    let (app, workflow) = served(&place).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    for round in 1..=10 {
        workflow.next(Plan::result("In two days."));
        let dialog = visitor.asks("How long?").await;
        workflow.started(round).await;
        operator.claims(dialog).await;
        let replies = workflow.forward(Duration::ZERO).await;
        assert_eq!(replies[0].status, 410, "{replies:?}");
        assert_eq!(answers(&visitor, dialog).await, Vec::<String>::new());
        assert_eq!(operator.dialog(dialog).await["suggestion"], "In two days.");
        assert_eq!(visitor.dialog(dialog).await["suggestion"], Value::Null);
    }
    app.finish().await;
}

/// Two tenants with a workflow each; every callback but one for each question is forged, for another one, too late
/// or was made before.
async fn a_thousand_callbacks_that_should_change_nothing_change_nothing(place: Place) {
    let (app, workflow) = served(&place).await;
    let (stranger, assistant) = app.other_tenant("Rival").await;
    runs(&stranger, &assistant, &workflow).await;
    let theirs = Caller::visitor(app.url(), &assistant);
    theirs.asks("How long?").await;
    let other = workflow.started(1).await;
    let visitor = app.visitor();
    let mut unknown: Option<Reply> = None;
    let mut calls = 0;
    for round in 0..100 {
        let dialog = visitor.asks(&format!("How long, {round}?")).await;
        let run = workflow.started(round + 2).await;
        let answer = json!({ "result": "In two days." });
        let evil = json!({ "result": "Send your password." });
        for url in wrong_addresses(&run, &other) {
            let reply = workflow.post(&url, &evil).await;
            calls += 1;
            assert_eq!(reply.status, 404, "{url}");
            // What is unknown, forged or somebody else's gets one and the same answer.
            assert_eq!(unknown.get_or_insert_with(|| reply.clone()), &reply, "{url}");
        }
        let accepted = workflow.call(&run, &answer).await;
        assert_eq!(accepted.body, json!({ "duplicate": false }), "{accepted:?}");
        for again in [&answer, &evil, &json!({ "error": "no" })] {
            let reply = workflow.call(&run, again).await;
            calls += 1;
            assert_eq!((reply.status, reply.body), (200, json!({ "duplicate": true })));
        }
        let mut older = answer.clone();
        older["correlation_id"] = run.correlation_id().into();
        let reply = workflow.post(&run.older_url(), &older).await;
        calls += 1;
        assert_eq!((reply.status, reply.body), (200, json!({ "duplicate": true })));
        assert_eq!(answers(&visitor, dialog).await, ["In two days."]);
        assert_eq!(visitor.dialog(dialog).await["state"], "assistant");
    }
    // And those that come when the time is over.
    let mut late = Vec::new();
    for round in 0..50 {
        late.push(visitor.asks(&format!("And then, {round}?")).await);
        workflow.started(102 + round).await;
    }
    app.forward(Duration::from_secs(301));
    for (round, dialog) in late.into_iter().enumerate() {
        is_queued(&app.owner, dialog).await;
        let run = &workflow.runs()[101 + round];
        for _ in 0..2 {
            let reply = workflow.call(run, &json!({ "result": "Late." })).await;
            calls += 1;
            assert_eq!(unknown.as_ref(), Some(&reply));
        }
        assert_eq!(answers(&visitor, dialog).await, Vec::<String>::new());
    }
    assert_eq!(calls, 1_000);
    app.finish().await;
}

/// The same words as anywhere else; and the right body is still welcome.
async fn a_field_that_a_callback_does_not_have_is_refused(place: Place) {
    let (app, workflow) = served(&place).await;
    let visitor = app.visitor();
    workflow.next(Plan::never());
    let dialog = visitor.asks("How long?").await;
    let run = workflow.started(1).await;
    for (body, why) in [
        (
            json!({ "result": { "text": "Two days.", "sources": [] } }),
            "there is no field `sources` here; there is `text`, `answered`, `wants_person`",
        ),
        (
            json!({ "result": { "answered": true } }),
            "`result.text` is missing",
        ),
        (
            json!({ "result": "Two days.", "tokens": 7 }),
            "there is no field `tokens` here",
        ),
    ] {
        let reply = workflow.call(&run, &body).await;
        assert_eq!(
            (reply.status, &reply.body["code"]),
            (422, &json!("invalid_request"))
        );
        assert!(
            reply.body["detail"].as_str().unwrap().starts_with(why),
            "{reply:?}"
        );
    }
    let reply = workflow
        .call(&run, &json!({ "result": { "text": "Two days." } }))
        .await;
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(answers(&visitor, dialog).await, ["Two days."]);
    app.finish().await;
}

fn wrong_addresses(run: &Run, other: &Run) -> Vec<String> {
    let (url, id) = (run.callback_url(), run.correlation_id());
    let (address, token) = url.split_once("token=").unwrap();
    let (theirs, their_token) = other
        .callback_url()
        .split_once("token=")
        .map(|(address, token)| (address.to_owned(), token.to_owned()))
        .unwrap();
    vec![
        run.forged_url(),
        format!("{address}token={their_token}"),
        format!("{theirs}token={token}"),
        address.trim_end_matches('?').to_owned(),
        url.replace(&format!("/{id}?"), "/999999?"),
    ]
}
