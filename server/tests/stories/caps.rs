//! Places are limited, and one side's crowd never shuts out the other.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, Place, Socket, eventually, stories};

stories!(
    a_crowd_of_clients_leaves_room_for_operators,
    one_visitor_has_only_so_many_places,
    one_operator_has_only_so_many_places,
    one_address_has_only_so_many_places,
    a_full_node_keeps_places_for_operators,
    an_inbox_follows_only_so_many_dialogs,
);

/// Turned away, but told when to come back.
async fn is_turned_away(mut socket: Socket) {
    let frames = socket.expect_close(4029).await;
    let [reconnect] = frames.as_slice() else {
        panic!("not told to come back: {frames:?}")
    };
    assert_eq!(reconnect["type"], "reconnect");
    assert!(reconnect["retry_after_ms"].as_u64() > Some(0), "{reconnect}");
}

async fn a_crowd_of_clients_leaves_room_for_operators(place: Place) {
    let app = place
        .app_with("[limits]\nconnections_per_visitor = 60\nconnections_per_operator = 60")
        .await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut crowd = Vec::new();
    for _ in 0..50 {
        crowd.push(visitor.socket(dialog).await);
    }
    is_turned_away(visitor.knock(dialog, "").await).await;
    let mut staff = Vec::new();
    for _ in 0..50 {
        staff.push(app.owner.socket(dialog).await);
    }
    is_turned_away(app.owner.knock(dialog, "").await).await;
    app.owner.claims(dialog).await;
    for socket in crowd.iter_mut().chain(&mut staff) {
        socket.expect(&json!({ "type": "handoff_started" })).await;
    }
    // Another dialog is another crowd.
    visitor.socket(visitor.opens().await).await.close().await;
    for socket in crowd.into_iter().chain(staff) {
        socket.close().await;
    }
    app.finish().await;
}

async fn one_visitor_has_only_so_many_places(place: Place) {
    let app = place.app().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    let dialogs = [visitor.opens().await, visitor.opens().await];
    let mut tabs = Vec::new();
    for at in 0..5 {
        tabs.push(visitor.socket(dialogs[at % 2]).await);
    }
    for dialog in dialogs {
        is_turned_away(visitor.knock(dialog, "").await).await;
    }
    other.socket(other.opens().await).await.close().await;
    // A place that is given back can be taken again.
    tabs.pop().unwrap().close().await;
    eventually("four places taken", async || {
        (app.census().connections == 4).then_some(())
    })
    .await;
    tabs.push(visitor.socket(dialogs[1]).await);
    // Who finds no place reads and writes by polling.
    visitor.says(dialogs[0], "by polling").await;
    for tab in tabs {
        tab.close().await;
    }
    app.finish().await;
}

async fn one_operator_has_only_so_many_places(place: Place) {
    let app = place.app_with("[limits]\nconnections_per_operator = 3").await;
    let dialog = app.visitor().opens().await;
    let operator = app.operator().await;
    let open = [
        operator.inbox().await,
        operator.socket(dialog).await,
        operator.socket(dialog).await,
    ];
    is_turned_away(operator.knock(dialog, "").await).await;
    app.owner.socket(dialog).await.close().await;
    for socket in open {
        socket.close().await;
    }
    app.finish().await;
}

async fn one_address_has_only_so_many_places(place: Place) {
    let app = place
        .app_with("trusted_proxies = [\"127.0.0.1\"]\n[limits]\nconnections_per_address = 2")
        .await;
    let from = async |who: &Caller, dialog: i64, address: &str| {
        let mut request = Socket::request(&who.socket_address(dialog), Some(&who.token));
        let headers = request.headers_mut();
        headers.insert("x-forwarded-for", address.parse().unwrap());
        Socket::open_as(request).await.unwrap()
    };
    let hello = json!({ "type": "hello" });
    let mut open = Vec::new();
    let mut dialogs = Vec::new();
    // What stands left of the proxy's word is what anybody may claim.
    for (at, address) in ["203.0.113.7", "198.51.100.9, 203.0.113.7"].iter().enumerate() {
        let visitor = app.visitor();
        dialogs.push(visitor.opens().await);
        let mut socket = from(&visitor, dialogs[at], address).await;
        socket.expect(&hello).await;
        open.push(socket);
    }
    let late = app.visitor();
    let dialog = late.opens().await;
    is_turned_away(from(&late, dialog, "10.0.0.1, 203.0.113.7").await).await;
    let stream = late
        .request(reqwest::Method::GET, &format!("/dialogs/{dialog}/events"))
        .header("x-forwarded-for", "203.0.113.7");
    let refused = Answer::of("events".to_owned(), stream.send().await.unwrap()).await;
    assert!(refused.refuses(429, "rate_limited")["retry_after_ms"].as_u64() > Some(0));
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    // From elsewhere, and as an operator from there, one comes in; and again, once there is room.
    for (who, dialog, address) in [
        (&late, dialog, "203.0.113.8"),
        (&app.owner, dialogs[0], "203.0.113.7"),
    ] {
        let mut socket = from(who, dialog, address).await;
        socket.expect(&hello).await;
        open.push(socket);
    }
    for socket in open {
        socket.close().await;
    }
    app.is_empty().await;
    let mut socket = from(&late, dialog, "203.0.113.7").await;
    socket.expect(&hello).await;
    socket.close().await;
    app.finish().await;
}

async fn a_full_node_keeps_places_for_operators(place: Place) {
    let settings = "[limits]\nconnections_total = 4\nconnections_kept_for_operators = 2";
    let app = place.app_with(settings).await;
    let mut open = Vec::new();
    let knock = async |who: &Caller, dialog: i64| {
        let request = Socket::request(&who.socket_address(dialog), Some(&who.token));
        Socket::open_as(request).await
    };
    let dialog = app.visitor().opens().await;
    for _ in 0..2 {
        let visitor = app.visitor();
        open.push(visitor.socket(visitor.opens().await).await);
    }
    let late = app.visitor();
    let late_dialog = late.opens().await;
    assert_eq!(knock(&late, late_dialog).await.err(), Some(503));
    for _ in 0..2 {
        open.push(app.owner.socket(dialog).await);
    }
    assert_eq!(knock(&app.owner, dialog).await.err(), Some(503));
    for socket in open {
        socket.close().await;
    }
    app.is_empty().await;
    late.socket(late_dialog).await.close().await;
    app.finish().await;
}

async fn an_inbox_follows_only_so_many_dialogs(place: Place) {
    let app = place.app_with("[limits]\nsubscriptions_per_connection = 2").await;
    let visitor = app.visitor();
    let mut inbox = app.owner.inbox().await;
    let mut dialogs = Vec::new();
    for _ in 0..3 {
        dialogs.push(visitor.opens().await);
    }
    let about = |kind: &str, dialog: i64| json!({ "type": kind, "dialog_id": dialog });
    for dialog in &dialogs[..2] {
        inbox.send(&about("subscribe", *dialog)).await;
        inbox.expect(&about("hello", *dialog)).await;
    }
    inbox.send(&about("subscribe", dialogs[2])).await;
    let refused = inbox.expect(&about("error", dialogs[2])).await;
    assert_eq!(refused["code"], "limit_reached");
    // The same one again is none more.
    inbox.send(&about("subscribe", dialogs[0])).await;
    inbox.expect(&about("hello", dialogs[0])).await;
    inbox.send(&about("unsubscribe", dialogs[0])).await;
    inbox.send(&about("subscribe", dialogs[2])).await;
    inbox.expect(&about("hello", dialogs[2])).await;
    let seats = app.census().seats;
    assert_eq!(Value::from(seats), 2);
    inbox.close().await;
    app.finish().await;
}
