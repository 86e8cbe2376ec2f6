use serde_json::{Value, json};
use stub::{Provider, Script};

use crate::support::client;

async fn vectors(provider: &Provider, input: Value) -> Vec<Vec<f64>> {
    let response = client()
        .post(format!("{}/embeddings", provider.openai()))
        .json(&json!({"model": "e", "input": input}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    let body: Value = response.json().await.unwrap();
    let data = body["data"].as_array().unwrap();
    let vectors = data.iter().enumerate().map(|(at, item)| {
        assert_eq!(item["index"], at);
        let numbers = item["embedding"].as_array().unwrap();
        numbers.iter().map(|number| number.as_f64().unwrap()).collect()
    });
    vectors.collect()
}

fn near(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[tokio::test]
async fn the_same_words_have_the_same_vector_and_shared_words_are_near() {
    let provider = Provider::start().await;
    let texts = json!(["return a tent", "a tent to return", "gift cards expire"]);
    let first = vectors(&provider, texts.clone()).await;
    assert_eq!(first, vectors(&provider, texts).await);
    assert!((near(&first[0], &first[0]) - 1.0).abs() < 1e-5);
    assert!(near(&first[0], &first[1]) > 0.7);
    assert!(near(&first[0], &first[2]) < 0.4);
    assert_eq!(vectors(&provider, json!("return a tent")).await[0], first[0]);
}

#[tokio::test]
async fn it_fails_when_a_script_says_so_and_lists_its_models() {
    let provider = Provider::start().await;
    provider.next(Script::status(429));
    let asking = client()
        .post(format!("{}/embeddings", provider.openai()))
        .json(&json!({"model": "e", "input": "x"}));
    assert_eq!(asking.send().await.unwrap().status(), 429);
    provider.model("m", Script::text(["Yes."]));
    let list = client().get(format!("{}/models", provider.openai()));
    let list: Value = list.send().await.unwrap().json().await.unwrap();
    assert_eq!(list["data"][0]["id"], "m");
}

#[tokio::test]
async fn words_may_mean_the_same_and_a_model_may_answer_anything() {
    let provider = Provider::start().await;
    let texts = json!(["a broken bicycle", "my bike"]);
    let before = vectors(&provider, texts.clone()).await;
    provider.same(&["bicycle", "Bike"]);
    let after = vectors(&provider, texts).await;
    assert!(near(&after[0], &after[1]) > near(&before[0], &before[1]) + 0.3);
    let ask = async || {
        let asking = client()
            .post(format!("{}/embeddings", provider.openai()))
            .json(&json!({"model": "e", "input": "x"}));
        let response = asking.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    provider.model("e", Script::text(["no", " JSON"]));
    assert_eq!(ask().await, (200, "no JSON".to_owned()));
    provider.model("e", Script::status(503));
    assert_eq!(ask().await.0, 503);
    provider.model("e", Script::status(200));
    assert!(ask().await.1.contains("\"embedding\""));
}
