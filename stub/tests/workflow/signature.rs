use stub::{Run, Workflow};

use crate::support::client;

/// The example that the Standard Webhooks specification gives.
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY: &str = "{\"test\": 2432232314}";
const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

async fn run(signature: &str, body: &'static str) -> Run {
    let workflow = Workflow::start().await;
    client()
        .post(workflow.url())
        .header("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
        .header("webhook-timestamp", "1614265330")
        .header("webhook-signature", signature)
        .body(body)
        .send()
        .await
        .unwrap();
    workflow.started(1).await
}

#[tokio::test]
async fn it_knows_a_signature_by_the_words_of_the_standard() {
    assert!(run(SIGNATURE, BODY).await.is_signed_with(SECRET));
    let two = format!("v1,AAAA {SIGNATURE}");
    assert!(run(&two, BODY).await.is_signed_with(SECRET));
    assert!(
        !run(SIGNATURE, "{\"test\": 2432232315}")
            .await
            .is_signed_with(SECRET)
    );
    assert!(!run(SIGNATURE, BODY).await.is_signed_with("whsec_AAAA"));
    assert!(!run("", BODY).await.is_signed_with(SECRET));
}
