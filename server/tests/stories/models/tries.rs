//! A try that breaks in the middle, as it looks to who reads along.

use serde_json::json;
use stub::{Ending, Gate, Provider, Script};

use super::house;
use crate::support::{Place, Socket, eventually, stories};

stories!(
    what_is_shown_of_a_try_that_broke_stays_until_the_next_has_come_as_far,
    who_writes_on_between_two_tries_gets_both_answers,
);

const SHOWN: &str = "One two";

async fn what_is_shown_of_a_try_that_broke_stays_until_the_next_has_come_as_far(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    let gate = Gate::new();
    let begun = ["One ", "two ", "three."];
    provider.next(Script::text(begun).gated(&gate).cut_after(3, Ending::Closed));
    let again = Gate::new();
    provider.next(Script::text(["One ", "two ", "three ", "four ", "five."]).gated(&again));
    let dialog = visitor.opens().await;
    let mut screen = visitor.socket(dialog).await;
    screen.says("How many?").await;
    gate.release(2);
    eventually("two words", async || {
        let active = visitor.get("/generations?status=active").await.is(200);
        (active["items"][0]["text"] == SHOWN).then_some(())
    })
    .await;
    gate.open();
    eventually("the first try broke", async || {
        (provider.tries() == 2).then_some(())
    })
    .await;

    // The second try has written a word, and nobody sees a difference: neither who reads along, nor who polls, nor who
    // comes in now.
    again.release(1);
    app.barrier().await;
    let active = visitor.get("/generations?status=active").await.is(200);
    let shown = active["items"][0]["text"].as_str().unwrap().to_owned();
    assert!(shown.starts_with(SHOWN), "{shown:?}");
    assert_eq!(active["items"][0]["attempts"], 1);
    let mut late = visitor.socket(dialog).await;
    let snapshot = late.expect(&json!({ "type": "generation_snapshot" })).await;
    assert_eq!(
        (&snapshot["text"], &snapshot["attempt"]),
        (&json!(shown), &json!(1))
    );

    // Now it has come as far, and takes its place in one step.
    again.release(3);
    for socket in [&mut screen, &mut late] {
        let step = socket
            .expect(&json!({ "type": "generation_snapshot", "attempt": 2 }))
            .await;
        let text = step["text"].as_str().unwrap();
        assert!(text.starts_with(SHOWN) && text.len() >= shown.len(), "{text:?}");
    }
    again.open();
    for socket in [&mut screen, &mut late] {
        socket.expect(&json!({ "type": "generation_completed" })).await;
        assert_eq!(starts(socket), 1, "{:?}", socket.seen);
    }
    let said = visitor.history(dialog).await;
    assert_eq!(said.last().unwrap()["text"], "One two three four five.");
    for socket in [screen, late] {
        socket.close().await;
    }
    app.finish().await;
}

fn starts(socket: &Socket) -> usize {
    let starts = socket
        .seen
        .iter()
        .filter(|frame| frame["type"] == "generation_started");
    starts.count()
}

/// The words that were shown are not answered away by a further question while a further try is on its way.
async fn who_writes_on_between_two_tries_gets_both_answers(place: Place) {
    let provider = Provider::start().await;
    let app = house(&place, &provider).await;
    let visitor = app.visitor();
    let gate = Gate::new();
    provider.next(Script::text(["One ", "two "]).cut_after(2, Ending::Closed));
    provider.next(Script::text(["One ", "two ", "three."]).gated(&gate));
    let dialog = visitor.asks("How many?").await;
    eventually("the first try broke", async || {
        (provider.tries() == 2).then_some(())
    })
    .await;
    provider.next(Script::text(["Four."]));
    visitor.says(dialog, "And then?").await;
    gate.open();
    let answer = visitor
        .reads_of("assistant", dialog, |text| text == "Four.")
        .await;
    assert_eq!(answer["seq"], 4);
    let said = visitor.history(dialog).await;
    assert_eq!(said[2]["text"], "One two three.");
    app.finish().await;
}
