//! What a node finds out of replies whose end it did not hear is what it would have heard.

use std::sync::Arc;

use tandem::assistant::engine::EngineError;
use tandem::domain::{EventKind, GenerationId};

use super::house::House;
use super::script::{Script, Step, gate, passing};

fn ended(kind: &EventKind) -> Option<GenerationId> {
    match kind {
        EventKind::GenerationCompleted { generation, .. }
        | EventKind::GenerationFailed { generation, .. }
        | EventKind::GenerationCancelled { generation, .. } => Some(*generation),
        _ => None,
    }
}

/// The end that is told of the next reply is found afterwards, and nothing before.
async fn is_found_as_told(house: &mut House, engine: Arc<Script>, take_over: bool) {
    let _node = house.node("a", engine, |_| {});
    let dialog = house.ask("How long?").await;
    let generation = house.begun().await;
    let asked = [(dialog.tenant, dialog.id, generation)];
    if take_over {
        assert_eq!(house.conversation.ended_replies(&asked).await.unwrap().len(), 0);
        let operator = house.operator.clone();
        house.conversation.claim(&operator, dialog.id).await.unwrap();
    }
    let told = house
        .until(|event| (ended(&event.kind) == Some(generation)).then(|| event.clone()))
        .await;
    let found = house.conversation.ended_replies(&asked).await.unwrap();
    assert_eq!(found, [told]);
}

#[tokio::test]
async fn of_every_kind() {
    let mut house = House::new().await;
    let answers = Script::new([vec![Step::Say("In two days."), Step::Done]]);
    is_found_as_told(&mut house, answers, false).await;
    for failure in [passing(), Step::Fail(EngineError::silent("as the script says"))] {
        is_found_as_told(&mut house, Script::new([vec![failure]]), false).await;
    }
    let writes = Script::new([vec![Step::Say("In "), Step::Gate(gate())]]);
    is_found_as_told(&mut house, writes, true).await;
}
