//! Vectors of articles: what means the same is found in other words, and nothing depends on it.

use std::time::Duration;

use serde_json::{Value, json};
use stub::{Asked, Dialect, Provider, Script};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::{
    Caller, KNOWN, Meeting, Place, TestApp, UNKNOWN, eventually, stories, stories_of_nodes,
};

stories!(
    what_means_the_same_reaches_the_model,
    an_answer_comes_without_vectors_too,
    what_fails_is_told_and_tried_again,
    a_vector_of_another_length_is_not_kept,
    a_server_that_takes_few_texts_gets_few,
    vectors_cost_and_a_spent_budget_waits,
    vectors_follow_their_articles_and_their_model,
    the_key_goes_to_one_host_and_is_shown_to_nobody,
    the_built_in_engine_stays_honest_and_leaves_a_record,
);

stories_of_nodes!(two_nodes_do_not_pay_twice);

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

async fn vectors_cost_and_a_spent_budget_waits(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let budget = |tokens: Value| json!({ "daily_tokens": tokens });
    app.owner.patch("/settings", &budget(json!(10))).await.is(200);
    let embeddings =
        json!({ "base_url": provider.openai(), "model": "near", "input_price_micros": 1_000_000 });
    changed(&app, &json!({ "embeddings": embeddings })).await;
    let waiting = comes_to(&app, "waiting").await;
    assert_eq!(waiting["error"], "budget_spent");
    assert_eq!(vectors_asked(&provider).len(), 0);
    app.owner
        .patch("/settings", &budget(json!(1_000_000)))
        .await
        .is(200);
    app.forward(Duration::from_mins(10));
    comes_to(&app, "ready").await;
    let told: i64 = vectors_asked(&provider)
        .iter()
        .flat_map(|asked| asked.body["input"].as_array().unwrap().clone())
        .map(|text| i64::try_from(text.as_str().unwrap().len().div_ceil(4)).unwrap())
        .sum();
    let used = app.owner.get("/settings").await.is(200)["used_today"].clone();
    assert_eq!(
        (&used["input_tokens"], &used["cost_micros"]),
        (&json!(told), &json!(told))
    );
    assert_eq!(used["replies"], 0);
    // A question whose vector nobody pays for is looked up by its words.
    changed(&app, &json!({ "engine": { "kind": "knowledge" } })).await;
    app.owner.patch("/settings", &budget(json!(1))).await.is(200);
    let before = vectors_asked(&provider).len();
    let visitor = app.visitor();
    let dialog = visitor.asks(KNOWN).await;
    visitor.is_answered(dialog).await;
    assert_eq!(vectors_asked(&provider).len(), before);
    app.finish().await;
}

async fn vectors_follow_their_articles_and_their_model(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    provider.same(&["yurt", "tent"]);
    embedded_by(&app, &provider).await;
    let first = comes_to(&app, "ready").await["passages"].as_i64().unwrap();
    assert_eq!(texts_asked(&provider), usize::try_from(first).unwrap());
    let article = json!({ "title": "Tents", "body": "Dry the tent.\n\n## Poles\n\nOil the poles." });
    let made = app.owner.post(&path(&app, "/articles"), &article).await.is(201);
    let both = async |passages: i64| {
        eventually("vectors for all", async || {
            let now = status(&app).await;
            (now["passages"] == passages && now["embedded"] == passages).then_some(())
        })
        .await;
    };
    both(first + 2).await;
    assert!(
        prompt(&app.visitor(), &provider, "Yurt?")
            .await
            .contains("Dry the tent.")
    );
    let one = format!("/articles/{}", made["id"]);
    app.owner
        .patch(&one, &json!({ "body": "Fold the tent." }))
        .await
        .is(200);
    both(first + 1).await;
    let given = prompt(&app.visitor(), &provider, "Yurt?").await;
    assert!(
        given.contains("Fold the tent.") && !given.contains("Dry the tent."),
        "{given}"
    );
    app.owner.delete(&one).await.is(204);
    let left = status(&app).await;
    assert_eq!(
        (&left["passages"], &left["embedded"]),
        (&json!(first), &json!(first))
    );
    assert!(
        !prompt(&app.visitor(), &provider, "Yurt?")
            .await
            .contains("the tent.")
    );

    // Another model's vectors do not compare: all are made anew.
    let before = texts_asked(&provider);
    let other = json!({ "base_url": provider.openai(), "model": "nearer" });
    changed(&app, &json!({ "embeddings": other })).await;
    both(first).await;
    assert_eq!(texts_asked(&provider) - before, usize::try_from(first).unwrap());
    // And without anybody to make them none are left, and nobody is asked.
    let off = changed(&app, &json!({ "embeddings": null })).await;
    assert_eq!(off["embeddings"], Value::Null);
    app.owner.get(&path(&app, "/embeddings")).await.is(404);
    let before = texts_asked(&provider);
    assert!(
        !prompt(&app.visitor(), &provider, OTHER_WORDS)
            .await
            .contains(BOOTS)
    );
    assert_eq!(texts_asked(&provider), before);
    app.finish().await;
}

async fn the_key_goes_to_one_host_and_is_shown_to_nobody(place: Place) {
    let provider = Provider::start().await;
    let elsewhere = Provider::start().await;
    let app = house(&place, &provider).await;
    let shown = embedded_by(&app, &provider).await;
    let expected = json!({ "base_url": provider.openai(), "model": "near", "has_key": true });
    assert_eq!(shown["embeddings"], expected);
    comes_to(&app, "ready").await;
    assert_eq!(
        vectors_asked(&provider)[0].header("authorization"),
        format!("Bearer {KEY}")
    );
    for path in [
        path(&app, ""),
        path(&app, "/embeddings"),
        "/assistants".to_owned(),
    ] {
        let answer = app.owner.get(&path).await;
        assert_eq!(answer.status, 200);
        assert!(!answer.text.contains(KEY), "{path}");
    }
    let list = app.owner.get("/assistants").await.is(200);
    assert_eq!(list["items"][0]["embeddings"], expected);

    let embeddings = |more: Value| {
        let mut embeddings = json!({ "base_url": provider.openai(), "model": "near" });
        for (name, value) in more.as_object().unwrap() {
            embeddings[name] = value.clone();
        }
        json!({ "embeddings": embeddings })
    };
    let kept = changed(&app, &embeddings(json!({ "input_price_micros": 5 }))).await;
    assert_eq!(kept["embeddings"]["has_key"], true, "a change elsewhere keeps it");
    assert_eq!(kept["embeddings"]["input_price_micros"], 5);
    let renamed = changed(&app, &json!({ "name": "Eve" })).await;
    assert_eq!(renamed["embeddings"], kept["embeddings"]);
    let moved = changed(&app, &embeddings(json!({ "base_url": elsewhere.openai() }))).await;
    assert_eq!(moved["embeddings"]["has_key"], false);
    comes_to(&app, "ready").await;
    assert!(
        vectors_asked(&elsewhere)
            .iter()
            .all(|asked| asked.header("authorization").is_empty())
    );
    assert!(!vectors_asked(&elsewhere).is_empty());
    for (wrong, code) in [
        (json!({ "model": "" }), "invalid_request"),
        (json!({ "key": "two words" }), "invalid_request"),
        (json!({ "input_price_micros": -1 }), "invalid_request"),
        (json!({ "has_key": true }), "invalid_request"),
        (json!({ "base_url": "ftp://127.0.0.1" }), "address_refused"),
        (json!({ "base_url": "http://10.0.0.1/v1" }), "address_refused"),
    ] {
        let refused = app.owner.patch(&path(&app, ""), &embeddings(wrong)).await;
        refused.refuses(422, code);
    }
    let new = json!({ "name": "Bob", "embeddings": embeddings(json!({ "key": KEY }))["embeddings"] });
    let made = app.owner.post("/assistants", &new).await.is(201);
    assert_eq!(made["embeddings"], expected, "one may begin with them");
    let agent = app.operator().await;
    agent.patch(&path(&app, ""), &embeddings(json!({}))).await.is(403);
    assert_eq!(
        agent.get(&path(&app, "/embeddings")).await.is(200)["state"],
        "ready"
    );
    let (stranger, _) = app.other_tenant("Other").await;
    stranger
        .patch(&path(&app, ""), &embeddings(json!({})))
        .await
        .is(404);
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

async fn two_nodes_do_not_pay_twice(meeting: Meeting) {
    let provider = Provider::start().await;
    let one = meeting.node_with(LOCAL).await;
    let other = meeting.node_with(LOCAL).await;
    for number in 0..40 {
        let article =
            json!({ "title": format!("Tent {number}"), "body": "Dry it.\n\n## Poles\n\nOil them." });
        one.owner.post(&path(&one, "/articles"), &article).await.is(201);
    }
    for round in 1..=3 {
        let before = texts_asked(&provider);
        let settings = json!({ "base_url": provider.openai(), "model": format!("near {round}") });
        changed(&one, &json!({ "embeddings": settings })).await;
        let ready = comes_to(&other, "ready").await;
        assert_eq!(
            texts_asked(&provider) - before,
            ready["passages"].as_u64().unwrap() as usize
        );
    }
    for app in [one, other] {
        app.finish().await;
    }
}
