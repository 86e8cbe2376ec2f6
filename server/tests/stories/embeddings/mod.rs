//! Vectors of articles: what means the same is found in other words, and nothing depends on it.

mod meaning;
mod trouble;
mod upkeep;

use serde_json::{Value, json};
use stub::{Asked, Dialect, Provider, Script};

use crate::support::{Caller, Place, TestApp, eventually};

const KEY: &str = "sk-canary-of-the-embeddings-key";

const LOCAL: &str = "[outbound]\nallow_private = [\"127.0.0.1\"]\n";

/// A question that shares no word with the article about boots, and words of it that stand only there.
const OTHER_WORDS: &str = "Footgear impregnation?";
const BOOTS: &str = "rub it into the leather boot";

/// A server whose assistant answers by `provider`'s model `small`.
async fn house(place: &Place, provider: &Provider) -> TestApp {
    let app = place.app_with(LOCAL).await;
    provider.model("small", Script::text(["Yes."]));
    provider.same(&["boot", "footgear"]);
    provider.same(&["waterproof", "impregnation"]);
    let engine = json!({ "kind": "openai", "base_url": provider.openai(), "model": "small" });
    changed(&app, &json!({ "engine": engine })).await;
    app
}

async fn changed(app: &TestApp, patch: &Value) -> Value {
    app.owner.patch(&path(app, ""), patch).await.is(200)
}

fn path(app: &TestApp, rest: &str) -> String {
    format!("/assistants/{}{rest}", app.assistant)
}

/// Has the assistant's articles embedded by `provider`'s model `near`.
async fn embedded_by(app: &TestApp, provider: &Provider) -> Value {
    let embeddings = json!({ "base_url": provider.openai(), "model": "near", "key": KEY });
    changed(app, &json!({ "embeddings": embeddings })).await
}

async fn status(app: &TestApp) -> Value {
    app.owner.get(&path(app, "/embeddings")).await.is(200)
}

async fn comes_to(app: &TestApp, state: &str) -> Value {
    eventually(state, async || {
        let now = status(app).await;
        (now["state"] == state).then_some(now)
    })
    .await
}

fn vectors_asked(provider: &Provider) -> Vec<Asked> {
    let asked = provider.requests();
    asked
        .into_iter()
        .filter(|asked| asked.dialect == Dialect::Embeddings)
        .collect()
}

/// How many texts were sent to be embedded, of passages and of questions.
fn texts_asked(provider: &Provider) -> usize {
    let asked = vectors_asked(provider);
    asked
        .iter()
        .map(|asked| asked.body["input"].as_array().unwrap().len())
        .sum()
}

/// What the model was given to read for `question`, asked anew.
async fn prompt(visitor: &Caller, provider: &Provider, question: &str) -> String {
    let dialog = visitor.asks(question).await;
    visitor.reads_of("assistant", dialog, |_| true).await;
    let asked = provider.requests();
    let last = asked.iter().rfind(|asked| asked.dialect == Dialect::OpenAi);
    last.unwrap().prompt()
}
