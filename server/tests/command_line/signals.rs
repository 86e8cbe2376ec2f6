//! The end of the process, asked for and not.

use std::time::Duration;

use serde_json::json;

use super::program::{Home, Serving};
use crate::support::shop::stock;
use crate::support::{Caller, LONG_ANSWER, client_id};

/// What an end that was asked for may take.
const POLITE: Duration = Duration::from_secs(10);

/// The first owner, by the set-up link, and the assistant's public id.
pub(crate) async fn furnished(serving: &mut Serving) -> (Caller, String) {
    let wanted = json!({
        "token": serving.setup_token().await, "tenant": "Shop", "name": "Olga", "email": "olga@example.com",
        "password": "correct horse battery",
    });
    let signed = Caller::nobody(&serving.url)
        .post("/auth/setup", &wanted)
        .await
        .is(200);
    let owner = Caller::operator(&serving.url, &signed);
    let made = owner.post("/assistants", &json!({ "name": "Ada" })).await.is(201);
    let id = made["id"].as_str().unwrap().to_owned();
    (owner, id)
}

#[tokio::test]
async fn who_is_connected_is_told_to_come_back() {
    let home = Home::new();
    let mut serving = home.serve().await;
    let (owner, assistant) = furnished(&mut serving).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(visitor.socket(dialog).await);
        open.push(owner.socket(dialog).await);
    }
    open.push(owner.inbox().await);
    serving.terminate().await;
    for socket in &mut open {
        let frames = socket.expect_close(1012).await;
        let reconnect = frames.last().unwrap();
        assert_eq!(reconnect["type"], "reconnect");
        assert!(reconnect["retry_after_ms"].as_u64() < Some(10_000), "{reconnect}");
    }
    assert!(serving.ended(POLITE).await.success());
}

#[tokio::test]
async fn who_waits_by_http_holds_nothing_up() {
    let home = Home::new();
    let mut serving = home.serve().await;
    let (owner, assistant) = furnished(&mut serving).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    let path = format!("/dialogs/{dialog}/messages?after=0&wait=25");
    let watching = async {
        // Whoever waits is there: the dialog shows the visitor online.
        crate::support::eventually("the visitor waits", async || {
            (owner.dialog(dialog).await["visitor_online"] == true).then_some(())
        })
        .await;
        serving.terminate().await;
        let status = serving.ended(POLITE).await;
        assert!(status.success(), "{status}");
    };
    let (answer, ()) = tokio::join!(visitor.get(&path), watching);
    assert_eq!(answer.is(200)["items"], json!([]));
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let home = Home::new();
    let mut serving = home.serve().await;
    let (_, assistant) = furnished(&mut serving).await;
    let mut visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    let mut acked = Vec::new();
    for round in 0..4 {
        let mut tab = visitor.socket(dialog).await;
        for at in 0..3 {
            let text = format!("{round} and {at}");
            let client_id = tab.says(&text).await;
            let ack = tab
                .expect(&json!({ "type": "ack", "client_id": client_id }))
                .await;
            acked.push((client_id, text, ack["seq"].clone()));
        }
        // One more is on its way when the lights go out.
        let (unknown, text) = (tab.says("on its way").await, "on its way");
        serving.kill().await;
        serving = home.serve().await;
        visitor = visitor.at(&serving.url);
        let path = format!("/dialogs/{dialog}/messages");
        let repeat = visitor
            .post(&path, &json!({ "client_id": unknown, "text": text }))
            .await;
        assert!(matches!(repeat.status, 200 | 201), "{repeat:?}");
        let history = visitor.history(dialog).await;
        for (client_id, text, seq) in &acked {
            let found: Vec<_> = history
                .iter()
                .filter(|entry| entry["client_id"] == **client_id)
                .collect();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((&found[0]["text"], &found[0]["seq"]), (&json!(text), seq));
        }
        assert_eq!(
            history
                .iter()
                .filter(|entry| entry["text"] == "on its way")
                .count(),
            round + 1
        );
        assert!(
            history
                .iter()
                .enumerate()
                .all(|(at, entry)| entry["seq"] == at as i64 + 1)
        );
    }
    serving.kill().await;
    assert_ne!(client_id(), client_id());
}

#[tokio::test]
async fn an_answer_that_a_kill_cut_off_is_taken_up_at_once() {
    const LEASE: Duration = Duration::from_secs(10);
    let home = Home::new();
    let mut serving = home.serve_with(&[("TANDEM_ANSWER_PACE_MS", "60")]).await;
    let (owner, assistant) = furnished(&mut serving).await;
    stock(&owner, &assistant).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    tab.says(LONG_ANSWER).await;
    tab.expect(&json!({ "type": "generation_delta" })).await;
    let killed = std::time::Instant::now();
    serving.kill().await;
    let serving = home.serve().await;
    let mut tab = visitor.at(&serving.url).knock(dialog, "after=1").await;
    let answer = tab
        .expect(&json!({ "type": "message", "sender": "assistant" }))
        .await;
    assert_eq!(answer["meta"]["answered"], true);
    // Nobody waited for the dead one's lease.
    assert!(killed.elapsed() < LEASE, "{:?}", killed.elapsed());
    serving.kill().await;
}
