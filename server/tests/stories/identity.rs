//! Who a visitor is: proven by their site, or said by themselves.

use serde_json::{Value, json};

use crate::support::{Caller, Place, Site, TestApp, client_id, stories};

stories!(
    a_visitor_who_signs_in_keeps_their_dialogs,
    a_lost_answer_loses_nothing,
    a_token_that_proves_nothing_changes_nothing,
    what_visitors_say_of_themselves_is_not_verified,
    attributes_have_bounds,
    a_dialog_is_rated_by_its_contact,
);

fn token(app: &TestApp, site: &Site, sub: &str) -> String {
    let exp = app.now() + 3_600;
    site.sign(&json!({ "iss": site.id, "sub": sub, "exp": exp, "name": "Vera", "email": "vera@example.com" }))
}

async fn dialogs(who: &Caller) -> Vec<i64> {
    let list = who.get("/dialogs").await.is(200);
    let mut ids: Vec<i64> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

async fn a_visitor_who_signs_in_keeps_their_dialogs(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let (visitor, bystander) = (app.visitor(), app.visitor());
    let signed_in = site.bearer(&token(&app, &site, "vera"));
    let (before, known) = (visitor.opens().await, signed_in.opens().await);
    let others = bystander.opens().await;
    app.owner.claims(before).await;
    let message = json!({ "client_id": client_id(), "text": "It is me" });
    let path = format!("/dialogs/{before}/messages");
    let first = visitor.post(&path, &message).await.is(201);
    visitor
        .post("/attributes", &json!({ "plan": "pro" }))
        .await
        .is(200);
    let mut tab = visitor.socket(before).await;
    let mut other_tab = bystander.socket(others).await;

    let proof = token(&app, &site, "vera");
    let identified = visitor
        .post("/identify", &json!({ "token": proof }))
        .await
        .is(200);
    let contact = &identified["contact"];
    assert_eq!(
        (
            &contact["name"],
            &contact["email"],
            &contact["verified"],
            &contact["attributes"]["plan"]
        ),
        (
            &json!("Vera"),
            &json!("vera@example.com"),
            &json!(true),
            &json!("pro")
        )
    );
    tab.expect_close(4003).await;
    other_tab.round_trip().await;
    other_tab.close().await;

    // The old token opens nothing any more, the new one all of it; so does the site.
    visitor.get(&path).await.refuses(404, "not_found");
    assert_eq!(dialogs(&visitor).await, [] as [i64; 0]);
    visitor.knock(before, "").await.expect_close(4004).await;
    let renewed = visitor.with_token(identified["visitor_token"].as_str().unwrap());
    for who in [&renewed, &signed_in] {
        assert_eq!(dialogs(who).await, [before, known]);
        assert_eq!(who.history(before).await.len(), 2);
        who.get(&format!("/dialogs/{others}"))
            .await
            .refuses(404, "not_found");
    }
    // What was sent before is still known as sent.
    let again = renewed.post(&path, &message).await.is(200);
    assert_eq!((&again["id"], &again["duplicate"]), (&first["id"], &json!(true)));
    let seen = app.owner.dialog(before).await["contact"].clone();
    assert_eq!(
        (&seen["id"], &seen["verified"], &seen["external_id"]),
        (&contact["id"], &json!(true), &json!("vera"))
    );
    app.finish().await;
}

async fn a_lost_answer_loses_nothing(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let proof = json!({ "token": token(&app, &site, "vera") });
    visitor.post("/identify", &proof).await.is(200);
    // The answer did not arrive: the old token and the proof still lead to the same contact.
    let again = visitor.post("/identify", &proof).await.is(200);
    let renewed = visitor.with_token(again["visitor_token"].as_str().unwrap());
    assert_eq!(dialogs(&renewed).await, [dialog]);
    // And once more by who is known already.
    let once_more = renewed.post("/identify", &proof).await.is(200);
    assert_eq!(once_more["contact"], again["contact"]);
    app.finish().await;
}

async fn a_token_that_proves_nothing_changes_nothing(place: Place) {
    let app = place.app().await;
    let (site, other_site) = (app.site().await, app.site().await);
    let (elsewhere, assistant) = app.other_tenant("Elsewhere").await;
    let made = elsewhere
        .post("/sites", &json!({ "assistant_id": assistant, "name": "There" }))
        .await
        .is(201);
    let foreign = Site::new(app.url(), &made);
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let expired = json!({ "iss": site.id, "sub": "vera", "exp": app.now() - 60 });
    let forged = other_site.sign(&json!({ "iss": site.id, "sub": "vera", "exp": app.now() + 60 }));
    for bad in [
        site.sign(&expired),
        forged,
        token(&app, &foreign, "vera"),
        app.owner.token.clone(),
        String::new(),
    ] {
        visitor
            .post("/identify", &json!({ "token": bad }))
            .await
            .refuses(401, "unauthenticated");
    }
    let good = token(&app, &site, "vera");
    for bad in [
        json!({ "token": good, "name": "Eve" }),
        json!({ "sub": "vera" }),
        json!([]),
    ] {
        assert_eq!(visitor.post("/identify", &bad).await.status, 422, "{bad}");
    }
    visitor
        .with_token("short")
        .post("/identify", &json!({ "token": good }))
        .await
        .refuses(401, "unauthenticated");
    let user = site.bearer(&good);
    user.post("/identify", &json!({ "token": good }))
        .await
        .refuses(404, "not_found");
    assert_eq!(dialogs(&visitor).await, [dialog]);
    app.finish().await;
}

async fn what_visitors_say_of_themselves_is_not_verified(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let visitor = app.visitor();
    // Before the first word: a form that is filled in.
    let said = json!({ "name": " Otto ", "email": "otto@example.com", "phone": "+43 1 234" });
    let identified = visitor.post("/identify", &said).await.is(200);
    let contact = &identified["contact"];
    assert_eq!(
        (&contact["name"], &contact["verified"]),
        (&json!("Otto"), &json!(false))
    );
    assert_eq!(identified["visitor_token"], Value::Null);
    let dialog = visitor.opens().await;
    let seen = app.owner.dialog(dialog).await["contact"].clone();
    assert_eq!(
        (&seen["email"], &seen["attributes"]["phone"]),
        (&json!("otto@example.com"), &json!("+43 1 234"))
    );
    // The same words from somebody else merge nothing.
    let other = app.visitor();
    other.post("/identify", &said).await.is(200);
    assert_eq!(dialogs(&other).await, [] as [i64; 0]);
    for bad in [
        json!({ "email": "otto" }),
        json!({ "email": "a@b" }),
        json!({ "name": "x".repeat(321) }),
    ] {
        visitor
            .post("/identify", &bad)
            .await
            .refuses(422, "invalid_request");
    }
    // What the site vouches for is not overwritten.
    let proof = visitor
        .post("/identify", &json!({ "token": token(&app, &site, "vera") }))
        .await
        .is(200);
    let known = visitor.with_token(proof["visitor_token"].as_str().unwrap());
    let still = known
        .post("/identify", &json!({ "name": "Eve", "email": "eve@example.com" }))
        .await
        .is(200);
    assert_eq!(
        (&still["contact"]["name"], &still["contact"]["email"]),
        (&json!("Vera"), &json!("vera@example.com"))
    );
    assert_eq!(still["contact"]["verified"], true);
    app.finish().await;
}

async fn attributes_have_bounds(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    for who in [app.visitor(), site.user(&app, "customer-1")] {
        let set = who
            .post(
                "/attributes",
                &json!({ "plan": "pro", "seats": 3, "trial": true }),
            )
            .await
            .is(200);
        assert_eq!(
            set["attributes"],
            json!({ "plan": "pro", "seats": 3, "trial": true })
        );
        let set = who
            .post("/attributes", &json!({ "plan": "free", "trial": null }))
            .await
            .is(200);
        assert_eq!(set["attributes"], json!({ "plan": "free", "seats": 3 }));
        let dialog = who.opens().await;
        assert_eq!(
            app.owner.dialog(dialog).await["contact"]["attributes"],
            set["attributes"]
        );
        for bad in [
            json!({ "a": [1] }),
            json!({ "a": {} }),
            json!({ "": 1 }),
            json!([]),
            json!("x"),
        ] {
            who.post("/attributes", &bad)
                .await
                .refuses(422, "invalid_request");
        }
        let many: serde_json::Map<String, Value> = (0..60).map(|at| (format!("a{at}"), json!(at))).collect();
        who.post("/attributes", &many.into())
            .await
            .refuses(409, "limit_reached");
        assert_eq!(
            app.owner.dialog(dialog).await["contact"]["attributes"],
            set["attributes"]
        );
        who.with_token("")
            .post("/attributes", &json!({}))
            .await
            .refuses(401, "unauthenticated");
    }
    app.owner
        .post("/attributes", &json!({ "a": 1 }))
        .await
        .refuses(404, "not_found");
    app.finish().await;
}

async fn a_dialog_is_rated_by_its_contact(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let path = format!("/dialogs/{dialog}/rating");
    for bad in [
        json!({ "score": 0 }),
        json!({ "score": 6 }),
        json!({}),
        json!({ "score": "5" }),
    ] {
        visitor.post(&path, &bad).await.refuses(422, "invalid_request");
    }
    let long = json!({ "score": 1, "comment": "x".repeat(1_001) });
    visitor.post(&path, &long).await.refuses(422, "text_too_long");
    app.visitor()
        .post(&path, &json!({ "score": 5 }))
        .await
        .refuses(404, "not_found");
    app.owner
        .post(&path, &json!({ "score": 5 }))
        .await
        .refuses(404, "not_found");
    assert_eq!(app.owner.dialog(dialog).await["rating"], Value::Null);
    visitor.post(&path, &json!({ "score": 2 })).await.is(204);
    visitor
        .post(&path, &json!({ "score": 5, "comment": "In the end it was fine" }))
        .await
        .is(204);
    let rating = app.owner.dialog(dialog).await["rating"].clone();
    assert_eq!(
        (&rating["score"], &rating["comment"]),
        (&json!(5), &json!("In the end it was fine"))
    );
    app.finish().await;
}
