//! Who may end whose rights, and who may not.

use serde_json::json;

use crate::support::{Caller, Place, stories};

stories!(
    only_admins_end_rights,
    nobody_touches_who_is_above_them,
    a_tenant_keeps_an_owner,
    other_tenants_rights_are_out_of_reach,
);

async fn only_admins_end_rights(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let (agent, colleague) = (app.operator().await, app.operator().await);
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let contact = app.owner.dialog(dialog).await["contact"]["id"].clone();
    let operator = format!("/operators/{}", colleague.id);
    let secrets = format!("/sites/{}/secrets", site.id);
    let everything = async |who: &Caller| {
        [
            who.delete(&operator).await,
            who.patch(&operator, &json!({ "role": "agent" })).await,
            who.post(&format!("/contacts/{contact}/block"), &json!({})).await,
            who.delete(&format!("/contacts/{contact}/block")).await,
            who.get(&secrets).await,
            who.post(&secrets, &json!({})).await,
            who.delete(&format!("{secrets}/1")).await,
            who.delete(&format!("/sites/{}", site.id)).await,
            who.delete(&format!("/assistants/{}", app.assistant)).await,
        ]
    };
    for answer in everything(&agent).await {
        answer.refuses(403, "forbidden");
    }
    for answer in everything(&Caller::nobody(app.url())).await {
        answer.refuses(401, "unauthenticated");
    }
    // Nothing of it happened.
    visitor.get(&format!("/dialogs/{dialog}")).await.is(200);
    colleague.get("/me").await.is(200);
    site.user(&app, "vera").opens().await;
    app.finish().await;
}

async fn nobody_touches_who_is_above_them(place: Place) {
    let app = place.app().await;
    let (admin, agent) = (app.member("admin").await, app.operator().await);
    let owner = format!("/operators/{}", app.owner.id);
    admin.delete(&owner).await.refuses(403, "forbidden");
    for role in ["agent", "owner"] {
        let change = json!({ "role": role });
        admin.patch(&owner, &change).await.refuses(403, "forbidden");
    }
    let path = format!("/operators/{}", agent.id);
    admin
        .patch(&path, &json!({ "role": "owner" }))
        .await
        .refuses(403, "forbidden");
    for bad in [
        json!({}),
        json!({ "role": "king" }),
        json!({ "role": "agent", "email": "a@b.c" }),
    ] {
        admin.patch(&path, &bad).await.refuses(422, "invalid_request");
    }
    admin.patch(&path, &json!({ "role": "admin" })).await.is(200);
    agent.get("/operators").await.is(200);
    // Whoever is no higher may be removed, even oneself.
    agent.delete(&path).await.is(204);
    agent.get("/me").await.refuses(401, "unauthenticated");
    app.finish().await;
}

async fn a_tenant_keeps_an_owner(place: Place) {
    let app = place.app().await;
    let path = format!("/operators/{}", app.owner.id);
    let demoted = json!({ "role": "admin" });
    app.owner.delete(&path).await.refuses(409, "last_one");
    app.owner.patch(&path, &demoted).await.refuses(409, "last_one");
    app.owner.patch(&path, &json!({ "role": "owner" })).await.is(200);
    let second = app.member("owner").await;
    second.patch(&path, &demoted).await.is(200);
    assert_eq!(app.owner.get("/me").await.is(200)["operator"]["role"], "admin");
    let last = format!("/operators/{}", second.id);
    second.delete(&last).await.refuses(409, "last_one");
    app.finish().await;
}

async fn other_tenants_rights_are_out_of_reach(place: Place) {
    let app = place.app().await;
    let (stranger, assistant) = app.other_tenant("Elsewhere").await;
    let site = app.site().await;
    let made = json!({ "assistant_id": assistant, "name": "There" });
    let own_site = stranger.post("/sites", &made).await.is(201)["site"]["id"].clone();
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let contact = app.owner.dialog(dialog).await["contact"]["id"].clone();
    let secrets = format!("/sites/{}/secrets", site.id);
    let secret = app.owner.get(&secrets).await.is(200)["items"][0]["id"].clone();
    let operator = format!("/operators/{}", app.owner.id);
    for answer in [
        stranger.delete(&operator).await,
        stranger.patch(&operator, &json!({ "role": "agent" })).await,
        stranger
            .post(&format!("/contacts/{contact}/block"), &json!({}))
            .await,
        stranger.delete(&format!("/contacts/{contact}/block")).await,
        stranger.get(&secrets).await,
        stranger.post(&secrets, &json!({})).await,
        stranger.delete(&format!("{secrets}/{secret}")).await,
        // Another's secret under one's own site.
        stranger
            .delete(&format!("/sites/{}/secrets/{secret}", own_site.as_str().unwrap()))
            .await,
        stranger.delete(&format!("/sites/{}", site.id)).await,
        stranger.delete(&format!("/assistants/{}", app.assistant)).await,
    ] {
        answer.refuses(404, "not_found");
    }
    app.owner.get("/me").await.is(200);
    visitor.get(&format!("/dialogs/{dialog}")).await.is(200);
    site.user(&app, "vera").opens().await;
    app.finish().await;
}
