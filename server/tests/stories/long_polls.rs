//! Who waits by HTTP hears as soon as there is something to hear.

use std::time::{Duration, Instant};

use futures_util::future::join3;
use serde_json::json;

use crate::support::{Place, TestApp, eventually, stories};

stories!(
    who_waits_is_woken,
    there_is_nothing_to_wait_for,
    patience_ends,
    waiting_takes_places_too,
);

/// Less than any wait here would take by itself.
const SOON: Duration = Duration::from_secs(15);

async fn waiting(app: &TestApp, count: usize) {
    eventually("they wait", async || {
        (app.census().watches == count).then_some(())
    })
    .await;
}

async fn who_waits_is_woken(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    for after in 1..6 {
        let path = format!("/dialogs/{dialog}/messages?after={after}&wait=25");
        let began = Instant::now();
        let (one, other) = (visitor.get(&path), visitor.get(&path));
        let (desk, posted) = (operator.get(&path), async {
            waiting(&app, 3).await;
            operator.says(dialog, "Here").await
        });
        let ((one, other, desk), posted) = tokio::join!(join3(one, other, desk), posted);
        assert!(began.elapsed() < SOON);
        for heard in [one, other, desk] {
            let heard = heard.is(200);
            assert_eq!(heard["items"].as_array().unwrap().len(), 1);
            assert_eq!(
                (&heard["items"][0]["id"], &heard["last_seq"]),
                (&posted["id"], &json!(after + 1))
            );
        }
    }
    app.finish().await;
}

async fn there_is_nothing_to_wait_for(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let began = Instant::now();
    let heard = visitor
        .get(&format!("/dialogs/{dialog}/messages?after=0&wait=25"))
        .await
        .is(200);
    assert_eq!(heard["items"].as_array().unwrap().len(), 1);
    visitor
        .get(&format!("/dialogs/{dialog}/messages?before=9&wait=25"))
        .await
        .is(200);
    assert!(began.elapsed() < SOON);
    app.finish().await;
}

async fn patience_ends(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let began = Instant::now();
    let heard = visitor
        .get(&format!("/dialogs/{dialog}/messages?after=0&wait=1"))
        .await
        .is(200);
    assert_eq!((&heard["items"], &heard["more"]), (&json!([]), &json!(false)));
    assert!(began.elapsed() >= Duration::from_secs(1));
    app.finish().await;
}

async fn waiting_takes_places_too(place: Place) {
    let app = place.app_with("[limits]\nconnections_per_dialog = 3").await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let tab = visitor.socket(dialog).await;
    let path = format!("/dialogs/{dialog}/messages?after=1&wait=25");
    let rest = async {
        waiting(&app, 2).await;
        // No place left to wait in: told at once, and when to come back. What there is can be read all the same.
        let began = Instant::now();
        let full = visitor.get(&path).await;
        let problem = full.refuses(429, "rate_limited");
        assert_eq!(problem["retryable"], true);
        assert_eq!(full.header("retry-after"), "5");
        let now = format!("/dialogs/{dialog}/messages?after=1");
        assert_eq!(visitor.get(&now).await.is(200)["items"], json!([]));
        let some = format!("/dialogs/{dialog}/messages?after=0&wait=25");
        assert_eq!(visitor.get(&some).await.is(200)["last_seq"], 1);
        visitor.knock(dialog, "").await.expect_close(4029).await;
        assert!(began.elapsed() < SOON);
        // The other side has places of its own.
        operator.socket(dialog).await.close().await;
        operator.says(dialog, "Here").await;
    };
    let (one, other, ()) = tokio::join!(visitor.get(&path), visitor.get(&path), rest);
    for heard in [one, other] {
        assert_eq!(heard.is(200)["items"][0]["text"], "Here");
    }
    tab.close().await;
    // Who hangs up while waiting leaves no place taken.
    let path = format!("/dialogs/{dialog}/messages?after=2&wait=25");
    tokio::select! {
        answer = visitor.get(&path) => panic!("answered: {answer:?}"),
        () = waiting(&app, 1) => {}
    }
    app.finish().await;
}
