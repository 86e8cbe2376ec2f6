//! Vectors over time: what they cost, what makes them anew, whom the key is for.

use std::time::Duration;

use serde_json::{Value, json};
use stub::Provider;

use super::{
    BOOTS, KEY, LOCAL, OTHER_WORDS, changed, comes_to, embedded_by, house, path, prompt, status, texts_asked,
    vectors_asked,
};
use crate::support::{KNOWN, Meeting, Place, eventually, stories, stories_of_nodes};

stories!(
    vectors_cost_and_a_spent_budget_waits,
    vectors_follow_their_articles_and_their_model,
    the_key_goes_to_one_host_and_is_shown_to_nobody,
);

stories_of_nodes!(two_nodes_do_not_pay_twice,);

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
