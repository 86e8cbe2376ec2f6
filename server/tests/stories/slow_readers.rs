//! Who does not read is cut off at a bound, costs nobody else anything, and misses nothing in the end.

use serde_json::{Value, json};

use crate::support::{Place, Socket, TestApp, stories};

stories!(who_does_not_read_is_cut_off_and_comes_back_to_everything);

/// What may wait for one connection here.
const BOUND: &str = "[limits]\noutbox_frames = 8\n";

/// Messages by which the kernel's own buffers must be full too, and the bound reached: some 13 MB.
const MOST: usize = 800;

/// Whether the reader has lost the place.
fn is_cut_off(app: &TestApp, seats: usize) -> bool {
    app.census().seats < seats
}

/// The numbers of a list of entries.
fn numbers(entries: &[Value]) -> Vec<i64> {
    let numbered = entries.iter().filter(|frame| frame["type"] == "message");
    numbered.map(|frame| frame["seq"].as_i64().unwrap()).collect()
}

/// Reads what comes up to the number `end`.
async fn reads_up_to(socket: &mut Socket, end: i64) {
    socket.expect(&json!({ "type": "message", "seq": end })).await;
}

async fn who_does_not_read_is_cut_off_and_comes_back_to_everything(place: Place) {
    let app = place.app_with(BOUND).await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let dialog = visitor.opens().await;
    operator.claims(dialog).await;
    let mut quick = visitor.knock(dialog, "after=0").await;
    let mut slow = visitor.knock(dialog, "after=0").await;
    for tab in [&mut quick, &mut slow] {
        reads_up_to(tab, 1).await;
    }
    let seats = app.census().seats;
    let long = "ы".repeat(8_000);
    let mut end = 1;
    for _ in 0..MOST {
        let said = operator.says(dialog, &long).await;
        end = said["seq"].as_i64().unwrap();
        reads_up_to(&mut quick, end).await;
        if is_cut_off(&app, seats) {
            break;
        }
    }
    assert!(is_cut_off(&app, seats), "who reads nothing is kept for ever");
    // What had left the server before is all there, without a gap; then the reason.
    let heard = numbers(&slow.expect_close(4008).await);
    let last = 1 + heard.len() as i64;
    assert_eq!(heard, (2..=last).collect::<Vec<_>>());
    assert!(last < end, "nothing was held back");

    let mut back = visitor.knock(dialog, &format!("after={last}")).await;
    reads_up_to(&mut back, end).await;
    assert_eq!(numbers(&back.seen), (last + 1..=end).collect::<Vec<_>>());
    assert_eq!(numbers(&quick.seen), (1..=end).collect::<Vec<_>>());
    quick.close().await;
    back.close().await;
    app.finish().await;
}
