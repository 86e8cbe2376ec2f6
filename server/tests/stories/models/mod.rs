//! An assistant that answers by a language model: sources, records, budgets, tools, drafts.

mod answers;
mod failures;
mod tries;
mod unknown;
mod upkeep;

use serde_json::{Value, json};
use stub::Provider;

use crate::support::{Caller, Place, TestApp};

const KEY: &str = "sk-canary-of-the-engine-key";

const LOCAL: &str = "[outbound]\nallow_private = [\"127.0.0.1\"]\n";

/// A server whose assistant asks `provider`.
async fn house(place: &Place, provider: &Provider) -> TestApp {
    let app = place.app_with(LOCAL).await;
    uses(
        &app,
        json!({ "kind": "openai", "base_url": provider.openai(), "model": "small", "key": KEY }),
    )
    .await;
    app
}

async fn uses(app: &TestApp, engine: Value) -> Value {
    let path = format!("/assistants/{}", app.assistant);
    app.owner.patch(&path, &json!({ "engine": engine })).await.is(200)
}

async fn record(operator: &Caller, answer: &Value) -> Value {
    let path = format!("/generations/{}/record", answer["generation_id"]);
    operator.get(&path).await.is(200)
}

/// The assistant's first answer.
async fn answered(visitor: &Caller, dialog: i64) -> Value {
    visitor.reads_of("assistant", dialog, |_| true).await
}
