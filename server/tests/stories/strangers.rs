//! What belongs to somebody else and what never existed are one and the same, by every door.

use serde_json::{Value, json};

use crate::support::{Caller, KNOWN, Place, Site, client_id, stories};

stories!(
    requests_learn_nothing_of_what_is_not_theirs,
    sockets_learn_nothing_of_what_is_not_theirs,
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
            assert_eq!(theirs.face(), absent.face(), "{door} of {stranger:?}");
            theirs.refuses(404, "not_found");
        }
        for generation in 1..4 {
            let theirs = stranger.get(&format!("/generations/{generation}")).await;
            assert_eq!(
                theirs.face(),
                stranger.get(&format!("/generations/{ABSENT}")).await.face()
            );
        }
        let listed = stranger.get("/dialogs").await.is(200).to_string();
        assert!(!listed.contains("delivery"), "{listed}");
        let active = async |dialog: i64| {
            stranger
                .get(&format!("/generations?status=active&dialog_id={dialog}"))
                .await
        };
        assert_eq!(active(street.dialog).await.face(), active(ABSENT).await.face());
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
