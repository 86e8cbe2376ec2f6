//! What one address may do in a minute, whatever it says of itself.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, Place, client_id, fits, stories};

stories!(
    passwords_are_tried_slowly,
    a_proxy_vouches_only_for_what_it_saw_itself,
    dialogs_are_opened_slowly,
    visitors_speak_slowly,
    an_address_reads_only_so_much,
    typing_is_told_only_so_often,
    of_many_marks_the_furthest_counts,
    whatever_else_is_too_often_is_refused_with_a_time,
);

/// Names a client could give itself, to be counted anew each time.
fn disguise(at: usize) -> [(&'static str, String); 3] {
    [
        ("x-forwarded-for", format!("198.51.100.{at}")),
        ("x-real-ip", format!("198.51.100.{at}")),
        ("forwarded", format!("for=198.51.100.{at}")),
    ]
}

async fn disguised(who: &Caller, path: &str, body: &Value, at: usize) -> Answer {
    let mut request = who.request(Method::POST, path).json(body);
    for (name, value) in disguise(at) {
        request = request.header(name, value);
    }
    Answer::of(path.to_owned(), request.send().await.unwrap()).await
}

fn is_told_to_wait(answer: &Answer) {
    let problem = answer.refuses(429, "rate_limited");
    assert_eq!(problem["retryable"], true);
    assert!(problem["retry_after_ms"].as_u64() > Some(0), "{problem}");
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
}

async fn passwords_are_tried_slowly(place: Place) {
    let app = place.app_with("[limits]\nsign_ins_per_minute = 5\n").await;
    let nobody = Caller::nobody(app.url());
    let login = json!({ "email": "owner@example.com", "password": "wrong horse battery" });
    let mut tried = 0;
    for at in 0..20 {
        let answer = disguised(&nobody, "/auth/login", &login, at).await;
        if answer.status == 401 {
            tried += 1;
        } else {
            is_told_to_wait(&answer);
        }
    }
    assert!((1..=5).contains(&tried), "{tried} passwords were tried");
    // Who is signed in already works on.
    app.owner.get("/me").await.is(200);
    app.visitor().opens().await;
    app.finish().await;
}

async fn a_proxy_vouches_only_for_what_it_saw_itself(place: Place) {
    let settings = "trusted_proxies = [\"127.0.0.1\"]\n[limits]\nsign_ins_per_minute = 5\n";
    let app = place.app_with(settings).await;
    let nobody = Caller::nobody(app.url());
    let login = json!({ "email": "owner@example.com", "password": "wrong horse battery" });
    // What the client wrote itself stands before what the proxy adds: the address that it saw.
    let knock = async |written: String, seen: &str| {
        let request = nobody.request(Method::POST, "/auth/login").json(&login);
        let request = request.header("x-forwarded-for", format!("{written}, {seen}"));
        Answer::of("/auth/login".to_owned(), request.send().await.unwrap()).await
    };
    let mut tried = 0;
    for at in 0..20 {
        let answer = knock(format!("198.51.100.{at}"), "203.0.113.7").await;
        if answer.status == 401 {
            tried += 1;
        } else {
            is_told_to_wait(&answer);
        }
    }
    // A whole minute's worth may come at once; a little time goes by, too.
    assert!((5..=7).contains(&tried), "{tried} passwords were tried");
    // Others behind the same proxy are others, whatever they write.
    let other = knock("203.0.113.7".to_owned(), "203.0.113.8").await;
    other.refuses(401, "invalid_credentials");
    app.finish().await;
}

async fn dialogs_are_opened_slowly(place: Place) {
    let app = place.app_with("[limits]\ndialogs_per_minute = 5\n").await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut opened = 1;
    for at in 0..20 {
        let other = app.visitor();
        let answer = disguised(&other, "/dialogs", &other.opening(), at).await;
        if answer.status == 201 {
            opened += 1;
        } else {
            is_told_to_wait(&answer);
        }
    }
    assert!((2..=5).contains(&opened), "{opened} dialogs were opened");
    // Talking in a dialog that is open is no opening.
    for _ in 0..20 {
        visitor.says(dialog, "Hello").await;
    }
    app.finish().await;
}

async fn visitors_speak_slowly(place: Place) {
    let app = place.app_with("[limits]\nmessages_per_minute = 5\n").await;
    let (visitor, other) = (app.visitor(), app.visitor());
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let mut said = 0;
    for at in 0..10 {
        let id = tab.says(&format!("{at}")).await;
        let answer = tab.expect(&json!({ "client_id": id })).await;
        if answer["type"] == "ack" {
            said += 1;
            continue;
        }
        assert_eq!(
            (&answer["type"], &answer["code"]),
            (&json!("error"), &json!("rate_limited"))
        );
        assert_eq!(answer["retryable"], true);
        assert!(answer["retry_after_ms"].as_u64() > Some(0), "{answer}");
    }
    // What is counted is the visitor, whatever carries the words; a little time goes by, too.
    assert!((5..=7).contains(&said), "{said} messages were taken");
    let path = format!("/dialogs/{dialog}/messages");
    let mut refused = None;
    for _ in 0..5 {
        let new = json!({ "client_id": client_id(), "text": "and more" });
        let answer = visitor.post(&path, &new).await;
        if answer.status == 429 {
            refused = Some(answer);
        }
    }
    is_told_to_wait(&refused.expect("nothing was refused"));
    // Others speak on, and so does the staff.
    other.says(other.opens().await, "Hello").await;
    app.owner.claims(dialog).await;
    for _ in 0..10 {
        app.owner.says(dialog, "Hello").await;
    }
    tab.close().await;
    app.finish().await;
}

async fn an_address_reads_only_so_much(place: Place) {
    let app = place
        .app_with("trusted_proxies = [\"127.0.0.1\"]\n[limits]\nreads_per_minute = 5\n")
        .await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let path = format!("/dialogs/{dialog}/messages");
    let read = async |from: &str| {
        let request = visitor
            .request(Method::GET, &path)
            .header("x-forwarded-for", from);
        Answer::of(path.clone(), request.send().await.unwrap()).await
    };
    let mut taken = 0;
    for _ in 0..20 {
        // What stands before the proxy's own word is what anybody may claim.
        let answer = read(&format!("198.51.100.{taken}, 203.0.113.1")).await;
        if answer.status == 200 {
            taken += 1;
        } else {
            is_told_to_wait(&answer);
        }
    }
    assert!((5..=7).contains(&taken), "{taken} answers were given");
    // Others read on, and who may not read may still speak.
    read("203.0.113.2").await.is(200);
    let words = json!({ "client_id": client_id(), "text": "Hello" });
    let said = visitor.request(Method::POST, &path).json(&words);
    let said = said
        .header("x-forwarded-for", "203.0.113.1")
        .send()
        .await
        .unwrap();
    assert_eq!(said.status(), 201);
    app.finish().await;
}

async fn typing_is_told_only_so_often(place: Place) {
    let app = place.app_with("[limits]\ntyping_per_minute = 4\n").await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut desk = app.owner.socket(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    desk.caught_up(&app).await;
    for _ in 0..1_000 {
        tab.send(&json!({ "type": "typing_start" })).await;
    }
    // Whoever types too much hears no complaint, and what they say arrives.
    let frames = tab.round_trip().await;
    assert!(frames.is_empty(), "{frames:?}");
    tab.says("Here it is").await;
    let said = json!({ "type": "message", "text": "Here it is" });
    let mut shown = 0;
    loop {
        let frame = desk.next().await;
        if fits(&frame, &said) {
            break;
        }
        shown += usize::from(frame["type"] == "typing_start");
    }
    assert!((4..=6).contains(&shown), "{shown} were told");
    let path = format!("/dialogs/{dialog}/typing");
    for _ in 0..10 {
        visitor.post(&path, &json!({ "on": true })).await.is(204);
    }
    for socket in [desk, tab] {
        socket.close().await;
    }
    app.finish().await;
}

async fn of_many_marks_the_furthest_counts(place: Place) {
    // One more every 300 ms.
    let app = place
        .app_with("[limits]\nmarks_per_minute = 200\nmessages_per_minute = 0\n")
        .await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    for at in 0..5 {
        app.owner.says(dialog, &format!("{at}")).await;
    }
    let mut tab = visitor.socket(dialog).await;
    let mut desk = app.owner.socket(dialog).await;
    for round in 0..1_000 {
        let seq = 1 + round % 4;
        tab.send(&json!({ "type": "read", "seq": seq })).await;
    }
    tab.send(&json!({ "type": "read", "seq": 6 })).await;
    // The last one came when there was no room for it any more: it is set all the same.
    desk.expect(&json!({ "type": "read", "sender": "user", "seq": 6 }))
        .await;
    let complaints = tab.round_trip().await;
    assert!(
        complaints.iter().all(|frame| frame["type"] != "error"),
        "{complaints:?}"
    );
    // Who marks by HTTP is told when to come back.
    let path = format!("/dialogs/{dialog}/read");
    let mut refused = None;
    for _ in 0..300 {
        let answer = visitor.post(&path, &json!({ "seq": 6 })).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    is_told_to_wait(&refused.expect("nothing was refused"));
    for socket in [desk, tab] {
        socket.close().await;
    }
    app.finish().await;
}

async fn whatever_else_is_too_often_is_refused_with_a_time(place: Place) {
    let app = place.app_with("[limits]\nactions_per_minute = 5\n").await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let (mut tab, mut inbox) = (visitor.socket(dialog).await, app.owner.inbox().await);
    let mut refused = [0, 0];
    for at in 0..20 {
        let page = json!({ "type": "page", "url": format!("https://shop.example/{at}"), "title": "", "referrer": "" });
        tab.send(&page).await;
        inbox
            .send(&json!({ "type": "subscribe", "dialog_id": dialog }))
            .await;
    }
    for (refused, frames) in refused
        .iter_mut()
        .zip([tab.round_trip().await, inbox.round_trip().await])
    {
        for frame in frames.iter().filter(|frame| frame["type"] == "error") {
            assert_eq!(
                (&frame["code"], &frame["retryable"]),
                (&json!("rate_limited"), &json!(true))
            );
            assert!(frame["retry_after_ms"].as_u64() > Some(0), "{frame}");
            *refused += 1;
        }
    }
    assert!(
        refused.iter().all(|count| (13..=15).contains(count)),
        "{refused:?}"
    );
    let answer = app.owner.tries_to("claim", dialog).await;
    is_told_to_wait(&answer);
    // Words are no such thing.
    visitor.says(dialog, "Hello").await;
    for socket in [tab, inbox] {
        socket.close().await;
    }
    app.finish().await;
}
