//! A repeat gets the first result, over any transport, at any time; and only who said it can repeat it.

use futures_util::future::{join_all, join3};
use serde_json::{Value, json};

use crate::support::{Answer, Place, client_id, fits, stories};

stories!(
    a_repeat_gets_the_first_result,
    other_words_under_the_same_id_change_nothing,
    ids_are_apart_by_dialog_and_by_person,
    a_new_sign_in_is_the_same_person,
    an_opening_may_be_repeated,
    openings_at_once_open_one_dialog,
    repeats_at_once_are_written_once,
    a_repeat_is_answered_whoever_has_the_dialog_now,
    repeats_among_new_words_leave_no_hole,
);

async fn a_repeat_gets_the_first_result(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    for who in [&visitor, &app.owner] {
        let mut socket = who.socket(dialog).await;
        let first = socket.says("words").await;
        let ack = socket
            .expect(&json!({ "type": "ack", "client_id": first, "duplicate": false }))
            .await;
        let repeat = json!({ "client_id": first.to_uppercase(), "text": "words" });
        let answer = who.post(&path, &repeat).await.is(200);
        assert!(fits(&ack, &without_duplicate(&answer)), "{ack} is not {answer}");
        assert_eq!(
            (&answer["duplicate"], &answer["mismatch"]),
            (&json!(true), &Value::Null)
        );

        let second = json!({ "client_id": client_id(), "text": "by HTTP first" });
        let posted = who.post(&path, &second).await.is(201);
        assert_eq!(posted["duplicate"], false);
        let mut frame = second.clone();
        frame["type"] = "message".into();
        socket.send(&frame).await;
        let ack = socket
            .expect(&json!({ "type": "ack", "client_id": second["client_id"] }))
            .await;
        assert_eq!(ack["duplicate"], true);
        assert!(fits(&ack, &without_duplicate(&posted)), "{ack} is not {posted}");
        socket.close().await;
    }
    let note = json!({ "client_id": client_id(), "text": "a note" });
    let notes = format!("/dialogs/{dialog}/notes");
    let first = app.owner.post(&notes, &note).await.is(201);
    let again = app.owner.post(&notes, &note).await.is(200);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(app.owner.history(dialog).await.len(), 1 + 4 + 1);
    app.finish().await;
}

fn without_duplicate(answer: &Value) -> Value {
    json!({ "id": answer["id"], "seq": answer["seq"], "timestamp": answer["timestamp"] })
}

async fn other_words_under_the_same_id_change_nothing(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    let first = json!({ "client_id": client_id(), "text": "the first words" });
    let posted = visitor.post(&path, &first).await.is(201);
    let mut other = first.clone();
    other["text"] = "other words".into();
    let answer = visitor.post(&path, &other).await.is(200);
    assert!(
        fits(
            &answer,
            &json!({ "duplicate": true, "mismatch": true, "id": posted["id"] })
        ),
        "{answer}"
    );
    let mut socket = visitor.socket(dialog).await;
    other["type"] = "message".into();
    socket.send(&other).await;
    let ack = json!({ "type": "ack", "duplicate": true, "mismatch": true, "id": posted["id"], "seq": posted["seq"] });
    socket.expect_next(&ack).await;
    assert_eq!(visitor.history(dialog).await[1]["text"], "the first words");
    assert_eq!(visitor.history(dialog).await.len(), 2);
    socket.close().await;
    app.finish().await;
}

async fn ids_are_apart_by_dialog_and_by_person(place: Place) {
    let app = place.app().await;
    let (visitor, other) = (app.visitor(), app.visitor());
    let dialogs = [visitor.opens().await, visitor.opens().await, other.opens().await];
    for dialog in dialogs {
        app.owner.claims(dialog).await;
    }
    let words = json!({ "client_id": client_id(), "text": "words" });
    let mut ids = Vec::new();
    for (who, dialog) in [
        (&visitor, dialogs[0]),
        (&app.owner, dialogs[0]),
        (&visitor, dialogs[1]),
        (&other, dialogs[2]),
        (&app.owner, dialogs[2]),
    ] {
        let posted = who
            .post(&format!("/dialogs/{dialog}/messages"), &words)
            .await
            .is(201);
        assert_eq!(posted["duplicate"], false);
        ids.push(posted["id"].as_i64().unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 5);
    app.finish().await;
}

async fn a_new_sign_in_is_the_same_person(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let user = site.user(&app, "7");
    let dialog = user.opens().await;
    let operator = app.operator().await;
    operator.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    let words = json!({ "client_id": client_id(), "text": "words" });
    let posts = [
        user.post(&path, &words).await.is(201),
        operator.post(&path, &words).await.is(201),
    ];
    let claims =
        json!({ "iss": site.id, "sub": "7", "exp": app.now() + 60, "name": "Now with another name" });
    let user = site.bearer(&site.sign(&claims));
    let operator =
        crate::support::Caller::signed_in(app.url(), "agent0@example.com", "correct horse battery").await;
    for (who, posted) in [user, operator].iter().zip(posts) {
        let again = who.post(&path, &words).await.is(200);
        assert_eq!(again["id"], posted["id"]);
    }
    app.finish().await;
}

async fn an_opening_may_be_repeated(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    for who in [app.visitor(), site.user(&app, "7")] {
        let mut opening = who.opening();
        let bare = who.post("/dialogs", &opening).await.is(201);
        // The repeat after a lost answer may bring the words that the first one had not.
        opening["message"] = json!({ "client_id": client_id(), "text": "Hello" });
        let with_words = who.post("/dialogs", &opening).await.is(200);
        let again = who.post("/dialogs", &opening).await.is(200);
        assert_eq!(bare["dialog"]["id"], again["dialog"]["id"]);
        assert_eq!(with_words["message"]["id"], again["message"]["id"]);
        assert_eq!(with_words["message"]["duplicate"], false);
        assert_eq!(again["message"]["duplicate"], true);
        assert_eq!(bare["visitor_token"], Value::Null, "the client made its own");
        assert_eq!(
            who.get("/dialogs").await.is(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
    // Without a token the server makes one, and with it the dialog is one's own.
    let opening = json!({ "client_id": client_id(), "assistant_id": app.assistant });
    let made = app.visitor().post("/dialogs", &opening).await.is(201);
    let token = made["visitor_token"].as_str().unwrap();
    assert_eq!(token.len(), 43);
    let visitor = app.visitor().with_token(token);
    visitor.dialog(made["dialog"]["id"].as_i64().unwrap()).await;
    app.finish().await;
}

async fn openings_at_once_open_one_dialog(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    for round in 0..5 {
        for who in [app.visitor(), site.user(&app, &format!("user {round}"))] {
            let mut opening = who.opening();
            opening["message"] = json!({ "client_id": client_id(), "text": "Hello" });
            let answers = join_all((0..8).map(|_| who.post("/dialogs", &opening))).await;
            assert_eq!(
                answers.iter().filter(|answer| answer.status == 201).count(),
                1,
                "{answers:?}"
            );
            let firsts: Vec<Value> = answers
                .iter()
                .map(|answer| serde_json::from_str(&answer.text).unwrap())
                .collect();
            for answer in &firsts {
                assert_eq!(answer["dialog"]["id"], firsts[0]["dialog"]["id"]);
                assert_eq!(answer["message"]["id"], firsts[0]["message"]["id"]);
            }
            assert_eq!(
                firsts
                    .iter()
                    .filter(|first| first["message"]["duplicate"] == false)
                    .count(),
                1
            );
            assert_eq!(
                who.get("/dialogs").await.is(200)["items"]
                    .as_array()
                    .unwrap()
                    .len(),
                1
            );
        }
    }
    app.finish().await;
}

async fn repeats_at_once_are_written_once(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    let (mut tab, mut other_tab) = (visitor.socket(dialog).await, visitor.socket(dialog).await);
    for round in 0..25 {
        let words = json!({ "type": "message", "client_id": client_id(), "text": format!("round {round}") });
        let mut body = words.clone();
        body.as_object_mut().unwrap().remove("type");
        let ack = json!({ "type": "ack", "client_id": words["client_id"] });
        let by_http = join_all((0..6).map(|_| visitor.post(&path, &body)));
        let by_tab = async {
            tab.send(&words).await;
            tab.expect(&ack).await
        };
        let by_other_tab = async {
            other_tab.send(&words).await;
            other_tab.expect(&ack).await
        };
        let (answers, one, other) = join3(by_http, by_tab, by_other_tab).await;
        let mut told: Vec<Value> = answers.iter().map(parsed).collect();
        told.extend([one, other]);
        let firsts = told.iter().filter(|answer| answer["duplicate"] == false).count();
        assert_eq!(firsts, 1, "{told:#?}");
        assert!(
            told.iter()
                .all(|answer| fits(answer, &without_duplicate(&told[0]))),
            "{told:#?}"
        );
    }
    assert_eq!(visitor.history(dialog).await.len(), 26);
    tab.close().await;
    other_tab.close().await;
    app.finish().await;
}

async fn a_repeat_is_answered_whoever_has_the_dialog_now(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    let words = json!({ "client_id": client_id(), "text": "I will look" });
    let first = app.owner.post(&path, &words).await.is(201);
    app.owner.releases(dialog, "queue").await;
    let again = app.owner.post(&path, &words).await.is(200);
    assert!(fits(&again, &without_duplicate(&first)), "{again} is not {first}");
    app.owner.tries_to_say(dialog, "too late").await.is(409);
    // Nor does a repeat open what was closed since.
    let words = json!({ "client_id": client_id(), "text": "thanks" });
    visitor.post(&path, &words).await.is(201);
    app.owner.claims(dialog).await;
    app.owner.closes(dialog).await;
    visitor.post(&path, &words).await.is(200);
    assert_eq!(visitor.dialog(dialog).await["state"], "closed");
    app.finish().await;
}

async fn repeats_among_new_words_leave_no_hole(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    let path = format!("/dialogs/{dialog}/messages");
    let words =
        |round: usize, at: usize| json!({ "client_id": client_id(), "text": format!("{round}, {at}") });
    let mut said: Vec<Value> = Vec::new();
    for round in 0..12 {
        let mut bodies: Vec<Value> = (0..6).map(|at| words(round, at)).collect();
        let new = bodies.len();
        // Every third round nothing is repeated, so that both ways are gone.
        if round % 3 > 0 {
            bodies.extend(said.iter().rev().take(2).cloned());
        }
        let answers = join_all(bodies.iter().map(|body| visitor.post(&path, body))).await;
        for (at, answer) in answers.iter().enumerate() {
            let status = if at < new { 201 } else { 200 };
            assert_eq!(answer.status, status, "{answer:?}");
        }
        bodies.truncate(new);
        said.extend(bodies);
    }
    let numbers: Vec<i64> = visitor
        .history(dialog)
        .await
        .iter()
        .map(|entry| entry["seq"].as_i64().unwrap())
        .collect();
    let expected: Vec<i64> = (1..=1 + said.len() as i64).collect();
    assert_eq!(numbers, expected);
    app.finish().await;
}

fn parsed(answer: &Answer) -> Value {
    assert!(matches!(answer.status, 200 | 201), "{answer:?}");
    serde_json::from_str(&answer.text).unwrap()
}
