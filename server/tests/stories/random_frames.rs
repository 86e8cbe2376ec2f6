//! Frames that nobody would write: changed at random, a few thousand here and as many as
//! `TANDEM_RANDOM_FRAMES` says. The same seed (`TANDEM_RANDOM_SEED`) sends the same frames.

use std::env;
use std::str::FromStr;

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::dice::Dice;
use crate::support::{Place, Socket, TestApp, client_id, stories};

stories!(whatever_is_sent_the_connection_lives);

/// Frames between two looks at whether the connection lives.
const BATCH: u64 = 100;

/// How much more memory the process may hold at the end than after the first tenth, in KiB.
const GROWTH: i64 = 48 * 1024;

/// Every frame of the protocol, as a client in its right mind would send it.
fn sane_frames(app: &TestApp, dialog: i64) -> Vec<Value> {
    let id = client_id();
    vec![
        json!({ "type": "message", "client_id": id, "text": "Where is my parcel?", "expected_epoch": 1 }),
        json!({ "type": "chat_message", "client_id": id, "message": "an older word" }),
        json!({ "type": "typing_start", "preview": "Whe" }),
        json!({ "type": "typing_stop" }),
        json!({ "type": "read", "seq": 1 }),
        json!({ "type": "delivered", "seq": 1 }),
        json!({ "type": "handoff_request", "reason": "please" }),
        json!({ "type": "claim" }),
        json!({ "type": "release", "to": "queue" }),
        json!({ "type": "transfer", "operator_id": app.owner.id }),
        json!({ "type": "note", "client_id": id, "text": "mind the step" }),
        json!({ "type": "subscribe", "after": 0, "history_epoch": "e" }),
        json!({ "type": "unsubscribe" }),
        json!({ "type": "page", "url": "https://shop.example/", "title": "Shop", "referrer": "" }),
        json!({ "type": "ping", "nonce": "n" }),
    ]
    .into_iter()
    .map(|mut frame| {
        frame["dialog_id"] = dialog.into();
        frame
    })
    .collect()
}

fn odd_value(dice: &mut Dice) -> Value {
    match dice.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(i64::MAX),
        4 => json!(u64::MAX),
        5 => json!(1e300),
        6 => json!(0.5),
        7 => json!([[], {}]),
        8 => json!({ "type": "message" }),
        9 => json!("\u{0}\u{202e}\u{1f600}"),
        10 => json!("x".repeat(dice.below(20_000))),
        _ => json!(client_id()),
    }
}

/// One frame: sane, or changed in its fields, or in its bytes.
fn frame(dice: &mut Dice, sane: &[Value]) -> Message {
    let mut frame = dice.pick(sane).clone();
    let fields: Vec<String> = frame.as_object().unwrap().keys().cloned().collect();
    for _ in 0..dice.below(3) {
        let (field, other) = (dice.pick(&fields).clone(), dice.pick(sane).clone());
        let field = if dice.below(4) == 0 {
            dice.pick(&other.as_object().unwrap().keys().cloned().collect::<Vec<_>>())
                .clone()
        } else {
            field
        };
        match dice.below(3) {
            0 => drop(frame.as_object_mut().unwrap().remove(&field)),
            1 => frame[&field] = odd_value(dice),
            _ => frame[&field] = other[&field].clone(),
        }
    }
    let mut bytes = frame.to_string().into_bytes();
    for _ in 0..[0, 0, 1, 2, 5][dice.below(5)] {
        let at = dice.below(bytes.len() + 1).min(bytes.len().saturating_sub(1));
        match dice.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.roll() as u8),
            2 => bytes.splice(at..at, *b"[[[[{{{{").for_each(drop),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    match (dice.below(20), String::from_utf8(bytes)) {
        (0, Ok(text)) => Message::binary(text.into_bytes()),
        (1, Ok(text)) => Message::Ping(
            text.into_bytes()
                .into_iter()
                .take(125)
                .collect::<Vec<u8>>()
                .into(),
        ),
        (_, Ok(text)) => Message::text(text),
        (_, Err(broken)) => Message::binary(broken.into_bytes()),
    }
}

fn setting<T: FromStr>(name: &str, otherwise: T) -> T {
    env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
        .unwrap_or(otherwise)
}

/// Resident memory of this process in KiB; none where the system does not say.
fn memory() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[expect(clippy::print_stdout, reason = "a long run says what it measured")]
async fn whatever_is_sent_the_connection_lives(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let wanted = setting("TANDEM_RANDOM_FRAMES", 3_000_u64);
    let mut dice = Dice(setting("TANDEM_RANDOM_SEED", 7));
    let sane = sane_frames(&app, dialog);
    let mut sockets: [Socket; 3] = [
        visitor.socket(dialog).await,
        app.owner.socket(dialog).await,
        app.owner.inbox().await,
    ];
    let mut settled = None;
    for batch in 0..wanted.div_ceil(BATCH) {
        let socket = &mut sockets[(batch % 3) as usize];
        for _ in 0..BATCH {
            socket.send_raw(frame(&mut dice, &sane)).await;
        }
        // All of them listen: who does not is cut off, and rightly so.
        for socket in &mut sockets {
            socket.round_trip().await;
            socket.seen.clear();
        }
        if batch == wanted.div_ceil(BATCH) / 10 {
            settled = memory();
        }
    }
    if let (Some(before), Some(after)) = (settled, memory()) {
        let told = format!("{wanted} frames: {before} KiB resident after a tenth, {after} at the end");
        println!("{told}");
        assert!(
            after - before < GROWTH,
            "memory grew from {before} to {after} KiB"
        );
    }
    for socket in sockets {
        socket.close().await;
    }
    app.finish().await;
}
