use tandem::assistant::engine::Turn;
use tandem::domain::{EventKind, FailureCode, Sender};

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
async fn a_newer_message_drops_the_answer_to_the_older_one() {
    let mut house = House::new().await;
    let never = gate();
    let engine = Script::new([
        vec![Step::Say("Old "), Step::Gate(never)],
        vec![Step::Say("New."), Step::Done],
    ]);
    let node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("Old?").await;
    house
        .until(|event| matches!(event.kind, EventKind::GenerationDelta { .. }).then_some(()))
        .await;
    house.say(dialog.id, "New?").await;
    let dropped = house
        .until(|event| match event.kind {
            EventKind::GenerationCancelled {
                generation,
                code: FailureCode::Superseded,
            } => Some(generation),
            _ => None,
        })
        .await;
    node.cancellations.cancelled(dropped);
    house.follow(dialog.id).await;
    house.settled().await;
    let said: Vec<_> = house
        .entries(dialog.id)
        .await
        .into_iter()
        .map(|entry| entry.text)
        .collect();
    assert_eq!(said, ["Old?", "New?", "New."]);
}
