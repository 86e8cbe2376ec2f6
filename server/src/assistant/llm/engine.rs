use async_stream::try_stream;
use futures_util::StreamExt;

use super::anthropic::Anthropic;
use super::call::{Dialect, Said, Stop, ToolCall, call, cut_off, unusable_key};
use super::course::Course;
use super::openai::OpenAi;
use super::prompt::{Line, Prompt};
use super::tools::{self, Wish};
use crate::access::Access;
use crate::assistant::engine::{Answering, Asking, Engine, EngineError, Piece, Request};
use crate::assistant::knowledge::Knowledge;
use crate::domain::{Away, EngineKind, FailureCode, Usage};
use crate::outbound::Outbound;

/// Passages that a model is given, and that one look-up adds.
const PASSAGES: usize = 6;
const MORE_PASSAGES: usize = 4;

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
                .map_err(|_| unusable_key("it does not open"))?;
            let mut course = Course::new(llm.knowledge.passages(&request, PASSAGES).await?);
            let mut prompt = Prompt::of(&request, &course.passages);
            let mut goes_on = false;
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
                    match saying.next().await.ok_or_else(|| cut_off("no end came"))?? {
                        Said::Text(piece) => {
                            let apart = text.is_empty() && course.markers.has_shown() && !goes_on;
                            let gap = if apart { "\n\n" } else { "" };
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
                    // A call that was cut off is none.
                    Stop::Length if may_go_on(&text, &calls, goes_on, round) => {
                        goes_on = true;
                        prompt.go_on_from(text);
                        continue;
                    }
                    Stop::Length => Err(EngineError::too_long("the answer is longer than `max_tokens` allows"))?,
                    Stop::Refused => Err(EngineError::lasting(
                        FailureCode::Refused,
                        "the model refused to answer",
                    ).blameless())?,
                }
                goes_on = false;
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

/// Whether a model that came to its limit is asked for the rest: once, for what is shown of an answer is better made
/// whole than taken away.
fn may_go_on(text: &str, calls: &[ToolCall], has_gone_on: bool, round: usize) -> bool {
    !text.trim().is_empty() && calls.is_empty() && !has_gone_on && round < ROUNDS
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
                    let away = request.away.as_ref().map(Away::for_model).unwrap_or_default();
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
