//! A database that somebody else holds: nobody is kept waiting, and afterwards all is as before.

use serde_json::{Value, json};
use sqlx::{Connection, Executor, PgConnection, SqliteConnection};
use tokio::time::Instant;

use crate::support::{Place, Socket, TestApp, eventually, stories};

stories!(a_database_that_is_held_keeps_nobody_waiting);

/// Somebody else at the database, who lets nobody write.
enum Grip {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Grip {
    async fn on(place: &Place) -> Self {
        if let Some(url) = &place.database_url {
            let mut holder = PgConnection::connect(url).await.unwrap();
            holder.execute("begin").await.unwrap();
            holder
                .execute("lock table messages, dialogs in exclusive mode")
                .await
                .unwrap();
            return Self::Postgres(holder);
        }
        let file = place.folder.join("tandem.db");
        let mut holder = SqliteConnection::connect(&format!("sqlite://{}", file.display()))
            .await
            .unwrap();
        holder.execute("begin immediate").await.unwrap();
        Self::Sqlite(holder)
    }

    async fn let_go(self) {
        match self {
            Self::Sqlite(holder) => holder.close().await.unwrap(),
            Self::Postgres(holder) => holder.close().await.unwrap(),
        }
    }
}

async fn readiness(app: &TestApp) -> (u16, Value) {
    let answer = reqwest::get(format!("{}/readyz", app.url())).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// Says it until it is taken.
async fn gets_through(tab: &mut Socket, id: &str) {
    loop {
        tab.send(&json!({ "type": "message", "client_id": id, "text": "Hello" }))
            .await;
        let answer = tab.expect(&json!({ "client_id": id })).await;
        if answer["type"] == "ack" {
            return;
        }
        assert_eq!(answer["retryable"], true, "{answer}");
    }
}

async fn a_database_that_is_held_keeps_nobody_waiting(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    assert_eq!(readiness(&app).await.0, 200);

    let grip = Grip::on(&place).await;
    let start = Instant::now();
    let id = tab.says("Hello").await;
    // Behind it, on the same connection: it must not wait for both.
    let second = tab.says("Hello").await;
    let path = format!("/dialogs/{dialog}/messages");
    let posted = json!({ "client_id": crate::support::client_id(), "text": "by the other way" });
    let refused = visitor.post(&path, &posted).await;
    let problem = refused.refuses(503, "unavailable");
    assert!(problem["retry_after_ms"].as_u64() > Some(0), "{problem}");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    let error = tab.expect(&json!({ "client_id": id })).await;
    assert_eq!(
        (&error["type"], &error["code"]),
        (&json!("error"), &json!("unavailable"))
    );
    assert!(error["retry_after_ms"].as_u64() > Some(0), "{error}");
    let error = tab.expect(&json!({ "client_id": second })).await;
    assert_eq!(error["retryable"], true, "{error}");
    // Five seconds, and what a busy machine adds to it.
    assert!(start.elapsed().as_millis() < 6_500, "{:?}", start.elapsed());
    // Reading goes on, and the guard at the door knows.
    visitor.get(&format!("{path}?after=0")).await.is(200);
    let (status, body) = readiness(&app).await;
    assert_eq!((status, &body["status"]), (503, &json!("degraded")));

    grip.let_go().await;
    gets_through(&mut tab, &id).await;
    gets_through(&mut tab, &second).await;
    eventually("the server is ready again", async || {
        (readiness(&app).await.0 == 200).then_some(())
    })
    .await;
    let heard = visitor.history(dialog).await;
    let hellos = heard.iter().filter(|entry| entry["client_id"] == id).count();
    assert_eq!(hellos, 1, "{heard:?}");
    tab.close().await;
    app.finish().await;
}
