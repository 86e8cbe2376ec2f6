//! Where a secret that the server was given must not stand: in its log, in its data.

use serde_json::json;
use stub::{Provider, Script};

use super::program::Home;
use super::signals::furnished;
use crate::support::{Caller, eventually};

const ENGINE_KEY: &str = "sk-canary-of-the-engine-27d1";
const EMBEDDINGS_KEY: &str = "sk-canary-of-the-vectors-83f5";

/// The settings under which this machine may be called.
const HERE: (&str, &str) = ("TANDEM_OUTBOUND__ALLOW_PRIVATE", "127.0.0.1");

#[tokio::test]
async fn keys_stand_nowhere_in_the_clear() {
    let home = Home::new();
    let provider = Provider::start().await;
    // As some do, it says the key again that it does not like.
    for (model, key) in [("m", ENGINE_KEY), ("near", EMBEDDINGS_KEY)] {
        provider.model(
            model,
            Script::status(401).message(&format!("{key} is not known here")),
        );
    }
    let mut serving = home.serve_logging("trace", &[HERE]).await;
    let (owner, assistant) = furnished(&mut serving).await;
    let path = format!("/assistants/{assistant}");
    let settings = json!({
        "engine": { "kind": "openai", "base_url": provider.openai(), "model": "m", "key": ENGINE_KEY },
        "embeddings": { "base_url": provider.openai(), "model": "near", "key": EMBEDDINGS_KEY },
    });
    owner.patch(&path, &settings).await.is(200);
    let article = json!({ "title": "Parcels", "body": "A parcel takes two days." });
    owner.post(&format!("{path}/articles"), &article).await.is(201);
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    visitor.says(dialog, "How long does a parcel take?").await;
    eventually("the failed answer", async || {
        let shown = owner.get(&format!("/dialogs/{dialog}")).await.is(200);
        (shown["holder"]["kind"] == "queued" || shown["state"] == "queued").then_some(())
    })
    .await;
    eventually("embeddings that stopped", async || {
        // Asked too often, it says so.
        let status = owner.get(&format!("{path}/embeddings")).await;
        status.text.contains("\"stopped\"").then_some(())
    })
    .await;
    let asked = provider.requests();
    for key in [ENGINE_KEY, EMBEDDINGS_KEY] {
        assert!(
            asked
                .iter()
                .any(|asked| asked.header("authorization").contains(key)),
            "{key} was never used"
        );
    }
    serving.terminate().await;
    serving.ended(crate::support::PATIENCE).await;
    let contents = home.contents();
    assert!(
        contents[&home.path("log")].len() > 10_000,
        "it logged what it did"
    );
    for (file, bytes) in contents {
        for key in [ENGINE_KEY, EMBEDDINGS_KEY] {
            let found = bytes.windows(key.len()).any(|window| window == key.as_bytes());
            assert!(!found, "{key} stands in {}", file.display());
        }
    }
}
