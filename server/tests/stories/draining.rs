//! A server that is asked to stop: nobody is sent to it any more, and what was begun is finished.

use serde_json::{Value, json};

use crate::support::{Place, TestApp, stories};

stories!(who_is_told_to_go_is_not_sent_back_to_the_same_server);

async fn readiness(url: &str) -> (u16, Value) {
    let answer = reqwest::get(format!("{url}/readyz")).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn who_is_told_to_go_is_not_sent_back_to_the_same_server(place: Place) {
    let app: TestApp = place.app().await;
    let url = app.url().to_owned();
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    assert_eq!(readiness(&url).await.0, 200);

    let stopping = app.finish_with_visitors();
    let leaving = async {
        // The tab has not answered the close yet: the server is still there, for its sake.
        tab.expect(&json!({ "type": "reconnect" })).await;
        let (status, body) = readiness(&url).await;
        assert_eq!((status, &body["status"]), (503, &json!("stopping")));
        let path = format!("/dialogs/{dialog}/messages");
        let posted = json!({ "client_id": crate::support::client_id(), "text": "Just in time" });
        visitor.post(&path, &posted).await.is(201);
        let refused = visitor.get(&format!("/dialogs/{dialog}/events")).await;
        refused.refuses(503, "unavailable");
        assert_eq!(refused.header("retry-after"), "1");
        tab.expect_close(1012).await;
    };
    tokio::join!(stopping, leaving);

    let app = place.app().await;
    let heard = visitor.at(app.url()).history(dialog).await;
    assert!(
        heard.iter().any(|entry| entry["text"] == "Just in time"),
        "{heard:?}"
    );
    app.finish().await;
}
