//! The visitor's own words never come back to any of the visitor's connections as a `message`.

use serde_json::json;

use crate::support::{Place, fits, said, stories};

stories!(
    own_words_are_acknowledged_here_and_counted_there,
    a_backlog_counts_own_words_and_repeats_none
);

async fn own_words_are_acknowledged_here_and_counted_there(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let (mut tab, mut other_tab) = (visitor.socket(dialog).await, visitor.socket(dialog).await);
    let mut desk = operator.socket(dialog).await;
    let mut inbox = operator.inbox().await;
    inbox
        .send(&json!({ "type": "subscribe", "dialog_id": dialog }))
        .await;
    inbox
        .expect(&json!({ "type": "hello", "dialog_id": dialog }))
        .await;

    for round in 0..20 {
        let text = format!("words {round}");
        let client_id = tab.says(&text).await;
        let ack = tab
            .expect_next(&json!({ "type": "ack", "client_id": client_id, "duplicate": false }))
            .await;
        let advance = json!({ "type": "advance", "dialog_id": dialog, "seq": ack["seq"] });
        other_tab.expect_next(&advance).await;
        for socket in [&mut desk, &mut inbox] {
            let heard = socket.expect(&said(&text)).await;
            assert!(
                fits(
                    &heard,
                    &json!({ "sender": "user", "client_id": client_id, "id": ack["id"] })
                ),
                "{heard}"
            );
        }
        tab.expect_silence(&app).await;
        other_tab.expect_silence(&app).await;
    }

    let posted = visitor.says(dialog, "by HTTP").await;
    let advance = json!({ "type": "advance", "dialog_id": dialog, "seq": posted["seq"] });
    tab.expect_next(&advance).await;
    other_tab.expect_next(&advance).await;
    desk.expect(&said("by HTTP")).await;

    // A repeat over the other tab is acknowledged there, and is no news to anybody.
    let first = tab.says("only once").await;
    let ack = tab
        .expect_next(&json!({ "type": "ack", "client_id": first }))
        .await;
    other_tab
        .expect_next(&json!({ "type": "advance", "seq": ack["seq"] }))
        .await;
    let repeat = json!({ "type": "message", "client_id": first, "text": "only once" });
    other_tab.send(&repeat).await;
    let again =
        json!({ "type": "ack", "client_id": first, "id": ack["id"], "seq": ack["seq"], "duplicate": true });
    other_tab.expect_next(&again).await;
    tab.expect_silence(&app).await;
    other_tab.expect_silence(&app).await;

    for socket in [tab, other_tab, desk, inbox] {
        socket.close().await;
    }
    app.finish().await;
}

async fn a_backlog_counts_own_words_and_repeats_none(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    visitor.says(dialog, "mine").await;
    operator.says(dialog, "yours").await;
    visitor.says(dialog, "mine again").await;

    let mut tab = visitor.knock(dialog, "after=0").await;
    tab.expect_next(&json!({ "type": "hello", "last_seq": 4 })).await;
    tab.expect_next(&json!({ "type": "message", "seq": 1, "sender": "system" }))
        .await;
    tab.expect_next(&json!({ "type": "advance", "seq": 2, "text": null }))
        .await;
    tab.expect_next(&json!({ "type": "message", "seq": 3, "text": "yours" }))
        .await;
    tab.expect_next(&json!({ "type": "advance", "seq": 4, "text": null }))
        .await;
    tab.expect_silence(&app).await;

    let mut desk = operator.knock(dialog, "after=0").await;
    desk.expect_next(&json!({ "type": "hello" })).await;
    desk.expect_next(&json!({ "type": "message", "seq": 1 })).await;
    for (seq, text) in [(2, "mine"), (3, "yours"), (4, "mine again")] {
        desk.expect_next(&json!({ "type": "message", "seq": seq, "text": text }))
            .await;
    }
    tab.close().await;
    desk.close().await;
    app.finish().await;
}
