use std::fmt::Write;

use async_stream::try_stream;
use futures_util::StreamExt;

use super::anthropic::Anthropic;
use super::call::{Dialect, Said, Stop, ToolCall, call};
use super::markers::Markers;
use super::openai::OpenAi;
use super::prompt::{Line, Prompt};
use super::tools::{self, Wish};
use crate::access::Access;
use crate::assistant::engine::{Answer, Answering, Asking, Engine, EngineError, Piece, Request};
use crate::assistant::knowledge::{Knowledge, Retrieved};
use crate::domain::{Away, Citation, EngineKind, Guard, MadeOf, ToolUse, Usage, UsedPassage};
use crate::outbound::Outbound;

/// Passages that a model is given, and that one look-up adds.
const PASSAGES: usize = 6;
const MORE_PASSAGES: usize = 4;

/// Articles that an answer names.
const CITATIONS: usize = 4;

/// Times that a model is asked for one reply: after the last it has no tools left and has to answer.
const ROUNDS: usize = 3;

/// What is said when a model asks for a person without a word.
const GOING: &str = "I am asking a person from the team to take over.";

/// Answers by a language model, from the tenant's passages.
#[derive(Clone)]
pub struct Llm {
    pub knowledge: Knowledge,
    pub outbound: Outbound,
    pub access: Access,
}

impl Engine for Llm {
    fn answer(&self, request: Request) -> Answering {
        let llm = self.clone();
        Box::pin(try_stream! {
            let assistant = request.assistant.clone();
            let dialect: &dyn Dialect = match assistant.engine {
                EngineKind::Anthropic => &Anthropic,
                _ => &OpenAi,
            };
            let key = llm
                .access
                .engine_key(&assistant)
                .map_err(|_| EngineError::lasting("the engine's key does not open"))?;
            let mut course = Course::new(llm.knowledge.passages(&request, PASSAGES).await?);
            let mut prompt = Prompt::of(&request, &course.passages);
            for round in 1..=ROUNDS {
                prompt.tools &= round < ROUNDS;
                let most = Usage {
                    input_tokens: prompt.tokens(),
                    output_tokens: assistant.engine_settings.max_tokens().into(),
                };
                yield Piece::Asking(Box::new(Asking {
                    model: assistant.engine_settings.model.clone(),
                    made_of: course.made_of(&prompt),
                    most: course.usage.unwrap_or_default().plus(most),
                }));
                let posted = dialect.post(&assistant, key.as_ref(), &prompt).map_err(EngineError::unbilled)?;
                let mut saying = call(&llm.outbound, posted, dialect.reader());
                let mut text = String::new();
                let mut calls = Vec::new();
                let end = loop {
                    match saying.next().await.ok_or_else(|| EngineError::passing("the stream was cut off"))?? {
                        Said::Text(piece) => {
                            let gap = if text.is_empty() && course.markers.has_shown() { "\n\n" } else { "" };
                            text.push_str(&piece);
                            let shown = course.markers.push(&format!("{gap}{piece}"));
                            if !shown.is_empty() {
                                yield Piece::Delta(shown);
                            }
                        }
                        Said::Thinking => yield Piece::Thinking,
                        Said::Tool(call) => calls.push(call),
                        Said::End(end) => break end,
                    }
                };
                course.used(end.usage.unwrap_or(Usage {
                    // A server that does not count is counted for, roughly.
                    input_tokens: most.input_tokens,
                    output_tokens: i64::try_from(text.len().div_ceil(4)).unwrap_or(i64::MAX),
                }));
                match end.stop {
                    Stop::Finished | Stop::Tools => {}
                    Stop::Length => Err(EngineError::lasting("the answer is longer than `max_tokens` allows"))?,
                    Stop::Refused => Err(EngineError {
                        blames_engine: false,
                        ..EngineError::lasting("the model refused to answer")
                    })?,
                }
                if calls.is_empty() || !prompt.tools {
                    break;
                }
                let outcomes = llm.run(&request, &mut course, &calls).await?;
                prompt.lines.push(Line::Assistant { text, calls });
                prompt.lines.extend(outcomes);
                if course.wants_person {
                    break;
                }
            }
            let left = course.markers.finish();
            if !left.is_empty() {
                yield Piece::Delta(left);
            }
            if course.wants_person && !course.markers.has_shown() {
                yield Piece::Delta(GOING.to_owned());
            }
            yield Piece::Done(Box::new(course.answer(&request, &prompt)));
        })
    }
}

impl Llm {
    /// Does what the model calls for, as far as it is done before the answer; the rest happens with it.
    async fn run(
        &self,
        request: &Request,
        course: &mut Course,
        calls: &[ToolCall],
    ) -> Result<Vec<Line>, EngineError> {
        let mut outcomes = Vec::with_capacity(calls.len());
        for call in calls {
            let outcome = match tools::read(call, course.tools.len()) {
                Err(wrong) => {
                    course.refused_calls += 1;
                    wrong.to_owned()
                }
                Ok(Wish::Person(_)) if request.away.is_some() => {
                    let away = request.away.as_ref().map(Away::sentence).unwrap_or_default();
                    format!("{away} Nobody was asked for: tell the visitor so, and help as well as you can.")
                }
                Ok(Wish::Person(reason)) => {
                    course.wants_person = true;
                    course.wish = course.wish.take().or(reason);
                    "A person is being asked for.".to_owned()
                }
                Ok(Wish::Contact(details)) => {
                    course.details.name = details.name.or(course.details.name.take());
                    course.details.email = details.email.or(course.details.email.take());
                    course.details.attributes.extend(details.attributes);
                    "Noted.".to_owned()
                }
                Ok(Wish::Articles(query)) => {
                    let looked_up = Request {
                        question: query,
                        history: Vec::new(),
                        ..request.clone()
                    };
                    let found = self.knowledge.passages(&looked_up, MORE_PASSAGES).await?;
                    course.found(found)
                }
            };
            course.tools.push(tools::used(call, &outcome));
            outcomes.push(Line::Outcome {
                id: call.id.clone(),
                text: outcome,
            });
        }
        Ok(outcomes)
    }
}

/// How far one answer has come.
struct Course {
    passages: Vec<Retrieved>,
    markers: Markers,
    tools: Vec<ToolUse>,
    refused_calls: usize,
    usage: Option<Usage>,
    wants_person: bool,
    wish: Option<String>,
    details: crate::conversation::Details,
    suggested: Vec<Citation>,
}

impl Course {
    fn new(passages: Vec<Retrieved>) -> Self {
        Self {
            passages,
            markers: Markers::default(),
            tools: Vec::new(),
            refused_calls: 0,
            usage: None,
            wants_person: false,
            wish: None,
            details: crate::conversation::Details::default(),
            suggested: Vec::new(),
        }
    }

    fn used(&mut self, usage: Usage) {
        self.usage = Some(self.usage.unwrap_or_default().plus(usage));
    }

    /// Takes in what a look-up found; what the model is told of it.
    fn found(&mut self, found: Vec<Retrieved>) -> String {
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

    fn made_of(&self, prompt: &Prompt) -> MadeOf {
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

    fn answer(self, request: &Request, prompt: &Prompt) -> Answer {
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
