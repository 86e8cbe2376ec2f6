//! What belongs to somebody else and what never existed are one and the same, by every door.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, KNOWN, Place, Site, Socket, client_id, stories};

stories!(
    requests_learn_nothing_of_what_is_not_theirs,
    sockets_learn_nothing_of_what_is_not_theirs,
    an_inbox_hears_nothing_of_other_tenants,
    administration_ends_at_the_tenant,
);

/// Longer than any id that was ever given out here.
const ABSENT: i64 = 4_000_000_000;

/// Every address below a dialog, with a body that would do if the dialog were one's own.
fn doors(operator: i64) -> Vec<(&'static str, Option<Value>)> {
    let words = || json!({ "client_id": client_id(), "text": "let me in" });
    vec![
        ("", None),
        ("/messages", None),
        ("/messages?after=0", None),
        ("/messages?before=5", None),
        ("/messages?after=0&wait=20", None),
        ("/messages", Some(words())),
        ("/read", Some(json!({ "seq": 1 }))),
        ("/delivered", Some(json!({ "seq": 1 }))),
        ("/typing", Some(json!({ "on": true }))),
        ("/handoff", Some(json!({}))),
        ("/notes", Some(words())),
        ("/claim", Some(json!({}))),
        ("/release", Some(json!({ "to": "assistant" }))),
        ("/release", Some(json!({ "to": "queue" }))),
        ("/transfer", Some(json!({ "operator_id": operator }))),
        ("/close", Some(json!({}))),
        ("/reopen", Some(json!({}))),
    ]
}

/// What tells two answers apart, but for the date.
fn face(answer: &Answer) -> (u16, &str, Vec<(String, String)>) {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (answer.status, &answer.text, headers)
}

/// Somebody's dialog, and all kinds of people whose it is not.
struct Street {
    dialog: i64,
    victim: Caller,
    strangers: Vec<Caller>,
    site: Site,
}

async fn street(app: &crate::support::TestApp) -> Street {
    let victim = app.visitor();
    let dialog = victim.asks(KNOWN).await;
    victim.is_answered(dialog).await;
    let (their_owner, their_assistant) = app.other_tenant("Rival").await;
    let second = app
        .owner
        .post("/assistants", &json!({ "name": "Second" }))
        .await
        .is(201);
    let site = app.site().await;
    let (neighbour, rivals_visitor) = (app.visitor(), Caller::visitor(app.url(), &their_assistant));
    let user = site.user(app, "7");
    for stranger in [&neighbour, &rivals_visitor, &user] {
        stranger.opens().await;
    }
    let strangers = vec![
        // A visitor of the same assistant, with a dialog of their own, and one who never said a word.
        neighbour,
        app.visitor(),
        user,
        site.user(app, "who never came"),
        rivals_visitor,
        their_owner,
        // The right token at another assistant, of the same tenant and of another.
        Caller::visitor_with(app.url(), second["id"].as_str().unwrap(), &victim.token),
        Caller::visitor_with(app.url(), &their_assistant, &victim.token),
    ];
    Street {
        dialog,
        victim,
        strangers,
        site,
    }
}

async fn requests_learn_nothing_of_what_is_not_theirs(place: Place) {
    let app = place.app().await;
    let street = street(&app).await;
    let before = street.victim.history(street.dialog).await;
    for stranger in &street.strangers {
        for (door, body) in doors(stranger.id.max(1)) {
            let knock = async |dialog: i64| match &body {
                None => stranger.get(&format!("/dialogs/{dialog}{door}")).await,
                Some(body) => stranger.post(&format!("/dialogs/{dialog}{door}"), body).await,
            };
            let (theirs, absent) = (knock(street.dialog).await, knock(ABSENT).await);
            assert_eq!(face(&theirs), face(&absent), "{door} of {stranger:?}");
            theirs.refuses(404, "not_found");
        }
        for generation in 1..4 {
            let theirs = stranger.get(&format!("/generations/{generation}")).await;
            assert_eq!(
                face(&theirs),
                face(&stranger.get(&format!("/generations/{ABSENT}")).await)
            );
        }
        let listed = stranger.get("/dialogs").await.is(200).to_string();
        assert!(!listed.contains("delivery"), "{listed}");
        let active = async |dialog: i64| {
            stranger
                .get(&format!("/generations?status=active&dialog_id={dialog}"))
                .await
        };
        assert_eq!(face(&active(street.dialog).await), face(&active(ABSENT).await));
    }
    assert_eq!(
        street.victim.history(street.dialog).await,
        before,
        "nothing was changed either"
    );
    app.finish().await;
}

async fn sockets_learn_nothing_of_what_is_not_theirs(place: Place) {
    let app = place.app().await;
    let street = street(&app).await;
    for stranger in &street.strangers {
        for dialog in [street.dialog, ABSENT, 0, -1] {
            let mut socket = stranger.knock(dialog, "after=0").await;
            assert_eq!(socket.expect_close(4004).await, [] as [Value; 0]);
        }
    }
    let proofless = [
        street.victim.with_token(""),
        street.victim.with_token("guess"),
        // One kind of proof never passes for another.
        street.victim.with_token(&app.owner.token),
        app.owner.with_token(&street.victim.token),
        app.owner.with_token(&street.site.user(&app, "7").token),
        street.site.bearer(&app.owner.token),
        street.site.bearer(&street.victim.token),
    ];
    for nobody in &proofless {
        let mut socket = nobody.knock(street.dialog, "").await;
        assert_eq!(socket.expect_close(4001).await, [] as [Value; 0]);
        assert_eq!(
            nobody.get(&format!("/dialogs/{}", street.dialog)).await.status,
            401
        );
    }
    app.finish().await;
}

async fn an_inbox_hears_nothing_of_other_tenants(place: Place) {
    let app = place.app().await;
    let (rival, _) = app.other_tenant("Rival").await;
    let mut inbox = rival.inbox().await;
    let visitor = app.visitor();
    let dialog = visitor.asks("canary-of-the-shop").await;
    let words = json!({ "client_id": client_id(), "text": "let me in", "operator_id": rival.id, "to": "queue", "seq": 1 });
    let kinds = [
        "subscribe",
        "message",
        "note",
        "claim",
        "release",
        "transfer",
        "close",
        "reopen",
        "read",
        "delivered",
        "typing_start",
        "typing_stop",
    ];
    for kind in kinds {
        let mut answers = Vec::new();
        for number in [dialog, ABSENT] {
            let mut frame = words.clone();
            frame["type"] = kind.into();
            frame["dialog_id"] = number.into();
            inbox.send(&frame).await;
            let mut refused = inbox
                .expect_next(&json!({ "type": "error", "code": "not_found" }))
                .await;
            assert_eq!(refused["dialog_id"].take(), number);
            answers.push(refused);
        }
        assert_eq!(answers[0], answers[1], "{kind}");
    }
    inbox
        .send(&json!({ "type": "unsubscribe", "dialog_id": dialog }))
        .await;
    app.owner.claims(dialog).await;
    app.owner.notes(dialog, "canary-of-the-notes").await;
    visitor.says(dialog, "canary again").await;
    inbox.expect_silence(&app).await;
    assert_eq!(visitor.dialog(dialog).await["manager"]["name"], app.owner.name);
    assert_no_canary(&inbox);
    inbox.close().await;
    app.finish().await;
}

fn assert_no_canary(socket: &Socket) {
    let seen = format!("{:?}", socket.seen);
    assert!(!seen.contains("canary"), "{seen}");
}

async fn administration_ends_at_the_tenant(place: Place) {
    let app = place.app().await;
    let (rival, _) = app.other_tenant("Rival").await;
    let articles = app
        .owner
        .get(&format!("/assistants/{}/articles", app.assistant))
        .await
        .is(200);
    let article = articles["items"][0]["id"].as_i64().unwrap();
    let new_article = json!({ "title": "Mine", "body": "Now." });
    let asked: [(&str, String, String, Option<Value>); 9] = [
        (
            "GET",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            None,
        ),
        (
            "PATCH",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            Some(json!({ "name": "Mine" })),
        ),
        (
            "DELETE",
            format!("/assistants/{}", app.assistant),
            "/assistants/ast_absent".into(),
            None,
        ),
        (
            "GET",
            format!("/assistants/{}/articles", app.assistant),
            "/assistants/ast_absent/articles".into(),
            None,
        ),
        (
            "POST",
            format!("/assistants/{}/articles", app.assistant),
            "/assistants/ast_absent/articles".into(),
            Some(new_article),
        ),
        (
            "POST",
            format!("/assistants/{}/try", app.assistant),
            "/assistants/ast_absent/try".into(),
            Some(json!({ "question": KNOWN })),
        ),
        (
            "GET",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            None,
        ),
        (
            "PATCH",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            Some(json!({ "title": "Mine" })),
        ),
        (
            "DELETE",
            format!("/articles/{article}"),
            format!("/articles/{ABSENT}"),
            None,
        ),
    ];
    for (method, theirs, absent, body) in asked {
        let ask = async |path: &str| match (method, &body) {
            ("GET", _) => rival.get(path).await,
            ("DELETE", _) => rival.delete(path).await,
            ("PATCH", Some(body)) => rival.patch(path, body).await,
            (_, body) => rival.post(path, body.as_ref().unwrap()).await,
        };
        let (theirs, absent) = (ask(&theirs).await, ask(&absent).await);
        assert_eq!(face(&theirs), face(&absent), "{method} {}", theirs.asked);
        theirs.refuses(404, "not_found");
    }
    let site = json!({ "assistant_id": app.assistant, "name": "Mine" });
    rival.post("/sites", &site).await.refuses(404, "not_found");
    for list in ["/dialogs", "/sites", "/operators", "/assistants"] {
        let listed = rival.get(list).await.is(200).to_string();
        assert!(!listed.contains("Ada") && !listed.contains("Olivia"), "{listed}");
    }
    assert_eq!(
        app.owner.get("/assistants").await.is(200)["items"][0]["name"],
        "Ada"
    );
    app.finish().await;
}
