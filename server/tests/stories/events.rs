//! The stream of Server-Sent Events: what it is by itself, beside what it has in common with a socket.

use serde_json::json;

use crate::support::{Caller, Place, Stream, eventually, fits, said, stories};

stories!(
    a_stream_is_a_stream,
    the_last_event_id_counts_more_than_the_address,
    who_may_not_is_told_before_the_stream,
    a_token_in_the_address_needs_the_setting,
    a_stream_takes_a_place_and_gives_it_back,
    a_quiet_stream_is_kept_alive,
    a_restart_is_told_as_the_last_event,
    messages_come_wrapped_for_who_asks,
);

async fn a_stream_is_a_stream(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let user = site.user(&app, "customer-1");
    for who in [app.visitor(), user] {
        let dialog = who.opens().await;
        let mut stream = Stream::open(&who, dialog, "").await;
        assert_eq!(stream.header("content-type"), "text/event-stream");
        assert_eq!(stream.header("cache-control"), "no-store");
        assert_eq!(stream.header("x-accel-buffering"), "no");
        assert_eq!(stream.header("content-encoding"), "");
        let hello = stream
            .expect_next(
                &json!({ "type": "hello", "dialog_id": dialog, "last_seq": 0, "state": "assistant" }),
            )
            .await;
        assert!(hello["heartbeat_seconds"].as_i64().unwrap() <= 25);
        app.owner.claims(dialog).await;
        app.owner.says(dialog, "two\nlines: \u{2028} and more").await;
        stream.expect(&said("two\nlines: \u{2028} and more")).await;
        assert_eq!(stream.last_id, Some(2));
    }
    app.finish().await;
}

async fn the_last_event_id_counts_more_than_the_address(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    for word in ["one", "two", "three"] {
        app.owner.says(dialog, word).await;
    }
    let mut stream = Stream::knock(&visitor, dialog, "after=0", Some("3"))
        .await
        .unwrap();
    stream.expect_next(&json!({ "type": "hello" })).await;
    stream
        .expect_next(&json!({ "type": "message", "seq": 4, "text": "three" }))
        .await;
    drop(stream);
    for unreadable in ["", "x", "-4", "99999999999999999999"] {
        let mut stream = Stream::knock(&visitor, dialog, "after=0", Some(unreadable))
            .await
            .unwrap();
        stream.expect_next(&json!({ "type": "hello" })).await;
        stream
            .expect_next(&json!({ "type": "reset", "dialog_id": dialog }))
            .await;
    }
    app.finish().await;
}

async fn who_may_not_is_told_before_the_stream(place: Place) {
    let app = place.app_with("[limits]\nconnections_per_visitor = 1\n").await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let refused = async |who: &Caller| Stream::knock(who, dialog, "", None).await.err().unwrap();
    refused(&visitor.with_token(""))
        .await
        .refuses(401, "unauthenticated");
    refused(&visitor.with_token("short"))
        .await
        .refuses(401, "unauthenticated");
    refused(&app.owner.with_token("no.jwt.at-all"))
        .await
        .refuses(401, "unauthenticated");
    refused(&app.visitor()).await.refuses(404, "not_found");
    let mut first = Stream::open(&visitor, dialog, "").await;
    first.expect_next(&json!({ "type": "hello" })).await;
    let answer = refused(&visitor).await;
    let problem = answer.refuses(429, "rate_limited");
    assert!(problem["retry_after_ms"].as_i64().unwrap() > 0 && !answer.header("retry-after").is_empty());
    drop(first);
    // A socket and a stream share the cap.
    app.is_empty().await;
    let tab = visitor.socket(dialog).await;
    refused(&visitor).await.refuses(429, "rate_limited");
    tab.close().await;
    app.finish().await;
}

async fn a_token_in_the_address_needs_the_setting(place: Place) {
    for (settings, status) in [("", 200), ("tokens_in_query = false\n", 401)] {
        let app = place.app_with(settings).await;
        let visitor = app.visitor();
        let dialog = visitor.opens().await;
        let bare = visitor.with_token("");
        for (who, name, token) in [
            (&bare, "visitor_token", &visitor.token),
            (&Caller::nobody(app.url()), "token", &app.owner.token),
        ] {
            let opened = Stream::knock(who, dialog, &format!("{name}={token}"), None).await;
            assert_eq!(
                opened.map_or_else(|answer| answer.status, |_| 200),
                status,
                "{name}"
            );
        }
        // The header counts more than the address.
        let mixed = format!("visitor_token={}", visitor.token);
        let refused = Stream::knock(&app.visitor(), dialog, &mixed, None)
            .await
            .err()
            .unwrap();
        refused.refuses(404, "not_found");
        app.finish().await;
    }
}

async fn a_stream_takes_a_place_and_gives_it_back(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    let mut desk = operator.socket(dialog).await;
    let mut stream = Stream::open(&visitor, dialog, "").await;
    stream.expect_next(&json!({ "type": "hello" })).await;
    assert_eq!(app.census().connections, 2);
    desk.expect(&json!({ "type": "presence", "visitor": true })).await;
    drop(stream);
    desk.expect(&json!({ "type": "presence", "visitor": false }))
        .await;
    eventually("the place is free", async || {
        (app.census().connections == 1).then_some(())
    })
    .await;
    desk.close().await;
    app.finish().await;
}

async fn a_quiet_stream_is_kept_alive(place: Place) {
    let app = place
        .app_with("[limits]\nping_seconds = 1\nsilent_seconds = 2\n")
        .await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut stream = Stream::open(&visitor, dialog, "").await;
    // Longer than anybody may be silent: that it takes what is written is its sign of life.
    for _ in 0..5 {
        stream.comment().await;
    }
    app.owner.claims(dialog).await;
    stream.expect(&json!({ "type": "handoff_started" })).await;
    drop(stream);
    app.finish().await;
}

async fn a_restart_is_told_as_the_last_event(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut streams = Vec::new();
    for _ in 0..3 {
        let mut stream = Stream::open(&visitor, dialog, "").await;
        stream.expect_next(&json!({ "type": "hello" })).await;
        streams.push(stream);
    }
    let ending = async {
        for mut stream in streams {
            let last = stream.all_that_is_left().await.pop().unwrap();
            assert!(
                fits(&last, &json!({ "type": "reconnect", "why": "restarting" })),
                "{last}"
            );
            assert!(last["retry_after_ms"].as_i64().unwrap() < 3_000, "{last}");
        }
    };
    tokio::join!(ending, app.finish_with_visitors());
}

async fn messages_come_wrapped_for_who_asks(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let mut stream = Stream::open(&visitor, dialog, "after=0&format=wrapped").await;
    stream.expect_next(&json!({ "type": "hello" })).await;
    stream
        .expect_next(&json!({ "type": null, "message": { "seq": 1, "sender": "system" } }))
        .await;
    app.owner.says(dialog, "live").await;
    stream
        .expect(&json!({ "type": null, "message": { "seq": 2, "text": "live" } }))
        .await;
    drop(stream);
    app.finish().await;
}
