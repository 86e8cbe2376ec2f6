//! Two servers, one database: people do not notice on which of them they are.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tandem::bus::Bus;
use tandem::domain::{DialogId, Event, EventKind, NodeId, TenantId};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::support::{
    Caller, LONG_ANSWER, Meeting, PASSWORD, PATIENCE, Socket, TestApp, client_id, eventually, said,
    stories_of_nodes,
};

stories_of_nodes!(
    what_is_said_on_one_node_is_on_the_others_screens,
    a_message_is_one_wherever_it_is_repeated,
    a_dialog_goes_on_where_the_other_node_left_it,
    a_person_on_one_node_silences_the_assistant_on_the_other,
    who_is_there_is_known_on_both_nodes,
    a_long_poll_is_woken_by_the_other_node,
    a_sign_out_ends_the_sockets_of_every_node,
    nodes_without_a_way_to_each_other_find_what_they_missed,
    what_a_node_says_last_is_heard,
);

async fn two(meeting: &Meeting) -> (TestApp, TestApp) {
    let one = meeting.node().await;
    let other = meeting.node().await;
    (one, other)
}

async fn what_is_said_on_one_node_is_on_the_others_screens(meeting: Meeting) {
    let (one, other) = two(&meeting).await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    let operator = other.operator().await;
    operator.claims(dialog).await;
    let mut inbox = operator.inbox().await;
    let mut desk = operator.socket(dialog).await;
    let mut tab = visitor.socket(dialog).await;
    let mut second_tab = visitor.at(other.url()).socket(dialog).await;

    let id = tab.says("Is the tent in stock?").await;
    tab.expect(&json!({ "type": "ack", "client_id": id, "duplicate": false }))
        .await;
    desk.expect(&json!({ "type": "message", "sender": "user", "client_id": id }))
        .await;
    second_tab.expect(&json!({ "type": "advance" })).await;
    inbox
        .expect(&json!({ "type": "dialog_updated", "dialog": { "id": dialog } }))
        .await;

    desk.send(&json!({ "type": "note", "client_id": client_id(), "text": "hush" }))
        .await;
    desk.send(&json!({ "type": "typing_start" })).await;
    tab.expect(&json!({ "type": "typing_start", "sender": "manager" }))
        .await;
    operator.says(dialog, "Yes, three of them.").await;
    let heard = tab.expect(&said("Yes, three of them.")).await;
    second_tab.expect(&said("Yes, three of them.")).await;
    let seen = tab.seen.iter().chain(&second_tab.seen);
    assert!(!seen.clone().any(|frame| frame.to_string().contains("hush")));
    let last = visitor.history(dialog).await.last().cloned().unwrap();
    assert_eq!(heard["seq"], last["seq"]);
    for socket in [tab, second_tab, desk, inbox] {
        socket.close().await;
    }
    one.finish().await;
    other.finish().await;
}

async fn a_message_is_one_wherever_it_is_repeated(meeting: Meeting) {
    let (one, other) = two(&meeting).await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    let elsewhere = visitor.at(other.url());
    let path = format!("/dialogs/{dialog}/messages");
    for round in 0..30 {
        let body = json!({ "client_id": client_id(), "text": format!("round {round}") });
        let (first, second) = tokio::join!(visitor.post(&path, &body), elsewhere.post(&path, &body));
        let answers = [first.is(first.status), second.is(second.status)];
        assert_eq!(answers[0]["id"], answers[1]["id"], "{answers:?}");
        assert_eq!(answers[0]["seq"], answers[1]["seq"], "{answers:?}");
        let fresh = answers
            .iter()
            .filter(|answer| answer["duplicate"] == false)
            .count();
        assert_eq!(fresh, 1, "{answers:?}");
    }
    let said = visitor.history(dialog).await;
    let rounds: Vec<&Value> = said.iter().filter(|entry| entry["sender"] == "user").collect();
    assert_eq!(rounds.len(), 30);
    one.finish().await;
    other.finish().await;
}

async fn a_dialog_goes_on_where_the_other_node_left_it(meeting: Meeting) {
    let (one, other) = two(&meeting).await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    one.owner.claims(dialog).await;
    for number in 1..=20 {
        one.owner.says(dialog, &format!("part {number}")).await;
    }
    let history = visitor.history(dialog).await;
    let at = history
        .iter()
        .position(|entry| entry["text"] == "part 7")
        .unwrap();
    let after = history[at]["seq"].as_i64().unwrap();
    let mut tab = visitor
        .at(other.url())
        .knock(dialog, &format!("after={after}"))
        .await;
    for number in 8..=20 {
        let part = tab.expect(&json!({ "type": "message" })).await;
        assert_eq!(part["text"], format!("part {number}"));
    }
    tab.close().await;
    one.finish().await;
    other.finish().await;
}

async fn a_person_on_one_node_silences_the_assistant_on_the_other(meeting: Meeting) {
    const SLOWLY: &str = "answer_pace_ms = 60\n";
    // Either may come to write the answer.
    let one = meeting.node_with(SLOWLY).await;
    let other = meeting.node_with(SLOWLY).await;
    let operator = other.operator().await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    tab.says(LONG_ANSWER).await;
    let mut desk = operator.socket(dialog).await;
    tab.expect(&json!({ "type": "generation_delta" })).await;
    operator.claims(dialog).await;
    for socket in [&mut tab, &mut desk] {
        socket.expect(&json!({ "type": "handoff_started" })).await;
    }
    operator.says(dialog, "A person here.").await;
    tab.expect(&said("A person here.")).await;
    let spoke = visitor.history(dialog).await;
    assert!(
        !spoke.iter().any(|entry| entry["sender"] == "assistant"),
        "{spoke:?}"
    );
    let after = tab
        .seen
        .iter()
        .skip_while(|frame| frame["type"] != "handoff_started");
    let drawn: Vec<_> = after
        .filter(|frame| frame["type"] == "generation_delta")
        .collect();
    assert!(drawn.is_empty(), "{drawn:?}");
    tab.close().await;
    desk.close().await;
    one.finish().await;
    other.finish().await;
}

async fn who_is_there_is_known_on_both_nodes(meeting: Meeting) {
    let one = meeting.node().await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    let mut tab = visitor.socket(dialog).await;
    let colleague = one.operator().await;
    let screen = colleague.socket(dialog).await;
    tab.expect_online(1).await;
    // A node that comes later learns who was there before.
    let other = meeting.node().await;
    let mut desk = other.owner.socket(dialog).await;
    let seen = presence(&mut desk, true, 2).await["viewers"].clone();
    for person in [colleague.id, other.owner.id] {
        let viewers = seen.as_array().unwrap();
        assert!(viewers.iter().any(|viewer| viewer["id"] == person), "{seen}");
    }
    tab.expect_online(2).await;
    screen.close().await;
    presence(&mut desk, true, 1).await;
    // A page that is loaded anew is no going, on whichever node.
    tab.round_trip().await;
    assert_eq!(tab.online, Some(2));
    one.forward(Duration::from_secs(10));
    tab.expect_online(1).await;
    tab.close().await;
    presence(&mut desk, false, 1).await;
    let mut tab = visitor.socket(dialog).await;
    presence(&mut desk, true, 1).await;
    // A node that goes takes its people with it.
    tokio::join!(one.finish_with_visitors(), tab.expect_close(1012));
    presence(&mut desk, false, 1).await;
    desk.close().await;
    other.finish().await;
}

/// Waits until the socket was told that the visitor is there, or not, and so many viewers.
async fn presence(desk: &mut Socket, visitor: bool, viewers: usize) -> Value {
    loop {
        let told = desk
            .expect(&json!({ "type": "presence", "visitor": visitor }))
            .await;
        if told["viewers"]
            .as_array()
            .is_some_and(|seen| seen.len() == viewers)
        {
            return told;
        }
    }
}

async fn a_long_poll_is_woken_by_the_other_node(meeting: Meeting) {
    let (one, other) = two(&meeting).await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    other.owner.claims(dialog).await;
    let last = visitor.get(&format!("/dialogs/{dialog}/messages")).await.is(200)["last_seq"].clone();
    let path = format!("/dialogs/{dialog}/messages?after={last}&wait=25");
    let waiting = async {
        let began = tokio::time::Instant::now();
        let news = visitor.get(&path).await.is(200);
        assert_eq!(news["items"][0]["text"], "Good morning");
        began.elapsed()
    };
    let saying = async {
        eventually("somebody waits", async || {
            (one.census().watches == 1).then_some(())
        })
        .await;
        other.owner.says(dialog, "Good morning").await;
    };
    let (waited, ()) = tokio::join!(waiting, saying);
    // By the bus; looking for oneself takes 8 s.
    assert!(waited.as_secs() < 8, "{waited:?}");
    one.finish().await;
    other.finish().await;
}

async fn a_sign_out_ends_the_sockets_of_every_node(meeting: Meeting) {
    let (one, other) = two(&meeting).await;
    let known = json!({ "email": "owner@example.com", "password": PASSWORD });
    let signed = Caller::nobody(one.url()).post("/auth/login", &known).await;
    let refresh = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    let operator = Caller::operator(other.url(), &signed.is(200));
    let mut inbox = operator.inbox().await;
    let request = Caller::nobody(one.url()).request(Method::POST, "/auth/logout");
    let answer = request.header("cookie", refresh).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    inbox.expect_close(4003).await;
    one.finish().await;
    other.finish().await;
}

async fn nodes_without_a_way_to_each_other_find_what_they_missed(meeting: Meeting) {
    let (one, other) = two(&meeting.without_a_way()).await;
    let visitor = one.visitor();
    let dialog = visitor.opens().await;
    let operator = other.operator().await;
    let mut inbox = operator.inbox().await;
    let mut tab = visitor.socket(dialog).await;
    operator.claims(dialog).await;
    let began = tokio::time::Instant::now();
    operator.says(dialog, "Can you hear me?").await;
    tab.expect(&said("Can you hear me?")).await;
    let id = tab.says("Yes!").await;
    tab.expect(&json!({ "type": "ack", "client_id": id })).await;
    let news =
        json!({ "type": "dialog_updated", "dialog": { "id": dialog, "last_message": { "text": "Yes!" } } });
    inbox.expect(&news).await;
    // Each within 10 s, on a machine that may be busy.
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    tab.close().await;
    inbox.close().await;
    one.finish().await;
    other.finish().await;
}

async fn what_a_node_says_last_is_heard(meeting: Meeting) {
    const WORDS: i64 = 1_000;
    let ((leaving, mouth), (staying, ear)) = (meeting.bus(1), meeting.bus(2));
    let mut heard = staying.subscribe();
    let (stop, mut met) = (CancellationToken::new(), mouth.met());
    let (mut listening, mut speaking) = (JoinSet::new(), JoinSet::new());
    listening.spawn(ear.run(CancellationToken::new()));
    speaking.spawn(mouth.run(stop.clone()));
    met.wait_for(|met| met.nodes.contains(&NodeId(2))).await.unwrap();

    for word in 1..=WORDS {
        leaving.publish(Arc::new(Event {
            tenant: TenantId(1),
            dialog: DialogId(word),
            kind: EventKind::Touched,
        }));
    }
    stop.cancel();
    speaking.join_all().await;
    for word in 1..=WORDS {
        let event = tokio::time::timeout(PATIENCE, heard.recv())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(event.dialog, DialogId(word));
    }
}
