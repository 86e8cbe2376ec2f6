use serde_json::{Value, json};
use stub::{Finish, Provider, Script};

use super::asking::{events, openai, question, read, words};

async fn streamed(script: Script, body: &Value) -> Vec<u8> {
    let provider = Provider::start().await;
    provider.next(script);
    let response = openai(&provider, body).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(
        response.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/event-stream")
    );
    let (bytes, broke) = read(response).await;
    assert!(!broke);
    bytes
}

#[tokio::test]
async fn a_stream_has_its_role_its_pieces_its_reason_its_usage_and_its_end() {
    let mut body = question("How long?");
    body["stream_options"] = json!({"include_usage": true});
    let bytes = streamed(Script::text(["Two ", "days."]).usage(7, 3), &body).await;
    let events: Vec<Value> = events(&bytes).into_iter().map(|(_, data)| data).collect();
    let choice = |at: usize| &events[at]["choices"][0];
    assert_eq!(events.len(), 6, "{events:?}");
    assert_eq!(choice(0)["delta"]["role"], "assistant");
    assert_eq!(choice(1)["delta"]["content"], "Two ");
    assert_eq!(choice(1)["finish_reason"], Value::Null);
    assert_eq!(choice(3)["finish_reason"], "stop");
    assert_eq!(events[3]["usage"], Value::Null);
    assert_eq!(events[4]["choices"], json!([]));
    let usage = json!({"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10});
    assert_eq!(events[4]["usage"], usage);
    assert_eq!(events[5], "[DONE]");
}

#[tokio::test]
async fn usage_is_told_only_to_who_asks_for_it() {
    let bytes = streamed(Script::text(["Yes."]), &question("Really?")).await;
    assert!(!String::from_utf8(bytes).unwrap().contains("usage"));
}

#[tokio::test]
async fn a_call_comes_in_fragments_that_make_up_its_arguments() {
    let arguments = json!({"reason": "the visitor asks for a person"});
    let script = Script::text(["One moment."]).and_call("request_human", &arguments);
    let bytes = streamed(script, &question("A person!")).await;
    let mut gathered = String::new();
    let mut names = Vec::new();
    let mut reason = Value::Null;
    for (_, data) in events(&bytes) {
        let choice = &data["choices"][0];
        let call = &choice["delta"]["tool_calls"][0];
        names.extend(call["function"]["name"].as_str().map(str::to_owned));
        gathered.push_str(call["function"]["arguments"].as_str().unwrap_or_default());
        if choice["finish_reason"].is_string() {
            reason = choice["finish_reason"].clone();
        }
    }
    assert_eq!(names, ["request_human"]);
    assert_eq!(serde_json::from_str::<Value>(&gathered).unwrap(), arguments);
    assert_eq!(reason, "tool_calls");
}

#[tokio::test]
async fn it_ends_for_the_reason_that_it_is_told_or_for_none() {
    for (finish, reason) in [
        (Finish::Length, json!("length")),
        (Finish::Filtered, json!("content_filter")),
    ] {
        let bytes = streamed(Script::text(["Two "]).finish(finish), &question("How long?")).await;
        let events = events(&bytes);
        assert_eq!(events[2].1["choices"][0]["finish_reason"], reason);
        assert_eq!(events.last().unwrap().1, "[DONE]");
    }
    let unsaid = Script::text(["Two "]).finish(Finish::Unsaid);
    let bytes = streamed(unsaid, &question("How long?")).await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.ends_with("data: [DONE]\n\n") && !text.contains("\"stop\""),
        "{text}"
    );
    let endless = Script::text(["Two days."]).without_done();
    let bytes = streamed(endless, &question("How long?")).await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("[DONE]") && text.contains("\"stop\""), "{text}");
}

#[tokio::test]
async fn without_a_stream_it_is_one_document() {
    let provider = Provider::start().await;
    provider.next(Script::text(["Two ", "days."]).and_call("suggest_articles", &json!({"ids": [3]})));
    let mut body = question("How long?");
    body["stream"] = json!(false);
    let response = openai(&provider, &body).send().await.unwrap();
    let answer: Value = response.json().await.unwrap();
    let message = &answer["choices"][0]["message"];
    assert_eq!(message["content"], "Two days.");
    let function = json!({"name": "suggest_articles", "arguments": "{\"ids\":[3]}"});
    assert_eq!(message["tool_calls"][0]["function"], function);
    assert_eq!(answer["choices"][0]["finish_reason"], "tool_calls");
    assert!(answer["usage"]["total_tokens"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn torn_into_single_bytes_it_is_the_same() {
    let pieces = ["Zwölf ", "Tage – ", "日本 ", "🙂"];
    let whole = streamed(Script::text(pieces), &question("Wie lange?")).await;
    let torn = streamed(Script::text(pieces).in_writes_of(1), &question("Wie lange?")).await;
    assert_eq!(whole, torn);
    assert_eq!(words(&torn), pieces.concat());
}
