//! A person takes over while the assistant writes: from then on the assistant says nothing more.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Caller, KNOWN, LONG_ANSWER, Place, Socket, TestApp, stories};

stories!(
    no_word_of_the_assistant_after_a_person_took_over,
    an_answer_is_before_the_hand_over_or_never,
    a_newer_question_is_answered_after_what_shows_already
);

/// Take-overs, and how many of them happen at the same time.
const ROUNDS: usize = 50;
const LANES: usize = 5;

const SLOWLY: &str = "answer_pace_ms = 8\n";

async fn no_word_of_the_assistant_after_a_person_took_over(place: Place) {
    let app = place.app_with(SLOWLY).await;
    let operator = app.operator().await;
    let lanes = (0..LANES).map(|lane| {
        let (app, operator) = (&app, &operator);
        async move {
            let mut interrupted = 0;
            for round in (lane..ROUNDS).step_by(LANES) {
                interrupted += usize::from(takes_over(app, operator, round).await);
            }
            interrupted
        }
    });
    let interrupted: usize = join_all(lanes).await.into_iter().sum();
    assert!(
        interrupted > ROUNDS / 2,
        "only {interrupted} answers were interrupted"
    );
    app.finish().await;
}

/// Whether the answer was interrupted.
async fn takes_over(app: &TestApp, operator: &Caller, round: usize) -> bool {
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let mut desk = operator.socket(dialog).await;
    tab.says(LONG_ANSWER).await;
    tab.expect(&json!({ "type": "generation_delta", "index": round % 8 }))
        .await;
    if round.is_multiple_of(2) {
        operator.claims(dialog).await;
    } else {
        desk.send(&json!({ "type": "claim" })).await;
    }
    for socket in [&mut tab, &mut desk] {
        socket.expect(&json!({ "type": "handoff_started" })).await;
        socket.caught_up(app).await;
    }
    let interrupted = ended_well(&visitor, operator, dialog, &tab, &desk).await;
    tab.close().await;
    desk.close().await;
    interrupted
}

/// Whether the answer was interrupted. (If it was done just before, it stands before the hand-over.)
async fn ended_well(visitor: &Caller, operator: &Caller, dialog: i64, tab: &Socket, desk: &Socket) -> bool {
    let started = |frame: &Value| frame["type"] == "handoff_started";
    for socket in [tab, desk] {
        let after: Vec<_> = socket.seen.iter().skip_while(|frame| !started(frame)).collect();
        for frame in after {
            let kind = frame["type"].as_str().unwrap();
            let spoke = frame["sender"] == "assistant"
                || (kind.starts_with("generation_") && kind != "generation_cancelled");
            assert!(!spoke, "after the hand-over: {frame}");
        }
    }
    let history = visitor.history(dialog).await;
    if history.iter().any(|entry| entry["sender"] == "assistant") {
        return false;
    }
    let drawn = drawn_on(tab);
    let detail = operator.dialog(dialog).await;
    let suggestion = detail["suggestion"].as_str().unwrap();
    // What is drawn next is saved first: a person may come between the two.
    assert!(
        !suggestion.is_empty() && (drawn.starts_with(suggestion) || suggestion.starts_with(&drawn)),
        "{suggestion:?} of {drawn:?}"
    );
    let cancelled = |socket: &Socket| {
        let frames = socket
            .seen
            .iter()
            .filter(|frame| frame["type"] == "generation_cancelled");
        let frames: Vec<_> = frames.cloned().collect();
        assert_eq!(frames.len(), 1, "told once");
        frames[0].clone()
    };
    assert_eq!(cancelled(tab)["code"], Value::Null, "why is for operators only");
    let end = cancelled(desk);
    assert_eq!(end["code"], "taken_over");
    let generation = operator
        .get(&format!("/generations/{}", end["generation_id"]))
        .await
        .is(200);
    assert_eq!(generation["status"], "cancelled");
    true
}

fn drawn_on(socket: &Socket) -> String {
    let deltas = socket
        .seen
        .iter()
        .filter(|frame| frame["type"] == "generation_delta");
    deltas.map(|frame| frame["text"].as_str().unwrap()).collect()
}

/// The person comes within the few milliseconds in which the answer is written into the history.
async fn an_answer_is_before_the_hand_over_or_never(place: Place) {
    let app = place.app().await;
    let (visitor, operator) = (app.visitor(), app.operator().await);
    let (mut before, mut never) = (0, 0);
    // Other requests first: more of them after each time too early, fewer after each time too late, so that the
    // two close in on the moment, however fast the machine is.
    let mut others = 0;
    for _ in 0..60 {
        let dialog = visitor.asks(KNOWN).await;
        for _ in 0..others {
            operator.get("/me").await.is(200);
        }
        operator.claims(dialog).await;
        app.barrier().await;
        let history = operator.history(dialog).await;
        let place_of = |key: &str, value: &str| history.iter().position(|entry| entry[key] == value);
        if let Some(answer) = place_of("sender", "assistant") {
            before += 1;
            others -= others / 4 + others.min(1);
            assert!(Some(answer) < place_of("sender", "system"), "{history:?}");
        } else {
            never += 1;
            others += others / 4 + 1;
        }
    }
    assert!(
        before > 0 && never > 0,
        "{before} before, {never} never: the moment was always missed"
    );
    app.finish().await;
}

async fn a_newer_question_is_answered_after_what_shows_already(place: Place) {
    let app = place.app_with(SLOWLY).await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    for _ in 0..5 {
        tab.says(LONG_ANSWER).await;
        let delta = tab
            .expect(&json!({ "type": "generation_delta", "index": 1 }))
            .await;
        tab.says("How long does standard delivery take?").await;
        let older = json!({ "type": "generation_completed", "generation_id": delta["generation_id"] });
        tab.expect(&older).await;
        let answer = tab
            .expect(&json!({ "type": "message", "sender": "assistant" }))
            .await;
        assert!(answer["text"].as_str().unwrap().contains("2 to 4"), "{answer}");
    }
    let history = visitor.history(dialog).await;
    assert_eq!(
        history
            .iter()
            .filter(|entry| entry["sender"] == "assistant")
            .count(),
        10
    );
    tab.close().await;
    nothing_is_left(&app, &visitor).await;
    app.finish().await;
}

async fn nothing_is_left(app: &TestApp, visitor: &Caller) {
    let active = visitor.get("/generations?status=active").await.is(200);
    assert_eq!(active["items"], json!([]));
    assert_eq!(app.census().generations, 0);
}
