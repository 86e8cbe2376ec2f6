use serde_json::{Value, json};
use stub::{Provider, Script};

use super::asking::{anthropic, openai, question};
use crate::support::client;

/// The status that a request gets.
async fn status(provider: &Provider, to_anthropic: bool, body: &Value) -> u16 {
    let request = if to_anthropic {
        anthropic(provider, body)
    } else {
        openai(provider, body)
    };
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn what_no_provider_would_take_is_refused_and_uses_up_no_script() {
    let provider = Provider::start().await;
    provider.next(Script::text(["Yes."]));
    let turns = |turns: Value| json!({"model": "m", "max_tokens": 9, "messages": turns});
    let tool = json!({"role": "tool", "tool_call_id": "call_0", "content": "done"});
    let call = json!({"id": "call_0", "type": "function", "function": {"name": "f", "arguments": "{}"}});
    let calling = json!({"role": "assistant", "content": null, "tool_calls": [call]});
    let user = json!({"role": "user", "content": "?"});
    let result =
        json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "x"}]});
    let using =
        json!({"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {}}]});
    let empty = json!({"role": "user", "content": [{"type": "text", "text": ""}]});
    let mut without_limit = question("?");
    without_limit.as_object_mut().unwrap().remove("max_tokens");
    let mut without_model = question("?");
    without_model["model"] = Value::Null;
    let mut odd_tool = question("?");
    odd_tool["tools"] =
        json!([{"type": "function", "function": {"name": "a b", "parameters": {"type": "object"}}}]);
    let refused = [
        (false, without_model),
        (false, turns(json!([]))),
        (false, turns(json!([user, tool]))),
        (false, turns(json!([user, calling]))),
        (false, turns(json!([user, calling, user]))),
        (false, odd_tool),
        (true, without_limit),
        (true, turns(json!([{"role": "assistant", "content": "Hi"}]))),
        (true, turns(json!([{"role": "system", "content": "Hi"}, user]))),
        (true, turns(json!([user, result]))),
        (true, turns(json!([user, using]))),
        (true, turns(json!([empty]))),
    ];
    for (to_anthropic, body) in &refused {
        assert_eq!(status(&provider, *to_anthropic, body).await, 400, "{body}");
    }
    let asked = provider.requests();
    assert!(asked.iter().all(|asked| asked.refused.is_some()));
    assert_eq!(asked.len(), refused.len());
    assert_eq!(
        status(&provider, false, &turns(json!([user, calling, tool]))).await,
        200
    );
    provider.next(Script::text(["Yes."]));
    assert_eq!(
        status(&provider, true, &turns(json!([user, using, result]))).await,
        200
    );
}

#[tokio::test]
async fn anthropic_wants_its_headers() {
    let provider = Provider::start().await;
    provider.always(Script::text(["Yes."]));
    let address = format!("{}/v1/messages", provider.anthropic());
    let asking = || client().post(&address).json(&question("?"));
    assert_eq!(asking().send().await.unwrap().status(), 401);
    let with_key = asking().header("x-api-key", "k");
    assert_eq!(with_key.send().await.unwrap().status(), 400);
}
