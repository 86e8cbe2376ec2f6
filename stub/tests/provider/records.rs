use serde_json::json;
use stub::{Dialect, Provider, Script};

use super::asking::{anthropic, openai, question, read, words};

#[tokio::test]
async fn the_queue_comes_before_the_model_and_that_before_the_rest() {
    let provider = Provider::start().await;
    provider.always(Script::text(["rest"]));
    provider.model("m", Script::text(["model"]));
    provider.next(Script::text(["first"]));
    provider.next(Script::status(503));
    let mut other = question("?");
    other["model"] = json!("n");
    let mut heard = Vec::new();
    for body in [question("?"), question("?"), question("?"), other] {
        let response = openai(&provider, &body).send().await.unwrap();
        heard.push(match response.status().as_u16() {
            200 => words(&read(response).await.0),
            status => status.to_string(),
        });
    }
    assert_eq!(heard, ["first", "503", "model", "rest"]);
}

#[tokio::test]
async fn a_request_without_a_script_is_not_implemented() {
    let provider = Provider::start().await;
    let response = openai(&provider, &question("?")).send().await.unwrap();
    assert_eq!(response.status(), 501);
}

#[tokio::test]
async fn statuses_come_with_their_headers_in_the_form_of_the_dialect() {
    let provider = Provider::start().await;
    for status in [400, 401, 403, 404, 408, 429, 500, 502, 503, 529] {
        provider.next(Script::status(status).retry_after("7"));
        provider.next(Script::status(status).message("slow down"));
        let response = openai(&provider, &question("?")).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(response.headers()["retry-after"], "7");
        let body: serde_json::Value = response.json().await.unwrap();
        assert!(body["error"]["type"].is_string() && body.get("type").is_none());
        let response = anthropic(&provider, &question("?")).send().await.unwrap();
        assert_eq!(response.status(), status);
        assert!(response.headers().get("retry-after").is_none());
        let body: serde_json::Value = response.json().await.unwrap();
        assert_eq!(body["type"], "error");
        assert_eq!(body["error"]["message"], "slow down");
    }
}

#[tokio::test]
async fn what_was_asked_is_kept() {
    let provider = Provider::start().await;
    provider.always(Script::text(["Yes."]));
    let body = json!({
        "model": "gpt-x",
        "stream": true,
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Hi"},
            {"role": "user", "content": [{"type": "text", "text": "Really?"}]},
        ],
        "tools": [{"type": "function", "function": {"name": "request_human", "parameters": {"type": "object"}}}],
    });
    openai(&provider, &body).send().await.unwrap();
    let body = json!({
        "model": "claude-x",
        "max_tokens": 10,
        "system": [{"type": "text", "text": "Be kind."}],
        "messages": [{"role": "user", "content": "Really?"}],
        "tools": [{"name": "request_human", "input_schema": {"type": "object"}}],
    });
    anthropic(&provider, &body).send().await.unwrap();
    let requests = provider.requests();
    assert_eq!(requests[0].dialect, Dialect::OpenAi);
    assert_eq!(requests[0].path, "/v1/chat/completions");
    assert_eq!(requests[0].header("authorization"), "Bearer sk-test");
    assert_eq!(requests[0].prompt(), "Be kind.\nHello\nHi\nReally?");
    assert_eq!(requests[1].dialect, Dialect::Anthropic);
    assert_eq!(requests[1].header("x-api-key"), "sk-ant-test");
    assert_eq!(
        requests[1].messages()[0],
        ("system".to_owned(), "Be kind.".to_owned())
    );
    for request in &requests {
        assert_eq!(request.refused, None);
        assert_eq!(request.last_user(), "Really?");
        assert_eq!(request.tools(), ["request_human"]);
    }
    assert!(requests[0].streams() && !requests[1].streams());
    assert!(requests[0].at <= requests[1].at);
}
