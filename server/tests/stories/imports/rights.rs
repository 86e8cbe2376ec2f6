//! Who may import what, and what goes with a source.

use serde_json::json;

use super::{Admin, HERE};
use crate::support::{Caller, Place, stories};

stories!(
    a_source_goes_with_its_articles_or_without_them,
    only_admins_import_and_only_at_home,
    an_address_that_may_not_be_called_is_refused,
);

async fn a_source_goes_with_its_articles_or_without_them(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    for (what, status) in [("?articles=keep", 200), ("", 404), ("?articles=delete", 404)] {
        let made = admin.send("a.md", "# A\n\nSome words about trees.").await.is(201);
        let id = made["id"].as_i64().unwrap();
        let page = admin.pages(id).await.remove(0);
        let path = admin.path(&format!("/sources/{id}"));
        app.owner.delete(&format!("{path}?articles=maybe")).await.is(422);
        app.owner.delete(&format!("{path}{what}")).await.is(204);
        admin.article(&page).await.is(status);
        app.owner.get(&path).await.is(404);
    }
}

async fn only_admins_import_and_only_at_home(place: Place) {
    let app = place.app_with(HERE).await;
    let admin = Admin::of(&app);
    let made = admin.send("a.md", "# A\n\nSome words about trees.").await.is(201);
    let source = admin.path(&format!("/sources/{}", made["id"]));
    let agent = app.operator().await;
    let (stranger, theirs) = app.other_tenant("Rival").await;
    let new = json!({ "kind": "url", "urls": ["https://example.com/"] });
    agent.get(&admin.path("/sources")).await.is(200);
    agent.get(&source).await.is(200);
    agent.get(&format!("{source}/pages")).await.is(200);
    for (who, status) in [(&agent, 403), (&stranger, 404)] {
        who.post(&admin.path("/sources"), &new).await.is(status);
        who.post(&format!("{source}/refresh"), &json!({}))
            .await
            .is(status);
        who.delete(&source).await.is(status);
        who.post(&admin.path("/files?name=a.md"), &json!({}))
            .await
            .is(status);
    }
    for path in [admin.path("/sources"), source.clone(), format!("{source}/pages")] {
        stranger.get(&path).await.is(404);
    }
    // Through an assistant of one's own it is not to be had either.
    let through = format!("/assistants/{theirs}/sources/{}", made["id"]);
    stranger.get(&through).await.is(404);
    stranger.delete(&through).await.is(404);
    Caller::nobody(app.url()).get(&source).await.is(401);
    app.owner.get(&source).await.is(200);
}

async fn an_address_that_may_not_be_called_is_refused(place: Place) {
    let app = place.app().await;
    let admin = Admin::of(&app);
    for (body, code) in [
        (
            json!({ "kind": "url", "urls": ["http://127.0.0.1/"] }),
            "address_refused",
        ),
        (
            json!({ "kind": "url", "urls": ["https://a.example/", "http://0xa000001/"] }),
            "address_refused",
        ),
        (
            json!({ "kind": "sitemap", "url": "http://[::ffff:169.254.169.254]/latest" }),
            "address_refused",
        ),
        (
            json!({ "kind": "url", "urls": ["file:///etc/passwd"] }),
            "invalid_request",
        ),
        (
            json!({ "kind": "url", "urls": ["https://me:secret@a.example/"] }),
            "invalid_request",
        ),
        (json!({ "kind": "url", "urls": [] }), "invalid_request"),
        (
            json!({ "kind": "url", "urls": vec!["https://a.example/"; 501] }),
            "invalid_request",
        ),
        (
            json!({ "kind": "url", "url": "https://a.example/" }),
            "invalid_request",
        ),
        (
            json!({ "kind": "sitemap", "urls": ["https://a.example/"] }),
            "invalid_request",
        ),
        (json!({ "kind": "file" }), "invalid_request"),
    ] {
        let refused = app.owner.post(&admin.path("/sources"), &body).await.is(422);
        assert_eq!(refused["code"], code, "{body}");
    }
    // A name is judged when it is used.
    let source = admin
        .import(&json!({ "kind": "url", "urls": ["http://localhost:1/"] }))
        .await;
    assert_eq!(
        (&source["state"], &source["reason"]),
        (&json!("failed"), &json!("address_refused"))
    );
}
