//! Endpoints that fail, or want it otherwise.

use std::time::Duration;

use serde_json::{Value, json};
use stub::{Provider, Script};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{comes_to, embedded_by, house, path, prompt, texts_asked, vectors_asked};
use crate::support::{KNOWN, Place, stories};

stories!(
    what_fails_is_told_and_tried_again,
    a_vector_of_another_length_is_not_kept,
    a_server_that_takes_few_texts_gets_few,
);

async fn what_fails_is_told_and_tried_again(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    for (script, error) in [
        (Script::status(401), "unauthorized"),
        (Script::status(403), "unauthorized"),
        (Script::status(404), "not_found"),
    ] {
        provider.model("near", script);
        let before = vectors_asked(&provider).len();
        embedded_by(&app, &provider).await;
        let stopped = comes_to(&app, "stopped").await;
        assert_eq!(stopped["error"], error);
        assert_eq!(
            (&stopped["embedded"], &stopped["retry_at"]),
            (&json!(0), &Value::Null)
        );
        app.forward(Duration::from_mins(2));
        prompt(&app.visitor(), &provider, KNOWN).await;
        assert_eq!(
            vectors_asked(&provider).len(),
            before + 1,
            "it is not asked again"
        );
    }
    for (script, error) in [
        (Script::status(500), "unavailable"),
        (Script::status(429).retry_after("120"), "rate_limited"),
        (Script::text(["no JSON"]), "malformed"),
        (Script::text([r#"{"data": [{"embedding": [NaN]}]}"#]), "malformed"),
        (
            Script::text([r#"{"data": [{"embedding": [1, 2]}]}"#]),
            "malformed",
        ),
    ] {
        provider.model("near", script);
        embedded_by(&app, &provider).await;
        let before = app.now();
        let waiting = comes_to(&app, "waiting").await;
        assert_eq!(
            (&waiting["error"], &waiting["embedded"]),
            (&json!(error), &json!(0))
        );
        let retry_at = OffsetDateTime::parse(waiting["retry_at"].as_str().unwrap(), &Rfc3339).unwrap();
        let wait = retry_at.unix_timestamp() - before;
        if error == "rate_limited" {
            assert!(
                (120..140).contains(&wait),
                "{wait}: it is left alone as long as it asks for"
            );
        } else {
            assert!((0..20).contains(&wait), "{wait}");
        }
    }
    provider.model("near", Script::status(200));
    app.forward(Duration::from_secs(10));
    let ready = comes_to(&app, "ready").await;
    assert_eq!(
        (&ready["error"], &ready["retry_at"]),
        (&Value::Null, &Value::Null)
    );
    app.finish().await;
}

async fn a_vector_of_another_length_is_not_kept(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    embedded_by(&app, &provider).await;
    let ready = comes_to(&app, "ready").await;
    provider.model("near", Script::text([r#"{"data": [{"embedding": [1, 2]}]}"#]));
    let article = json!({ "title": "Tents", "body": "Dry the tent before you pack it." });
    app.owner.post(&path(&app, "/articles"), &article).await.is(201);
    let stopped = comes_to(&app, "stopped").await;
    assert_eq!(stopped["error"], "wrong_dimensions");
    assert_eq!(stopped["embedded"], ready["embedded"]);
    // Saved again, all are made anew.
    provider.model("near", Script::status(200));
    let before = texts_asked(&provider);
    embedded_by(&app, &provider).await;
    let ready = comes_to(&app, "ready").await;
    assert_eq!(
        texts_asked(&provider) - before,
        ready["passages"].as_u64().unwrap() as usize
    );
    app.finish().await;
}

async fn a_server_that_takes_few_texts_gets_few(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    for _ in 0..2 {
        provider.next(Script::status(413));
    }
    embedded_by(&app, &provider).await;
    let ready = comes_to(&app, "ready").await;
    let sizes: Vec<usize> = vectors_asked(&provider)
        .iter()
        .map(|asked| asked.body["input"].as_array().unwrap().len())
        .collect();
    assert_eq!(ready["passages"], 4);
    assert_eq!(sizes, [4, 2, 1, 1, 1, 1]);
    app.finish().await;
}
