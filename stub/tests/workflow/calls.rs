use std::time::Duration;

use serde_json::{Value, json};
use stub::{Plan, Workflow};

use super::receiver::Receiver;

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn it_answers_at_once_and_calls_back_when_its_time_has_come() {
    let (workflow, receiver) = (Workflow::start().await, Receiver::start().await);
    let plan = Plan::deltas(["Two ", "days."])
        .then_result("Two days.")
        .after(Duration::from_secs(90));
    let response = receiver.run(&workflow, plan).await;
    assert_eq!(response.status(), 200);
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer, json!({"message": "Workflow was started"}));
    assert_eq!(workflow.started(1).await.correlation_id(), "9");
    assert_eq!(receiver.bodies(), Vec::<Value>::new());

    assert_eq!(workflow.forward(Duration::ZERO).await.len(), 2);
    assert_eq!(
        receiver.bodies(),
        [json!({"delta": "Two "}), json!({"delta": "days."})]
    );
    assert_eq!(workflow.forward(MINUTE).await, []);
    let replies = workflow.forward(MINUTE).await;
    assert_eq!(replies[0].status, 200);
    assert_eq!(receiver.bodies()[2], json!({"result": "Two days."}));
    assert_eq!(workflow.forward(MINUTE).await, []);
}

#[tokio::test]
async fn it_calls_twice_with_a_wrong_token_or_in_the_older_form() {
    let (workflow, receiver) = (Workflow::start().await, Receiver::start().await);
    let plan = Plan::result("a")
        .forged()
        .then_result("b")
        .older_form()
        .then_result("c")
        .twice();
    receiver.run(&workflow, plan).await;
    workflow.forward(Duration::ZERO).await;
    let own = "/api/v1/callbacks/9?token=AbCd".to_owned();
    assert_eq!(
        receiver.calls(),
        [
            (
                "/api/v1/callbacks/9?token=BAAA".to_owned(),
                json!({"result": "a"})
            ),
            (
                "/api/n8n-callback?token=AbCd".to_owned(),
                json!({"result": "b", "correlation_id": "9"})
            ),
            (own.clone(), json!({"result": "c"})),
            (own, json!({"result": "c"})),
        ]
    );
}

#[tokio::test]
async fn a_hasty_one_calls_back_before_it_has_answered() {
    let (workflow, receiver) = (Workflow::start().await, Receiver::start().await);
    receiver.run(&workflow, Plan::error("no").hasty()).await;
    assert_eq!(receiver.bodies(), [json!({"error": "no"})]);
    assert_eq!(workflow.forward(MINUTE).await, []);
}

#[tokio::test]
async fn it_refuses_and_is_not_everywhere() {
    let (workflow, receiver) = (Workflow::start().await, Receiver::start().await);
    let response = receiver.run(&workflow, Plan::refused(500)).await;
    assert_eq!(response.status(), 500);
    let elsewhere = workflow.url().replace("tandem", "other");
    assert_eq!(workflow.post(&elsewhere, &json!({})).await.status, 404);
    assert_eq!(workflow.runs().len(), 1);
    receiver.run(&workflow, Plan::never()).await;
    assert_eq!(workflow.forward(60 * MINUTE).await, []);
}

#[tokio::test]
async fn who_cannot_be_reached_is_told_by_zero() {
    let (workflow, receiver) = (Workflow::start().await, Receiver::start().await);
    receiver.run(&workflow, Plan::result("a")).await;
    drop(receiver);
    assert_eq!(workflow.forward(MINUTE).await[0].status, 0);
}
