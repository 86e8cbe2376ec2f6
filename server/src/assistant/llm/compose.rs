use async_stream::try_stream;
use futures_util::StreamExt;

use super::anthropic::Anthropic;
use super::call::{Dialect, Said, Stop, call, cut_off, unusable_key};
use super::engine::Llm;
use super::openai::OpenAi;
use super::prompt::{Line, Prompt};
use crate::assistant::engine::{Answer, Answering, Asking, EngineError, Piece};
use crate::domain::{Assistant, EngineKind, FailureCode, MadeOf, Usage};

impl Llm {
    /// Something else than an answer to a visitor: what `order` asks for, about `text`. No tools, no articles.
    pub fn compose(&self, assistant: Assistant, order: String, text: String) -> Answering {
        let llm = self.clone();
        Box::pin(try_stream! {
            let dialect: &dyn Dialect = match assistant.engine {
                EngineKind::Anthropic => &Anthropic,
                _ => &OpenAi,
            };
            let key = llm
                .access
                .engine_key(&assistant)
                .map_err(|_| unusable_key("it does not open"))?;
            let prompt = Prompt { system: order, lines: vec![Line::User(text)], tools: false };
            let model = assistant.engine_settings.model.clone();
            yield Piece::Asking(Box::new(Asking {
                model: model.clone(),
                made_of: MadeOf { prompt: prompt.parts(), ..MadeOf::default() },
                most: Usage {
                    input_tokens: prompt.tokens(),
                    output_tokens: assistant.engine_settings.max_tokens().into(),
                },
            }));
            let posted = dialect.post(&assistant, key.as_ref(), &prompt)?;
            let mut saying = call(&llm.outbound, posted, dialect.reader());
            let end = loop {
                match saying.next().await.ok_or_else(|| cut_off("no end came"))?? {
                    Said::Text(text) => yield Piece::Delta(text),
                    Said::Thinking | Said::Tool(_) => {}
                    Said::End(end) => break end,
                }
            };
            match end.stop {
                Stop::Finished | Stop::Tools => {}
                Stop::Length => Err(EngineError::too_long("the text is longer than `max_tokens` allows"))?,
                Stop::Refused => Err(EngineError::lasting(FailureCode::Refused, "the model refused to write it").blameless())?,
            }
            yield Piece::Done(Box::new(Answer {
                answered: true,
                usage: end.usage,
                model,
                ..Answer::default()
            }));
        })
    }
}
