use std::time::Duration;

use tandem::assistant::engine::Turn;
use tandem::domain::{DialogId, EventKind, Sender};

use super::house::House;
use super::script::{Script, Step, gate};

#[tokio::test]
async fn several_messages_are_one_question_and_the_rest_is_history() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say("Fine."), Step::Done]]);
    let node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How are you?").await;
    house.follow(dialog.id).await;
    house.settled().await;
    node.stop().await;

    house.say(dialog.id, "Good.").await;
    house.say(dialog.id, "How long does it take?").await;
    let _node = house.node("a", engine.clone(), |_| {});
    house.follow(dialog.id).await;
    let asked = engine.asked();
    assert_eq!(
        asked.len(),
        2,
        "the first of the two messages got no answer of its own"
    );
    assert_eq!(asked[1].question, "Good.\nHow long does it take?");
    let turn = |sender, text: &str| Turn {
        sender,
        text: text.to_owned(),
    };
    assert_eq!(
        asked[1].history,
        [
            turn(Sender::User, "How are you?"),
            turn(Sender::Assistant, "Fine.")
        ]
    );
    assert_eq!(asked[1].assistant.name, "Ada");
}

#[tokio::test]
async fn what_was_said_to_a_person_before_the_end_is_no_question() {
    let mut house = House::new().await;
    let engine = Script::new([vec![Step::Say("Fine."), Step::Done]]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How are you?").await;
    house.follow(dialog.id).await;
    let operator = house.operator.clone();
    house.conversation.claim(&operator, dialog.id).await.unwrap();
    house.say(dialog.id, "It is order 99.").await;
    house.conversation.close(&operator, dialog.id).await.unwrap();
    house.say(dialog.id, "Thank you!").await;
    house.follow(dialog.id).await;
    let asked = engine.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[1].question, "Thank you!");
    assert!(asked[1].history.iter().any(|turn| turn.text == "It is order 99."));
}

#[tokio::test]
async fn a_newer_message_drops_an_answer_that_nobody_has_seen() {
    let mut house = House::new().await;
    let never = gate();
    let engine = Script::new([vec![Step::Gate(never)], vec![Step::Say("New."), Step::Done]]);
    let node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("Old?").await;
    house.when(|| engine.busy() == 1).await;
    house.say(dialog.id, "New?").await;
    let dropped = house.superseded().await;
    node.cancellations.cancelled(dropped);
    house.follow(dialog.id).await;
    house.settled().await;
    assert_eq!(said(&house, dialog.id).await, ["Old?", "New?", "New."]);
    assert_eq!(engine.asked()[1].question, "Old?\nNew?");
}

/// An engine that knows need not wait; one that does not hears the visitor out.
#[tokio::test]
async fn who_is_still_asking_is_not_told_that_it_is_not_known() {
    let mut house = House::new().await;
    let engine = Script::new([
        vec![Step::Unsure, Step::Say("I do not know."), Step::Done],
        vec![Step::Say("By foot."), Step::Done],
    ]);
    let node = house.node("a", engine.clone(), |settings| {
        settings.hear_out = Duration::from_mins(1);
    });
    let dialog = house.ask("Hm, how do I").await;
    house.when(|| engine.busy() == 1).await;
    house.say(dialog.id, "get to your shop?").await;
    let dropped = house.superseded().await;
    node.cancellations.cancelled(dropped);
    house.follow(dialog.id).await;
    house.settled().await;
    assert_eq!(
        said(&house, dialog.id).await,
        ["Hm, how do I", "get to your shop?", "By foot."]
    );
}

#[tokio::test]
async fn what_shows_already_is_finished_and_then_the_newer_message_is_answered() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([
        vec![
            Step::Say("Old "),
            Step::Gate(hold.clone()),
            Step::Say("news."),
            Step::Done,
        ],
        vec![Step::Say("New."), Step::Done],
    ]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("Old?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    house.say(dialog.id, "New?").await;
    house.say(dialog.id, "Newest?").await;
    assert_eq!(engine.busiest(), 1, "one at a time");
    hold.add_permits(1);
    house.follow(dialog.id).await;
    house.follow(dialog.id).await;
    house.settled().await;
    assert_eq!(
        said(&house, dialog.id).await,
        ["Old?", "New?", "Newest?", "Old news.", "New."]
    );
    let asked = engine.asked();
    assert_eq!(asked.len(), 2, "both newer messages are one question");
    assert_eq!(asked[1].question, "New?\nNewest?");
    let heard: Vec<_> = asked[1].history.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(heard, ["Old?", "Old news."]);
}

async fn said(house: &House, dialog: DialogId) -> Vec<String> {
    let entries = house.entries(dialog).await;
    entries.into_iter().map(|entry| entry.text).collect()
}
