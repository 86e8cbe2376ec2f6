//! All engines as one: each question goes to the engine that its assistant names.

use super::engine::{Answering, Engine, Request};
use super::knowledge::Knowledge;
use super::llm::Llm;
use super::workflow::Workflow;
use crate::domain::EngineKind;

/// The engines of this node.
#[derive(Clone)]
pub struct Engines {
    pub knowledge: Knowledge,
    pub llm: Llm,
    pub workflow: Workflow,
}

impl Engine for Engines {
    fn answer(&self, request: Request) -> Answering {
        match request.assistant.engine {
            EngineKind::Knowledge => self.knowledge.answer(request),
            EngineKind::OpenAi | EngineKind::Anthropic => self.llm.answer(request),
            EngineKind::Webhook => self.workflow.answer(request),
        }
    }
}
