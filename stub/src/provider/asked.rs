//! One request, as it came.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use hyper::HeaderMap;
use serde_json::Value;

use super::messages::{self, text_of};

/// What a request is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `…/chat/completions`.
    OpenAi,
    /// `…/messages`.
    Anthropic,
    /// `…/embeddings`.
    Embeddings,
}

/// A request for an answer or for vectors.
#[derive(Clone, Debug)]
pub struct Asked {
    /// In tokio's time, which a test may have paused.
    pub at: tokio::time::Instant,
    pub dialect: Dialect,
    pub path: String,
    pub headers: HeaderMap,
    /// `null` if the body was no JSON.
    pub body: Value,
    /// Why a real provider would refuse it; it got 400 or 401, and no script was used up.
    pub refused: Option<String>,
    pub(super) told: Arc<Mutex<Vec<Instant>>>,
}

impl Asked {
    /// When each piece of the answer was handed to the line.
    pub fn told(&self) -> Vec<Instant> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn model(&self) -> String {
        self.body["model"].as_str().unwrap_or_default().to_owned()
    }

    pub fn streams(&self) -> bool {
        self.body["stream"] == true
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// Who said what, the instructions first, with the roles of the dialect.
    pub fn messages(&self) -> Vec<(String, String)> {
        let system = &self.body["system"];
        let system = (!system.is_null()).then(|| ("system".to_owned(), text_of(system)));
        let said = messages::all(&self.body)
            .iter()
            .map(|message| (messages::role(message).to_owned(), text_of(&message["content"])));
        system.into_iter().chain(said).collect()
    }

    /// Everything that the model was given to read, the descriptions of tools left out.
    pub fn prompt(&self) -> String {
        let texts: Vec<String> = self.messages().into_iter().map(|(_, text)| text).collect();
        texts.join("\n")
    }

    /// The last words of the visitor.
    pub fn last_user(&self) -> String {
        let said = messages::all(&self.body);
        let last = said
            .iter()
            .rev()
            .find(|message| messages::role(message) == "user" && !messages::is_tool_result(message));
        last.map(|message| text_of(&message["content"]))
            .unwrap_or_default()
    }

    /// Names of the tools that the model may call.
    pub fn tools(&self) -> Vec<String> {
        let tools = self.body["tools"].as_array().map_or(&[][..], Vec::as_slice);
        let names = tools.iter().filter_map(|tool| {
            let name = tool["function"]["name"].as_str();
            name.or(tool["name"].as_str()).map(str::to_owned)
        });
        names.collect()
    }

    /// What the tools said that the model called just before; empty if it did not.
    pub fn tool_results(&self) -> Vec<String> {
        let said = messages::all(&self.body);
        let mut results: Vec<String> = said
            .iter()
            .rev()
            .take_while(|message| messages::is_tool_result(message))
            .map(|message| text_of(&message["content"]))
            .collect();
        results.reverse();
        results
    }
}
