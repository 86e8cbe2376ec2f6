//! Places and dialogs that cannot be: told as `reset`, 4004 or a problem; never as silence, never as an answer
//! without a code.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Caller, Place, Socket, Stream, TestApp, fits, stories};

stories!(
    a_place_that_cannot_be_is_told_everywhere,
    a_dialog_that_cannot_be_is_none_everywhere,
    a_place_on_the_inbox_is_checked_too,
);

/// Places that are no numbers, or none of ours.
const ODD: [&str; 12] = [
    "-1",
    "-9223372036854775808",
    "9223372036854775808",
    "99999999999999999999999999",
    "18446744073709551616",
    "1e9",
    "0x10",
    "NaN",
    "7.5",
    "null",
    "",
    "%20",
];

/// Numbers that no history has come to.
const AHEAD: [&str; 3] = ["5000", "9007199254740993", "9223372036854775807"];

async fn everybody(app: &TestApp) -> [Caller; 3] {
    let site = app.site().await;
    [app.visitor(), site.user(app, "customer-3"), app.owner.clone()]
}

/// A dialog of theirs with one entry.
async fn with_one_entry(app: &TestApp, who: &Caller) -> i64 {
    let dialog = if who.is_operator() {
        app.visitor().opens().await
    } else {
        who.opens().await
    };
    app.owner.claims(dialog).await;
    dialog
}

async fn a_place_that_cannot_be_is_told_everywhere(place: Place) {
    let app = place.app().await;
    let mut cases = 0;
    for who in everybody(&app).await {
        let dialog = with_one_entry(&app, &who).await;
        let elsewhere = [
            "after=0&history_epoch=of-another",
            "history_epoch=",
            "after=1&history_epoch=%00",
        ];
        let places = ODD.iter().chain(&AHEAD).map(|after| format!("after={after}"));
        for claimed in places.chain(elsewhere.map(str::to_owned)) {
            let mut socket = who.knock(dialog, &claimed).await;
            let mut stream = Stream::open(&who, dialog, &claimed).await;
            let (hello, reset) = (
                json!({ "type": "hello", "last_seq": 1 }),
                json!({ "type": "reset" }),
            );
            socket.expect_next(&hello).await;
            let told = socket.expect_next(&reset).await;
            stream.expect_next(&hello).await;
            assert_eq!(stream.expect_next(&reset).await, told, "{claimed}");
            socket.close().await;
            cases += 2;
        }
        for (way, odd) in ODD
            .iter()
            .flat_map(|odd| [("after", odd), ("before", odd), ("limit", odd)])
        {
            if (way, *odd) == ("limit", "-1") || (way, *odd) == ("limit", "-9223372036854775808") {
                continue;
            }
            let refused = who.get(&format!("/dialogs/{dialog}/messages?{way}={odd}")).await;
            refused.refuses(422, "invalid_request");
            cases += 1;
        }
        for (ahead, wait) in AHEAD.iter().flat_map(|ahead| [(ahead, 0), (ahead, 25)]) {
            let asked = Instant::now();
            let page = who
                .get(&format!("/dialogs/{dialog}/messages?after={ahead}&wait={wait}"))
                .await
                .is(200);
            // Nothing will ever follow a number that this history has not come to.
            assert!(asked.elapsed() < Duration::from_secs(20), "{ahead}");
            assert_eq!(
                (&page["items"], &page["last_seq"]),
                (&json!([]), &json!(1)),
                "{ahead}"
            );
            cases += 1;
        }
    }
    assert!(cases >= 200, "{cases} cases");
    app.finish().await;
}

async fn a_dialog_that_cannot_be_is_none_everywhere(place: Place) {
    let app = place.app().await;
    let odd = [
        "0",
        "-1",
        "99999",
        "9007199254740993",
        "9223372036854775808",
        "abc",
        "1.5",
        "%ff",
        "%00",
        "1e3",
    ];
    for who in everybody(&app).await {
        if !who.is_operator() {
            who.opens().await;
        }
        let address = who.socket_address(424_242);
        for dialog in odd {
            let mut socket = Socket::open(&address.replace("424242", dialog), Some(&who.token)).await;
            assert_eq!(socket.expect_close(4004).await, [] as [Value; 0], "{dialog}");
            let mut faces = Vec::new();
            for path in ["events?after=0", "messages?after=0"] {
                let answer = who.get(&format!("/dialogs/{dialog}/{path}")).await;
                answer.refuses(404, "not_found");
                faces.push(answer.text);
            }
            assert_eq!(faces[0], faces[1]);
            let message = json!({ "client_id": crate::support::client_id(), "text": "Hello?" });
            who.post(&format!("/dialogs/{dialog}/messages"), &message)
                .await
                .refuses(404, "not_found");
        }
    }
    app.finish().await;
}

async fn a_place_on_the_inbox_is_checked_too(place: Place) {
    let app = place.app().await;
    let dialog = with_one_entry(&app, &app.owner).await;
    let mut inbox = app.owner.inbox().await;
    for after in [json!(-1), json!(5_000), json!(i64::MAX), json!(i64::MIN)] {
        inbox
            .send(&json!({ "type": "subscribe", "dialog_id": dialog, "after": after }))
            .await;
        inbox
            .expect(&json!({ "type": "hello", "dialog_id": dialog }))
            .await;
        inbox
            .expect_next(&json!({ "type": "reset", "dialog_id": dialog }))
            .await;
    }
    for after in [json!("1"), json!(1.5), json!(1e300), json!([]), json!(true)] {
        inbox
            .send(&json!({ "type": "subscribe", "dialog_id": dialog, "after": after }))
            .await;
        inbox
            .expect(&json!({ "type": "error", "code": "invalid_request", "retryable": false }))
            .await;
    }
    for odd in [json!(0), json!(-7), json!(1_i64 << 60), json!(99_999)] {
        inbox
            .send(&json!({ "type": "subscribe", "dialog_id": odd, "after": 0 }))
            .await;
        let error = inbox.expect(&json!({ "type": "error" })).await;
        let known = ["not_found", "invalid_request"]
            .iter()
            .any(|code| fits(&error, &json!({ "code": code })));
        assert!(known, "{error}");
    }
    inbox.close().await;
    app.finish().await;
}
