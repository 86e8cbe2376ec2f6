//! Where workflows answer. The token in the address is the proof, and opens one reply.

pub(super) mod correlated;
pub(super) mod create;

use crate::conversation::{Reply, Returned, WorkflowSays};
use crate::domain::GenerationId;
use crate::protocol::{CallbackBody, ErrorCode, Problem, WorkflowAnswer, WorkflowResult};
use crate::rest::Rest;
use crate::rest::failure::{Answer, Failure};

/// Bytes of an answer.
const LONGEST: usize = 32_000;

/// Takes what a workflow says about the reply `id`. What is unknown, forged or too late gets one and the same answer.
async fn take(
    rest: &Rest,
    id: Option<GenerationId>,
    token: &str,
    said: WorkflowSays,
) -> Answer<CallbackBody> {
    let id = id.filter(|id| rest.access.opens_callback(*id, token));
    let id = id.ok_or_else(Failure::not_found)?;
    let found = rest.store.read().await?.generation_of_any_tenant(id).await?;
    let generation = found.ok_or_else(Failure::not_found)?;
    match rest.conversation.workflow_says(&generation, said).await? {
        Returned::Accepted => Ok(CallbackBody { duplicate: false }),
        Returned::Duplicate => Ok(CallbackBody { duplicate: true }),
        Returned::Unknown => Err(Failure::not_found()),
        Returned::Overtaken => Err(Failure::new(
            ErrorCode::Overtaken,
            "The conversation has moved on: this answer is not said.",
        )),
        Returned::TooLong => Err(too_long()),
    }
}

fn answer(result: WorkflowResult) -> Answer<WorkflowSays> {
    let full = match result {
        WorkflowResult::Full(full) => full,
        WorkflowResult::Text(text) => WorkflowAnswer {
            text,
            answered: None,
            wants_person: false,
        },
    };
    let text = full.text.replace('\0', "");
    if text.trim().is_empty() {
        return Err(Failure::new(ErrorCode::TextEmpty, "The answer is empty."));
    }
    if text.len() > LONGEST {
        return Err(too_long());
    }
    Ok(WorkflowSays::Answer(Box::new(Reply {
        // What a workflow answers is not read here.
        asked_for_person: false,
        text,
        answered: full.answered.unwrap_or(!full.wants_person),
        wants_person: full.wants_person,
        latency_ms: 0,
        ..Reply::default()
    })))
}

fn too_long() -> Failure {
    Problem::new(ErrorCode::TextTooLong, "The answer is too long.")
        .limit(LONGEST as u64)
        .into()
}
