use std::time::Duration;

use tandem::domain::{EventKind, GenerationStatus, Sender};
use tandem::store::Error;
use tokio::time::timeout;

use super::house::House;
use super::script::{Script, Step, gate};

/// Longer than two deltas take; a failing test waits so long.
const SOON: Duration = Duration::from_secs(20);

fn short_answer() -> Vec<Step> {
    vec![
        Step::Say("One "),
        Step::Say("two "),
        Step::Say("three."),
        Step::Done,
    ]
}

#[tokio::test]
async fn a_question_is_answered_once_and_its_deltas_add_up() {
    let mut house = House::new().await;
    let engine = Script::new([short_answer()]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;

    let mut started = 0;
    let (mut drawn, mut next) = (String::new(), 0);
    for event in &events {
        match event {
            EventKind::GenerationStarted {
                attempt, reply_to, ..
            } => {
                started += 1;
                assert_eq!((*attempt, reply_to.public), (1, 1));
            }
            EventKind::GenerationDelta {
                index, text, attempt, ..
            } => {
                assert_eq!((*index, *attempt), (next, 1));
                next += 1;
                drawn.push_str(text);
            }
            EventKind::Posted { message, .. } if message.sender == Sender::Assistant => {
                assert_eq!(message.text, drawn, "the message comes after all that was drawn");
                assert_eq!(message.meta.answered, Some(true));
            }
            _ => {}
        }
    }
    assert_eq!((started, drawn.as_str()), (1, "One two three."));
    let Some(EventKind::GenerationCompleted { generation, seq, .. }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(seq.public, 2);
    assert_eq!(
        house.generation(*generation).await.status,
        GenerationStatus::Completed
    );
    assert_eq!(house.entries(dialog.id).await.len(), 2);
    house.settled().await;
}

#[tokio::test]
async fn a_fast_engine_is_drawn_in_few_deltas() {
    let mut house = House::new().await;
    let mut steps = vec![Step::Say("word "); 500];
    steps.push(Step::Done);
    let _node = house.node("a", Script::new([steps]), |settings| {
        settings.delta_every = Duration::from_mins(1);
    });
    let dialog = house.ask("How long?").await;
    let events = house.follow(dialog.id).await;
    let deltas = events
        .iter()
        .filter(|event| matches!(event, EventKind::GenerationDelta { .. }))
        .count();
    assert!(
        deltas <= 2,
        "the first word at once, the rest with the end: {deltas}"
    );
    assert_eq!(house.entries(dialog.id).await[1].text, "word ".repeat(500));
}

#[tokio::test]
async fn what_is_written_so_far_is_kept() {
    let mut house = House::new().await;
    let hold = gate();
    let steps = vec![
        Step::Say("One "),
        Step::Gate(hold.clone()),
        Step::Say("two."),
        Step::Done,
    ];
    let _node = house.node("a", Script::new([steps]), |_| {});
    let dialog = house.ask("How long?").await;
    let generation = house.drawn().await;
    let kept = house.written(generation, 0).await;
    assert_eq!(
        (kept.text.as_str(), kept.status),
        ("One ", GenerationStatus::Generating)
    );
    hold.add_permits(1);
    house.follow(dialog.id).await;
    assert_eq!(house.generation(generation).await.text, "One two.");
}

#[tokio::test]
async fn who_reads_does_not_wait_for_a_commit() {
    let mut house = House::new().await;
    let (speak, commit) = (gate(), gate());
    let steps = vec![
        Step::Gate(speak.clone()),
        Step::Say("One "),
        Step::Gate(speak.clone()),
        Step::Say("two."),
        Step::Done,
    ];
    let engine = Script::new([steps]);
    let _node = house.node("a", engine.clone(), |_| {});
    let dialog = house.ask("How long?").await;
    house.when(|| engine.busy() == 1).await;
    let (store, held) = (house.store.clone(), commit.clone());
    let holds_the_writer = store.write(|_| {
        Box::pin(async move {
            held.acquire().await.unwrap().forget();
            Ok::<_, Error>(())
        })
    });
    let reads = async {
        let both = async {
            for _ in 0..2 {
                speak.add_permits(1);
                house.drawn().await;
            }
        };
        let drawn = timeout(SOON, both).await;
        // The writer goes on also where they were not.
        commit.add_permits(1);
        drawn
    };
    let (held, drawn) = tokio::join!(holds_the_writer, reads);
    held.unwrap();
    drawn.expect("both are read while the writer is held");
    house.follow(dialog.id).await;
    assert_eq!(house.entries(dialog.id).await[1].text, "One two.");
}

#[tokio::test]
async fn no_more_are_written_at_once_than_allowed() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([vec![Step::Gate(hold.clone()), Step::Say("Yes."), Step::Done]]);
    let _node = house.node("a", engine.clone(), |settings| settings.concurrent = 2);
    let mut dialogs = Vec::new();
    for _ in 0..6 {
        dialogs.push(house.ask("Really?").await.id);
    }
    house.when(|| engine.busy() == 2).await;
    hold.add_permits(6);
    house.settled().await;
    assert_eq!(engine.busiest(), 2);
    for dialog in dialogs {
        assert_eq!(house.entries(dialog).await.len(), 2);
    }
}

#[tokio::test]
async fn a_polite_stop_lets_an_answer_be_finished_and_begins_no_other() {
    let mut house = House::new().await;
    let hold = gate();
    let engine = Script::new([vec![Step::Gate(hold.clone()), Step::Say("Yes."), Step::Done]]);
    let node = house.node("a", engine.clone(), |settings| settings.concurrent = 1);
    let first = house.ask("Really?").await;
    let second = house.ask("And now?").await;
    house.when(|| engine.busy() == 1).await;
    hold.add_permits(1);
    node.stop().await;
    assert_eq!(
        house.entries(first.id).await.len() + house.entries(second.id).await.len(),
        3
    );
}
