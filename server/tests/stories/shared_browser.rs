//! Two people, one after the other, at one browser: neither gets what is the other's.

use serde_json::json;

use crate::support::{Place, Site, TestApp, stories};

stories!(who_signs_in_after_somebody_else_gets_nothing_of_theirs);

fn token(app: &TestApp, site: &Site, sub: &str) -> String {
    let exp = app.now() + 3_600;
    site.sign(&json!({ "iss": site.id, "sub": sub, "exp": exp, "name": sub }))
}

async fn who_signs_in_after_somebody_else_gets_nothing_of_theirs(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let browser = app.visitor();
    let hers = browser.opens().await;
    let proof = json!({ "token": token(&app, &site, "alice") });
    let identified = browser.post("/identify", &proof).await.is(200);
    let alice = browser.with_token(identified["visitor_token"].as_str().unwrap());
    alice.history(hers).await;
    let mut tab = alice.socket(hers).await;
    let at_home = site.bearer(&token(&app, &site, "alice"));
    let mut phone = at_home.socket(hers).await;

    // She leaves without signing out, and he sits down.
    let proof = json!({ "token": token(&app, &site, "bob") });
    let identified = alice.post("/identify", &proof).await.is(200);
    assert_eq!(identified["contact"]["name"], "bob");
    let bob = browser.with_token(identified["visitor_token"].as_str().unwrap());
    tab.expect_close(4003).await;
    let path = format!("/dialogs/{hers}/messages");
    bob.get(&path).await.refuses(404, "not_found");
    alice.get(&path).await.refuses(404, "not_found");
    assert_eq!(bob.get("/dialogs").await.is(200)["items"], json!([]));
    assert_eq!(app.owner.dialog(hers).await["contact"]["external_id"], "alice");

    // Elsewhere she is still herself.
    phone.round_trip().await;
    at_home.history(hers).await;
    phone.close().await;
    app.finish().await;
}
