//! What gathers while one answer is being made.

use std::fmt::Write;

use super::markers::Markers;
use super::prompt::Prompt;
use crate::assistant::engine::{Answer, Request};
use crate::assistant::knowledge::Retrieved;
use crate::conversation::Details;
use crate::domain::{Citation, Guard, MadeOf, ToolUse, Usage, UsedPassage};

/// Articles that an answer names.
const CITATIONS: usize = 4;

/// How far one answer has come.
pub(super) struct Course {
    pub(super) passages: Vec<Retrieved>,
    pub(super) markers: Markers,
    pub(super) tools: Vec<ToolUse>,
    pub(super) refused_calls: usize,
    pub(super) usage: Option<Usage>,
    pub(super) wants_person: bool,
    pub(super) wish: Option<String>,
    pub(super) details: Details,
    pub(super) suggested: Vec<Citation>,
}

impl Course {
    pub(super) fn new(passages: Vec<Retrieved>) -> Self {
        Self {
            passages,
            markers: Markers::default(),
            tools: Vec::new(),
            refused_calls: 0,
            usage: None,
            wants_person: false,
            wish: None,
            details: Details::default(),
            suggested: Vec::new(),
        }
    }

    pub(super) fn used(&mut self, usage: Usage) {
        self.usage = Some(self.usage.unwrap_or_default().plus(usage));
    }

    /// Takes in what a look-up found; what the model is told of it.
    pub(super) fn found(&mut self, found: Vec<Retrieved>) -> String {
        let mut told = String::new();
        for passage in found {
            let known = self
                .passages
                .iter()
                .position(|p| p.article == passage.article && p.text == passage.text);
            let at = known.unwrap_or_else(|| {
                self.passages.push(passage.clone());
                self.passages.len() - 1
            });
            self.suggested.push(citation(&passage));
            let _ = write!(told, "[{}] {}\n{}\n\n", at + 1, passage.title, passage.text);
        }
        if told.is_empty() {
            "Nothing was found.".to_owned()
        } else {
            told
        }
    }

    pub(super) fn made_of(&self, prompt: &Prompt) -> MadeOf {
        MadeOf {
            prompt: prompt.parts(),
            passages: self
                .passages
                .iter()
                .map(|passage| UsedPassage {
                    article_id: passage.article,
                    title: passage.title.clone(),
                    heading: passage.heading.clone(),
                    text: passage.text.clone(),
                })
                .collect(),
            tools: self.tools.clone(),
            guards: self.guards(),
        }
    }

    fn guards(&self) -> Vec<Guard> {
        let invented = self
            .markers
            .cited()
            .filter(|number| *number > self.passages.len())
            .count();
        let guard = |name: &str, failures: usize, what: &str| Guard {
            name: name.to_owned(),
            passed: failures == 0,
            detail: (failures > 0).then(|| format!("{failures} {what}")),
        };
        vec![
            guard("sources", invented, "sources were named that it was not given"),
            guard("tools", self.refused_calls, "calls were refused"),
        ]
    }

    pub(super) fn answer(self, request: &Request, prompt: &Prompt) -> Answer {
        let mut citations: Vec<Citation> = Vec::new();
        let named = self
            .markers
            .cited()
            .filter_map(|number| self.passages.get(number - 1))
            .map(citation);
        for citation in named.chain(self.suggested.iter().cloned()) {
            if citations.len() < CITATIONS
                && citations
                    .iter()
                    .all(|known| known.article_id != citation.article_id)
            {
                citations.push(citation);
            }
        }
        let made_of = self.made_of(prompt);
        Answer {
            citations,
            answered: !self.markers.is_unknown() && !self.wants_person,
            wants_person: self.wants_person,
            wish: self.wish,
            details: self.details,
            usage: self.usage,
            model: request.assistant.engine_settings.model.clone(),
            made_of,
        }
    }
}

fn citation(passage: &Retrieved) -> Citation {
    Citation {
        article_id: passage.article,
        title: passage.title.clone(),
        url: passage.url.clone(),
    }
}
