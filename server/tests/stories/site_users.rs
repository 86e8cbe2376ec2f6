//! Users who are signed in at a customer's site: known by what its backend signs, and by nothing else.

use serde_json::{Value, json};

use crate::support::{Place, Site, TestApp, fits, stories};

stories!(
    a_user_is_the_same_on_every_device,
    a_user_sees_only_their_own,
    a_token_of_another_site_proves_nothing,
    a_token_that_is_not_right_is_refused,
    operators_see_who_it_is,
);

async fn a_user_is_the_same_on_every_device(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let (laptop, phone) = (site.user(&app, "7"), site.user(&app, "7"));
    let dialog = laptop.opens().await;
    app.owner.claims(dialog).await;
    let (mut one, mut other) = (laptop.socket(dialog).await, phone.socket(dialog).await);
    one.says("from the laptop").await;
    one.expect_next(&json!({ "type": "ack" })).await;
    other.expect_next(&json!({ "type": "advance" })).await;
    assert_eq!(phone.history(dialog).await[1]["text"], "from the laptop");
    assert_eq!(
        laptop.get("/dialogs").await.is(200),
        phone.get("/dialogs").await.is(200)
    );
    laptop.get("/config").await.is(200);
    one.close().await;
    other.close().await;
    app.finish().await;
}

async fn a_user_sees_only_their_own(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let user = site.user(&app, "7");
    let dialog = user.opens().await;
    for stranger in ["8", "70", " 7", "7 ", "07"] {
        let stranger = site.user(&app, stranger);
        assert_eq!(stranger.get("/dialogs").await.is(200)["items"], json!([]));
        stranger
            .get(&format!("/dialogs/{dialog}"))
            .await
            .refuses(404, "not_found");
        stranger.knock(dialog, "").await.expect_close(4004).await;
        stranger.opens().await;
        stranger
            .tries_to_say(dialog, "let me in")
            .await
            .refuses(404, "not_found");
    }
    app.finish().await;
}

async fn a_token_of_another_site_proves_nothing(place: Place) {
    let app = place.app().await;
    let (site, other) = (app.site().await, app.site().await);
    let user = site.user(&app, "7");
    let dialog = user.opens().await;
    // The same name at another site of the same assistant is another person.
    let namesake = other.user(&app, "7");
    namesake
        .get(&format!("/dialogs/{dialog}"))
        .await
        .refuses(404, "not_found");
    namesake.opens().await;
    namesake.knock(dialog, "").await.expect_close(4004).await;
    let (rival, rivals_assistant) = app.other_tenant("Rival").await;
    let made = json!({ "assistant_id": rivals_assistant, "name": "Rival's" });
    let rivals = Site::new(app.url(), &rival.post("/sites", &made).await.is(201));
    for forger in [&other, &rivals] {
        let claims = json!({ "iss": site.id, "sub": "7", "exp": app.now() + 60 });
        let forged = site.bearer(&forger.sign(&claims));
        forged.get("/dialogs").await.refuses(401, "unauthenticated");
        forged.knock(dialog, "").await.expect_close(4001).await;
    }
    rivals
        .user(&app, "7")
        .get(&format!("/dialogs/{dialog}"))
        .await
        .refuses(404, "not_found");
    app.finish().await;
}

async fn a_token_that_is_not_right_is_refused(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let dialog = site.user(&app, "7").opens().await;
    let now = app.now();
    let day = 24 * 60 * 60;
    let wrong = [
        json!({ "iss": site.id, "sub": "7" }),
        json!({ "iss": site.id, "sub": "7", "exp": now - 60 }),
        json!({ "iss": site.id, "sub": "7", "exp": now + 2 * day }),
        json!({ "iss": site.id, "sub": "7", "exp": (now + 60).to_string() }),
        json!({ "iss": site.id, "sub": "7", "exp": now + 60, "nbf": now + 30 }),
        json!({ "iss": site.id, "sub": "7", "exp": now + 60, "aud": "tandem:operator" }),
        json!({ "iss": site.id, "sub": "", "exp": now + 60 }),
        json!({ "iss": site.id, "sub": 7, "exp": now + 60 }),
        json!({ "iss": site.id, "exp": now + 60 }),
        json!({ "iss": "sit_absent", "sub": "7", "exp": now + 60 }),
        json!({ "sub": "7", "exp": now + 60 }),
    ];
    let mut tokens: Vec<String> = wrong.iter().map(|claims| site.sign(claims)).collect();
    tokens.extend(mutants(&app, &site));
    for token in tokens {
        let nobody = site.bearer(&token);
        nobody.get("/dialogs").await.refuses(401, "unauthenticated");
        nobody.knock(dialog, "").await.expect_close(4001).await;
    }
    app.finish().await;
}

/// A right token with one thing changed: its signature cut, left out, or by no algorithm at all.
fn mutants(app: &TestApp, site: &Site) -> Vec<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    let right = site.user(app, "7").token;
    let parts: Vec<&str> = right.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else {
        panic!("no token: {right}")
    };
    let none = URL_SAFE_NO_PAD.encode(br#"{"alg":"none","typ":"JWT"}"#);
    let longer = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS512","typ":"JWT"}"#);
    vec![
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{header}.{claims}.{}", &signature[1..]),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{longer}.{claims}.{signature}"),
        format!("{right}.{signature}"),
    ]
}

async fn operators_see_who_it_is(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let claims = json!({
        "iss": site.id, "sub": "customer-7", "exp": app.now() + 60, "name": "Cora Customer",
        "email": "cora@example.com", "attributes": { "plan": "gold", "orders": 7 },
    });
    let user = site.bearer(&site.sign(&claims));
    let dialog = user.opens().await;
    let contact = app.owner.dialog(dialog).await["contact"].clone();
    let wanted = json!({
        "name": "Cora Customer", "email": "cora@example.com", "verified": true, "external_id": "customer-7",
        "attributes": { "plan": "gold", "orders": 7 },
    });
    assert!(fits(&contact, &wanted), "{contact}");
    // A visitor's word alone makes nobody verified.
    let visitor = app.visitor();
    let anonymous = app.owner.dialog(visitor.opens().await).await["contact"].clone();
    assert!(
        fits(
            &anonymous,
            &json!({ "verified": false, "external_id": null, "name": null })
        ),
        "{anonymous}"
    );
    assert_ne!(anonymous["id"], Value::Null);
    app.finish().await;
}
