//! What clients are told whose history was replaced by an older one, over every carrier; and that what they had
//! sent comes back by being sent again.

use serde_json::{Value, json};

use super::program::Home;
use super::signals::furnished;
use crate::support::{Caller, Stream, client_id};

/// Who was there: both sides, each with the last number that they had.
struct Before {
    epoch: String,
    lost: (String, &'static str),
    last: i64,
}

async fn says(visitor: &Caller, dialog: i64, (client_id, text): &(String, &str)) -> Value {
    let message = json!({ "client_id": client_id, "text": text });
    let answer = visitor
        .post(&format!("/dialogs/{dialog}/messages"), &message)
        .await;
    assert!(matches!(answer.status, 200 | 201), "{answer:?}");
    answer.is(answer.status)
}

async fn page(who: &Caller, dialog: i64, query: &str) -> Value {
    who.get(&format!("/dialogs/{dialog}/messages?{query}"))
        .await
        .is(200)
}

/// `after` may be ahead of the restored history or inside of it: the numbers alone do not tell.
async fn is_told(who: &Caller, dialog: i64, after: i64, before: &Before, end: i64) -> String {
    let place = format!("after={after}&history_epoch={}", before.epoch);
    let (hello, reset) = (
        json!({ "type": "hello", "last_seq": end }),
        json!({ "type": "reset" }),
    );
    let mut socket = who.knock(dialog, &place).await;
    socket.expect_next(&hello).await;
    let told = socket.expect_next(&reset).await["history_epoch"].clone();
    // Everything from before is gone from the connection: the next word is the answer to the ping.
    assert_eq!(socket.round_trip().await, [] as [Value; 0]);
    socket.close().await;
    let mut stream = Stream::open(who, dialog, &place).await;
    stream.expect_next(&hello).await;
    assert_eq!(stream.expect_next(&reset).await["history_epoch"], told);
    // A browser comes back to the address of its first time, with the number of its last event.
    let again = Stream::knock(who, dialog, &place, Some(&after.to_string())).await;
    let mut again = again.unwrap_or_else(|refused| panic!("{refused:?}"));
    again.expect_next(&hello).await;
    again.expect_next(&reset).await;
    // A poll that would wait for what never comes is answered at once, under the other name.
    let waits = if after > end { 25 } else { 0 };
    let asked = std::time::Instant::now();
    let polled = page(who, dialog, &format!("after={after}&wait={waits}")).await;
    assert!(asked.elapsed().as_secs() < 20);
    assert_eq!(
        (&polled["history_epoch"], &polled["last_seq"]),
        (&told, &json!(end))
    );
    told.as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_ahead_begins_anew_and_sends_again() {
    let home = Home::new();
    let mut serving = home.serve().await;
    let (owner, assistant) = furnished(&mut serving).await;
    let visitor = Caller::visitor(&serving.url, &assistant);
    let dialog = visitor.opens().await;
    owner.claims(dialog).await;
    let kept = (client_id(), "kept");
    says(&visitor, dialog, &kept).await;
    home.run(&["backup", "--to", "kept", "--json"]).await.json();
    let end = visitor.history(dialog).await.len() as i64;
    owner.says(dialog, "said and lost").await;
    let lost = (client_id(), "sent and lost");
    says(&visitor, dialog, &lost).await;
    let first = page(&visitor, dialog, "after=0").await;
    let before = Before {
        epoch: first["history_epoch"].as_str().unwrap().to_owned(),
        lost,
        last: first["last_seq"].as_i64().unwrap(),
    };
    assert_eq!(before.last, end + 2);
    serving.kill().await;
    let restored = home.run(&["restore", "--from", "kept", "--json"]).await.json();

    let serving = home.serve().await;
    let visitor = visitor.at(&serving.url);
    let owner = Caller::signed_in(&serving.url, "olga@example.com", "correct horse battery").await;
    for who in [&visitor, &owner] {
        for after in [before.last, end, 1, 0] {
            let told = is_told(who, dialog, after, &before, end).await;
            assert_eq!(restored["history_epoch"], told);
            assert_ne!(told, before.epoch);
        }
        // Then they read what there is.
        let texts: Vec<_> = who
            .history(dialog)
            .await
            .iter()
            .map(|entry| entry["text"].clone())
            .collect();
        assert_eq!(texts.len() as i64, end);
        assert!(texts.contains(&json!("kept")) && !texts.contains(&json!("said and lost")));
    }
    // Over and over, as clients do that were cut off; what the backup has is a repeat, what it lacks is new, once.
    for round in 0..3 {
        let (again, new) = (
            says(&visitor, dialog, &kept).await,
            says(&visitor, dialog, &before.lost).await,
        );
        assert_eq!(again["duplicate"], true);
        assert_eq!(
            (&new["duplicate"], &new["seq"]),
            (&json!(round > 0), &json!(end + 1))
        );
    }
    let history = visitor.history(dialog).await;
    assert_eq!(history.len() as i64, end + 1);
    assert_eq!(history.last().unwrap()["client_id"], before.lost.0);
    assert!(
        history
            .iter()
            .zip(1..)
            .all(|(entry, seq)| entry["seq"] == json!(seq))
    );
    serving.kill().await;
}
