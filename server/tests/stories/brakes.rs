//! What one address may do in a minute, whatever it says of itself.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, Place, client_id, stories};

stories!(
    passwords_are_tried_slowly,
    a_proxy_vouches_only_for_what_it_saw_itself,
    dialogs_are_opened_slowly,
    visitors_speak_slowly,
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
