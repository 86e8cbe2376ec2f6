//! When a tenant's people are there, as admins set it and visitors read it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Caller, Place, stories};

stories!(
    hours_are_kept_and_told,
    hours_that_make_no_sense_are_refused,
    hours_are_the_tenants_own
);

/// Stories begin on a Monday at 14:13:20 UTC, which is 16:13:20 in Berlin.
fn office() -> Value {
    let day = json!([{ "from": "13:00", "to": "16:00" }, { "from": "09:00", "to": "12:00" }]);
    json!({
        "time_zone": "europe/berlin",
        "week": { "monday": day, "tuesday": [{ "from": "08:30", "to": "24:00" }] },
        "closed": [{ "date": "2026-12-25", "name": " Christmas " }, { "date": "2026-12-24" }],
    })
}

async fn sets(owner: &Caller, hours: Value) -> Value {
    owner.patch("/settings", &json!({ "hours": hours })).await.is(200)
}

async fn hours_are_kept_and_told(place: Place) {
    let app = place.app().await;
    let (visitor, agent) = (app.visitor(), app.operator().await);
    let config = visitor.get("/config").await.is(200);
    assert_eq!(config["hours"], json!({ "open": true }), "none: always");
    assert_eq!(agent.get("/settings").await.is(200)["hours"], Value::Null);

    let set = sets(&app.owner, office()).await;
    let kept = json!({
        "time_zone": "Europe/Berlin",
        "week": {
            "monday": [{ "from": "09:00", "to": "12:00" }, { "from": "13:00", "to": "16:00" }],
            "tuesday": [{ "from": "08:30", "to": "24:00" }],
            "wednesday": [], "thursday": [], "friday": [], "saturday": [], "sunday": [],
        },
        "closed": [{ "date": "2026-12-24" }, { "date": "2026-12-25", "name": "Christmas" }],
    });
    assert_eq!(set["hours"], kept);
    let now = json!({ "open": false, "opens_at": "2026-09-22T06:30:00.000Z" });
    assert_eq!(set["hours_now"], now);
    assert_eq!(agent.get("/settings").await.is(200)["hours"], kept);
    assert_eq!(visitor.get("/config").await.is(200)["hours"], now);
    let site = app.site().await;
    let user = site.user(&app, "customer-7");
    assert_eq!(user.get("/config").await.is(200)["hours"], now);

    // Another setting leaves them as they are.
    let budget = json!({ "daily_tokens": 7 });
    assert_eq!(app.owner.patch("/settings", &budget).await.is(200)["hours"], kept);
    // Tomorrow at noon.
    app.forward(Duration::from_hours(20));
    let owner = Caller::signed_in(app.url(), "owner@example.com", crate::support::PASSWORD).await;
    assert_eq!(
        visitor.get("/config").await.is(200)["hours"],
        json!({ "open": true })
    );
    let never = json!({ "time_zone": "UTC", "week": {} });
    assert_eq!(sets(&owner, never).await["hours_now"], json!({ "open": false }));
    let removed = sets(&owner, Value::Null).await;
    assert_eq!(
        (&removed["hours"], &removed["daily_tokens"]),
        (&Value::Null, &json!(7))
    );
    assert_eq!(removed["hours_now"], json!({ "open": true }));
    app.finish().await;
}

async fn hours_that_make_no_sense_are_refused(place: Place) {
    let app = place.app().await;
    let before = sets(&app.owner, office()).await["hours"].clone();
    let with = |key: &str, value: Value| {
        let mut hours = office();
        hours[key] = value;
        json!({ "hours": hours })
    };
    let span = |from: &str, to: &str| json!({ "from": from, "to": to });
    let on_friday = |spans: Value| with("week", json!({ "friday": spans }));
    let dates: Vec<Value> = (0..101)
        .map(|n| json!({ "date": format!("{}-01-01", 2000 + n) }))
        .collect();
    for (body, code, detail) in [
        (
            with("time_zone", json!("Mars/Olympus")),
            "invalid_time_zone",
            "IANA",
        ),
        (with("time_zone", json!("")), "invalid_time_zone", "IANA"),
        (
            on_friday(json!([span("9:00", "17:00")])),
            "invalid_hours",
            "friday",
        ),
        (
            on_friday(json!([span("17:00", "09:00")])),
            "invalid_hours",
            "friday",
        ),
        (
            on_friday(json!([span("09:00", "13:00"), span("12:00", "17:00")])),
            "invalid_hours",
            "overlap",
        ),
        (
            on_friday(json!([
                span("01:00", "02:00"),
                span("02:00", "03:00"),
                span("03:00", "04:00"),
                span("04:00", "05:00"),
                span("05:00", "06:00")
            ])),
            "invalid_hours",
            "at most 4",
        ),
        (
            with("closed", json!([{ "date": "2026-02-30" }])),
            "invalid_hours",
            "2026-02-30",
        ),
        (
            with(
                "closed",
                json!([{ "date": "2026-02-01" }, { "date": "2026-02-01" }]),
            ),
            "invalid_hours",
            "twice",
        ),
        (
            with(
                "closed",
                json!([{ "date": "2026-02-01", "name": "x".repeat(81) }]),
            ),
            "invalid_hours",
            "80",
        ),
        (with("closed", json!(dates)), "invalid_hours", "at most 100"),
        (
            with("week", json!({ "someday": [] })),
            "invalid_request",
            "someday",
        ),
        (
            with("week", json!([[], [], [], [], [], [], []])),
            "invalid_request",
            "`hours.week` should be an object with a list for each day",
        ),
        (with("holidays", json!([])), "invalid_request", "holidays"),
        (json!({ "hours": {} }), "invalid_request", "time_zone"),
    ] {
        let refused = app.owner.patch("/settings", &body).await.refuses(422, code);
        let told = refused["detail"].as_str().unwrap();
        assert!(told.contains(detail), "{told}");
    }
    let agent = app.operator().await;
    agent
        .patch("/settings", &json!({ "hours": null }))
        .await
        .refuses(403, "forbidden");
    assert_eq!(app.owner.get("/settings").await.is(200)["hours"], before);
    app.finish().await;
}

async fn hours_are_the_tenants_own(place: Place) {
    let app = place.app().await;
    let (rival, assistant) = app.other_tenant("Rival").await;
    sets(&app.owner, office()).await;
    assert_eq!(rival.get("/settings").await.is(200)["hours"], Value::Null);
    let theirs = Caller::visitor(app.url(), &assistant);
    assert_eq!(
        theirs.get("/config").await.is(200)["hours"],
        json!({ "open": true })
    );
    sets(&rival, json!({ "time_zone": "UTC", "week": {} })).await;
    assert_eq!(
        theirs.get("/config").await.is(200)["hours"],
        json!({ "open": false })
    );
    sets(&rival, Value::Null).await;
    let own = app.owner.get("/settings").await.is(200);
    assert_eq!(own["hours"]["closed"][1]["name"], "Christmas");
    assert_eq!(own["hours_now"]["open"], false);
    // Nobody reads them without a proof, and no visitor changes them.
    Caller::nobody(app.url())
        .get("/settings")
        .await
        .refuses(401, "unauthenticated");
    let mut visitor = app.visitor();
    visitor.get("/settings").await.is(404);
    visitor.token.clear();
    visitor
        .patch("/settings", &json!({ "hours": null }))
        .await
        .is(404);
    app.finish().await;
}
