//! What vectors bring to an answer, and that it does not hang on them.

use std::time::Duration;

use serde_json::json;
use stub::{Provider, Script};

use super::{
    BOOTS, OTHER_WORDS, changed, comes_to, embedded_by, house, path, prompt, texts_asked, vectors_asked,
};
use crate::support::{KNOWN, Place, UNKNOWN, stories};

stories!(
    what_means_the_same_reaches_the_model,
    an_answer_comes_without_vectors_too,
    the_built_in_engine_stays_honest_and_leaves_a_record,
);

async fn what_means_the_same_reaches_the_model(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    assert!(
        !prompt(&app.visitor(), &provider, OTHER_WORDS)
            .await
            .contains(BOOTS)
    );
    assert_eq!(
        vectors_asked(&provider).len(),
        0,
        "nobody is asked before somebody is named"
    );
    app.owner.get(&path(&app, "/embeddings")).await.is(404);

    embedded_by(&app, &provider).await;
    let ready = comes_to(&app, "ready").await;
    assert_eq!(ready["passages"], ready["embedded"]);
    assert_eq!(
        (&ready["dimensions"], &ready["most"]),
        (&json!(64), &json!(20_000))
    );
    let asked = vectors_asked(&provider);
    assert!(
        asked
            .iter()
            .all(|asked| asked.refused.is_none() && asked.model() == "near")
    );
    let texts = asked[0].body["input"].to_string();
    assert!(
        texts.contains("Shipping times and costs › Within the country"),
        "{texts}"
    );

    let given = prompt(&app.visitor(), &provider, OTHER_WORDS).await;
    assert!(given.contains(BOOTS), "{given}");
    let given = prompt(&app.visitor(), &provider, KNOWN).await;
    assert!(
        given.contains("[1] Shipping times"),
        "the words still count: {given}"
    );
    assert_eq!(
        vectors_asked(&provider).last().unwrap().body["input"],
        json!([KNOWN])
    );
    // Another tenant's assistant has nothing of it, and asks nobody.
    let (stranger, other) = app.other_tenant("Other").await;
    stranger.get(&path(&app, "/embeddings")).await.is(404);
    let before = texts_asked(&provider);
    let tried = stranger
        .post(
            &format!("/assistants/{other}/try"),
            &json!({ "question": OTHER_WORDS }),
        )
        .await
        .is(200);
    assert_eq!(tried["answered"], false);
    assert_eq!(texts_asked(&provider), before);
    app.finish().await;
}

async fn an_answer_comes_without_vectors_too(place: Place) {
    let provider = Provider::start().await;
    let mut vectors = Provider::start().await;
    vectors.same(&["boot", "footgear"]);
    let app = house(&place, &provider).await;
    embedded_by(&app, &vectors).await;
    comes_to(&app, "ready").await;
    for silence in [Script::hang(), Script::status(500), Script::text(["no JSON"])] {
        vectors.model("near", silence);
        let before = vectors.tries();
        assert!(
            prompt(&app.visitor(), &provider, KNOWN)
                .await
                .contains("2 to 4 working days")
        );
        // Whoever failed is left alone for a minute.
        prompt(&app.visitor(), &provider, KNOWN).await;
        assert_eq!(vectors.tries(), before + 1);
        app.forward(Duration::from_mins(1));
    }
    vectors.close().await;
    assert!(
        prompt(&app.visitor(), &provider, KNOWN)
            .await
            .contains("2 to 4 working days")
    );
    vectors.open().await.unwrap();
    vectors.model("near", Script::status(200));
    app.forward(Duration::from_mins(1));
    assert!(
        prompt(&app.visitor(), &provider, OTHER_WORDS)
            .await
            .contains(BOOTS)
    );
    app.finish().await;
}

async fn the_built_in_engine_stays_honest_and_leaves_a_record(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    changed(&app, &json!({ "engine": { "kind": "knowledge" } })).await;
    embedded_by(&app, &provider).await;
    comes_to(&app, "ready").await;
    let visitor = app.visitor();
    let record = async |dialog: i64| {
        let answer = visitor.reads_of("assistant", dialog, |_| true).await;
        let record = format!("/generations/{}/record", answer["generation_id"]);
        (answer, app.owner.get(&record).await.is(200))
    };
    let (answer, known) = record(visitor.asks(KNOWN).await).await;
    assert_eq!(answer["meta"]["answered"], true);
    let first = &known["passages"][0];
    assert_eq!(first["title"], "Shipping times and costs");
    assert_eq!(first["article_id"], answer["citations"][0]["article_id"]);
    assert!(first["text"].as_str().unwrap().contains("2 to 4 working days"));
    // What is near without a word in common is read, but is no ground for an answer.
    for unknown in [OTHER_WORDS, UNKNOWN] {
        let (answer, record) = record(visitor.asks(unknown).await).await;
        assert_eq!(answer["meta"]["answered"], false, "{answer}");
        assert!(!record["passages"].as_array().unwrap().is_empty(), "{record}");
    }
    app.finish().await;
}
