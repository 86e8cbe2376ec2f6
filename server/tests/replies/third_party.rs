//! The engines and a server that others wrote: `LiteLLM`'s proxy. `scripts/third-party` installs and starts it, with
//! this provider behind it, and says where both are; without that there is nothing to ask here.

use std::io::ErrorKind;
use std::net::SocketAddr;

use serde_json::json;
use stub::{Ending, Provider, Script};
use tandem::domain::{EngineKind, FailureCode, Holder};

use super::model::{Model, Seen};

const KEY: &str = "sk-third-party";

/// What `LiteLLM` says by itself.
const OWN_WORDS: &str = "Orders leave our house – zwölf Kisten – within two days.";

/// A house whose assistant asks the proxy for this model. Nothing if there is no proxy.
async fn asks(kind: EngineKind, model: &str, key: &str) -> Option<Model> {
    let proxy = std::env::var("TANDEM_TEST_LITELLM").ok()?;
    let behind: SocketAddr = std::env::var("TANDEM_TEST_LITELLM_BEHIND")
        .unwrap()
        .parse()
        .unwrap();
    // The one before it gives its port back once its task has been dropped.
    let provider = loop {
        match Provider::listen(behind).await {
            Ok(provider) => break provider,
            Err(error) if error.kind() == ErrorKind::AddrInUse => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    let url = match kind {
        EngineKind::Anthropic => proxy,
        _ => format!("{proxy}/v1"),
    };
    Some(Model::at(provider, kind, &url, model, key).await)
}

/// Each way through the proxy to a model.
const WAYS: [(EngineKind, &str); 3] = [
    (EngineKind::OpenAi, "through-openai"),
    (EngineKind::OpenAi, "through-anthropic"),
    (EngineKind::Anthropic, "through-anthropic"),
];

async fn is_queued(model: &Model, seen: &Seen) {
    let mut conn = model.house.store.read().await.unwrap();
    let dialog = conn.dialog(model.house.contact.tenant, seen.dialog).await;
    let holder = dialog.unwrap().unwrap().handoff.holder;
    assert!(matches!(holder, Holder::Queued { .. }), "{holder:?}");
}

#[tokio::test]
async fn it_streams_words_of_its_own() {
    let Some(mut model) = asks(EngineKind::OpenAi, "own-words", KEY).await else {
        return;
    };
    let seen = model.answer("How long?", []).await;
    model.is_whole(&seen, OWN_WORDS).await;
    assert_eq!(seen.drawn.len(), 1);
    let usage = model.generation(&seen).await.usage.unwrap();
    assert!(usage.input_tokens > 0 && usage.output_tokens > 0, "{usage:?}");
}

#[tokio::test]
async fn its_refusals_and_failures_are_tried_again_and_its_rejections_are_not() {
    for (name, key, tries, code) in [
        ("own-limit", KEY, 4, FailureCode::RateLimited),
        ("own-failure", KEY, 4, FailureCode::Unavailable),
        ("no-such-model", KEY, 1, FailureCode::Rejected),
        // Without a database the proxy calls an unknown key a bad request.
        ("own-words", "sk-wrong", 1, FailureCode::Rejected),
    ] {
        let Some(mut model) = asks(EngineKind::OpenAi, name, key).await else {
            return;
        };
        let dialog = model.ask("How long?", []).await;
        model.wait_it_out().await;
        let seen = model.see(dialog.id).await;
        model.is_given_up(&seen, code).await;
        assert_eq!(seen.drawn.len(), tries, "{name}");
    }
}

#[tokio::test]
async fn what_a_model_behind_it_says_comes_through() {
    for (kind, name) in WAYS {
        let Some(mut model) = asks(kind, name, KEY).await else {
            return;
        };
        let script = Script::text(["Zwölf ", "Kisten ", "– ", "日本 ", "🙂"]).usage(70, 9);
        let seen = model.answer("How long?", [script]).await;
        model.is_whole(&seen, "Zwölf Kisten – 日本 🙂").await;
        let usage = model.generation(&seen).await.usage.unwrap();
        assert_eq!(
            (usage.input_tokens, usage.output_tokens),
            (70, 9),
            "{kind:?} {name}"
        );
    }
}

#[tokio::test]
async fn a_model_behind_it_asks_for_a_person() {
    for (kind, name) in WAYS {
        let Some(mut model) = asks(kind, name, KEY).await else {
            return;
        };
        let wish = json!({"reason": "wants to speak to somebody"});
        let script = Script::text(["One ", "moment."]).and_call("request_human", &wish);
        let seen = model.answer("A person, please!", [script]).await;
        model.is_whole(&seen, "One moment.").await;
        is_queued(&model, &seen).await;
        assert_eq!(model.provider.requests()[0].tools().len(), 3, "{kind:?} {name}");
    }
}

#[tokio::test]
async fn a_model_behind_it_is_told_what_its_tools_found() {
    for (kind, name) in WAYS {
        let Some(mut model) = asks(kind, name, KEY).await else {
            return;
        };
        let look_up = Script::call("suggest_articles", &json!({"query": "returns"}));
        let seen = model
            .answer("How do I return it?", [look_up, Script::text(["By post."])])
            .await;
        model.is_whole(&seen, "By post.").await;
        let requests = model.provider.requests();
        assert_eq!(requests.len(), 2, "{kind:?} {name}");
        assert_eq!(
            requests[1].tool_results(),
            ["Nothing was found."],
            "{kind:?} {name}"
        );
    }
}

/// What the proxy hides is out of reach: where a model behind it ends without a reason, or Anthropic's stream is
/// malformed, it makes up a reason to end of its own.
#[tokio::test]
async fn what_breaks_behind_it_is_no_answer() {
    for (kind, name) in WAYS {
        let pieces = ["It ", "takes ", "two ", "days."];
        let mut breaks = vec![
            Script::text(pieces).error_after(2, "api_error"),
            Script::text(pieces).cut_after(2, Ending::Closed),
            Script::text(pieces).cut_after(2, Ending::Reset),
            Script::status(500),
        ];
        if name == "through-openai" {
            breaks.push(Script::text(pieces).bad_json_after(2));
        }
        for broken in breaks {
            let Some(mut model) = asks(kind, name, KEY).await else {
                return;
            };
            let said = format!("{kind:?} {name} {broken:?}");
            let dialog = model.ask("How long?", [broken, Script::text(pieces)]).await;
            model.wait_it_out().await;
            let seen = model.see(dialog.id).await;
            assert_eq!(seen.drawn.len(), 2, "{said}");
            model.is_whole(&seen, "It takes two days.").await;
        }
    }
}
