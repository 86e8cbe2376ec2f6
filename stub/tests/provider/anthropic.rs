use serde_json::{Value, json};
use stub::{Finish, Provider, Script};

use super::asking::{anthropic, events, question, read};

async fn streamed(script: Script) -> Vec<(String, Value)> {
    let provider = Provider::start().await;
    provider.next(script);
    let response = anthropic(&provider, &question("How long?")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (bytes, broke) = read(response).await;
    assert!(!broke);
    let events = events(&bytes);
    for (name, data) in &events {
        assert_eq!(data["type"], name.as_str(), "each event has its name twice");
    }
    events
}

fn names(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(name, _)| name.as_str()).collect()
}

#[tokio::test]
async fn a_stream_is_a_message_with_a_block_of_text() {
    let events = streamed(Script::text(["Two ", "days."]).usage(7, 3)).await;
    assert_eq!(
        names(&events),
        [
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop",
        ]
    );
    assert_eq!(events[0].1["message"]["usage"]["input_tokens"], 7);
    assert_eq!(
        events[3].1["delta"],
        json!({"type": "text_delta", "text": "Two "})
    );
    assert_eq!(events[6].1["delta"]["stop_reason"], "end_turn");
    assert_eq!(events[6].1["usage"]["output_tokens"], 3);
}

#[tokio::test]
async fn a_call_is_a_block_of_its_own() {
    let arguments = json!({"key": "plan", "value": "gold"});
    let script = Script::text(["Noted."])
        .and_call("set_contact_fields", &arguments)
        .and_text("Else?");
    let events = streamed(script).await;
    let starts: Vec<&Value> = events
        .iter()
        .filter(|(name, _)| name == "content_block_start")
        .map(|(_, data)| data)
        .collect();
    let kinds: Vec<&str> = starts
        .iter()
        .map(|data| data["content_block"]["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["text", "tool_use", "text"]);
    assert_eq!(starts[1]["content_block"]["name"], "set_contact_fields");
    let gathered: String = events
        .iter()
        .filter_map(|(_, data)| data["delta"]["partial_json"].as_str())
        .collect();
    assert_eq!(serde_json::from_str::<Value>(&gathered).unwrap(), arguments);
    let stops = events.iter().filter(|(name, _)| name == "content_block_stop");
    assert_eq!(stops.count(), 3);
    let reason = &events.iter().rev().nth(1).unwrap().1["delta"]["stop_reason"];
    assert_eq!(reason, "tool_use");
}

#[tokio::test]
async fn it_ends_for_the_reason_that_it_is_told_or_for_none() {
    let events = streamed(Script::text(["Two "]).finish(Finish::Length)).await;
    assert_eq!(events[5].1["delta"]["stop_reason"], "max_tokens");
    let events = streamed(Script::text(["Two "]).finish(Finish::Unsaid)).await;
    assert!(!names(&events).contains(&"message_delta"));
    let events = streamed(Script::text(["Two days."]).without_done()).await;
    assert_eq!(names(&events).last(), Some(&"message_delta"));
}

#[tokio::test]
async fn an_error_in_a_stream_is_an_event_after_the_200() {
    let events = streamed(Script::text(["Two ", "days."]).error_after(1, "overloaded_error")).await;
    let (name, data) = events.last().unwrap();
    assert_eq!(name, "error");
    assert_eq!(data["error"]["type"], "overloaded_error");
    let goes_on = streamed(Script::text(["Two ", "days."]).error_within(1, "api_error")).await;
    assert!(names(&goes_on).contains(&"error"));
    assert_eq!(names(&goes_on).last(), Some(&"message_stop"));
}

#[tokio::test]
async fn without_a_stream_it_is_one_document() {
    let provider = Provider::start().await;
    provider.next(Script::text(["Two ", "days."]).and_call("request_human", &json!({})));
    let mut body = question("How long?");
    body["stream"] = json!(false);
    let response = anthropic(&provider, &body).send().await.unwrap();
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["content"][0], json!({"type": "text", "text": "Two days."}));
    assert_eq!(answer["content"][1]["name"], "request_human");
    assert_eq!(answer["stop_reason"], "tool_use");
}
