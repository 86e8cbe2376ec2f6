//! Connections over which nobody has proved who they are: short, small and few.

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::support::{PATIENCE, Place, TestApp, eventually, stories};

stories!(
    strangers_may_not_stay,
    who_is_known_may_stay,
    a_head_is_bounded,
    bodies_of_strangers_are_small,
    strangers_of_one_address_are_few,
    strangers_are_few,
);

/// A stranger's life here, in seconds.
const LIFE: &str = "[limits]\nstranger_seconds = 1";

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url().trim_start_matches("http://"))
        .await
        .unwrap()
}

async fn says(app: &TestApp, words: &str) -> TcpStream {
    let mut stream = connect(app).await;
    stream.write_all(words.as_bytes()).await.unwrap();
    stream
}

/// Everything that comes until the server ends the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut heard = Vec::new();
    // A reset ends it too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut heard))
        .await
        .expect("the server kept the connection");
    String::from_utf8_lossy(&heard).into_owned()
}

async fn strangers_may_not_stay(place: Place) {
    let app = place.app_with(LIFE).await;
    let upgrade = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
    };
    let post = "POST /api/v1/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let words = [
        // Not a byte.
        String::new(),
        "GET /healthz HT".to_owned(),
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ".to_owned(),
        // Asked, answered, and then silent.
        "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        // Many in a row.
        "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n".repeat(500),
        // A body that never ends.
        format!("{post}content-length: 30\r\n\r\n{{\"email\""),
        format!("{post}transfer-encoding: chunked\r\n\r\n5\r\n{{\"ema"),
        format!("{post}content-length: 30\r\nexpect: 100-continue\r\n\r\n"),
        // Sockets of nobody, which do not answer the close.
        upgrade("/ws/inbox"),
        upgrade("/ws/inbox?token=x"),
        upgrade("/ws/dialogs/1"),
        upgrade("/ws/widget/dialogs/1?assistant_id=x&visitor_token=y"),
    ];
    let start = Instant::now();
    let mut strangers = Vec::new();
    for words in &words {
        strangers.push(says(&app, words).await);
    }
    join_all(strangers.into_iter().map(rest)).await;
    // One second, and what a busy machine adds to it.
    assert!(start.elapsed().as_secs() < 8, "{:?}", start.elapsed());
    app.finish().await;
}

async fn who_is_known_may_stay(place: Place) {
    let app = place.app_with(LIFE).await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let token = &app.owner.token;
    let ask = format!("GET /api/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\r\n");
    let mut known = says(&app, &ask).await;
    // As long as a stranger stays, and then some: this one came later.
    rest(connect(&app).await).await;
    rest(connect(&app).await).await;
    known.write_all(ask.as_bytes()).await.unwrap();
    known
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let heard = rest(known).await;
    assert_eq!(heard.matches("HTTP/1.1 200").count(), 3, "{heard}");
    tab.says("still here").await;
    tab.expect(&serde_json::json!({ "type": "ack" })).await;
    tab.close().await;
    app.finish().await;
}

async fn a_head_is_bounded(place: Place) {
    let app = place.app().await;
    let request = |bytes: usize| {
        let long = "x".repeat(bytes);
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-long: {long}\r\n\r\n")
    };
    assert!(
        rest(says(&app, &request(7_000)).await)
            .await
            .starts_with("HTTP/1.1 200")
    );
    let mut stream = connect(&app).await;
    // It may be refused before all of it is sent.
    let _ = stream.write_all(request(40_000).as_bytes()).await;
    let heard = rest(stream).await;
    assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 431"), "{heard}");
    app.finish().await;
}

async fn bodies_of_strangers_are_small(place: Place) {
    let app = place.app().await;
    let text = "語".repeat(8_000);
    let visitor = app.visitor();
    let mut opening = visitor.opening();
    opening["message"] = serde_json::json!({ "client_id": crate::support::client_id(), "text": text });
    visitor.post("/dialogs", &opening).await.is(201);
    opening["message"]["text"] = "x".repeat(50_000).into();
    visitor
        .post("/dialogs", &opening)
        .await
        .refuses(413, "payload_too_large");
    let login = serde_json::json!({ "email": "x".repeat(50_000), "password": "y" });
    let nobody = crate::support::Caller::nobody(app.url());
    nobody
        .post("/auth/login", &login)
        .await
        .refuses(413, "payload_too_large");
    app.finish().await;
}

/// Silent connections, and what somebody hears who comes after them.
async fn crowd(app: &TestApp, size: usize) -> (Vec<TcpStream>, String) {
    let mut crowd = Vec::new();
    for _ in 0..size {
        crowd.push(connect(app).await);
    }
    let late = says(
        app,
        "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    (crowd, rest(late).await)
}

async fn is_let_in_again(app: &TestApp) {
    eventually("there is room again", async || {
        let late = says(
            app,
            "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        )
        .await;
        rest(late).await.starts_with("HTTP/1.1 200").then_some(())
    })
    .await;
}

async fn strangers_of_one_address_are_few(place: Place) {
    let app = place.app_with("[limits]\nstrangers_per_address = 8").await;
    // Who is known takes nobody's place.
    let known = app.owner.inbox().await;
    let (crowd, heard) = crowd(&app, 8).await;
    assert!(heard.starts_with("HTTP/1.1 503"), "{heard}");
    assert!(heard.contains("retry-after: "), "{heard}");
    drop(crowd);
    is_let_in_again(&app).await;
    known.close().await;
    app.finish().await;
}

async fn strangers_are_few(place: Place) {
    let app = place
        .app_with("[limits]\nstrangers = 8\nstrangers_per_address = 0\nstranger_seconds = 30")
        .await;
    let (crowd, heard) = crowd(&app, 8).await;
    assert!(heard.starts_with("HTTP/1.1 503"), "{heard}");
    drop(crowd);
    is_let_in_again(&app).await;
    app.finish().await;
}
