use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::hybrid::Ways;
use super::question::Question;
use super::rank::rank;
use super::retrieve::used;
use super::select::select;
use super::small_talk::{SmallTalk, does_not_know, is_unknown};
use super::speech::tell;
use super::spelling::{beginning, meant, meant_there};
use super::topics::about;
use super::weight::Frequencies;
use crate::assistant::embeddings::Embedder;
use crate::assistant::engine::{Answer, Answering, Engine, EngineError, Piece, Request};
use crate::domain::{Citation, MadeOf, PassageId, Sender};
use crate::store::{Error, PassageHit, Store};

/// How many passages are looked at closely.
const LOOKED_AT: i64 = 60;

/// How many that mean the same are looked at beside them.
const NEAR: usize = 30;

/// How many the record of an answer holds: as many as a language model is given.
const RECORDED: usize = 6;

/// Said of a topic that is left to people.
const FOR_PEOPLE: &str = "That is something for a person. I am asking somebody from the team to take over.";

/// The pace at which an answer is told when nobody says otherwise: about as fast as one reads.
pub const PACE: Duration = Duration::from_millis(30);

/// Answers from the tenant's articles.
#[derive(Clone)]
pub struct Knowledge {
    store: Store,
    pace: Duration,
    /// Finds what means the same; without it words alone count.
    embedder: Option<Embedder>,
}

impl Knowledge {
    /// `pace` is the time between two pieces of a few words; zero tells everything at once.
    pub fn new(store: Store, pace: Duration) -> Self {
        Self {
            store,
            pace,
            embedder: None,
        }
    }

    /// Has passages found by what they mean, too, for assistants that have somebody to make their vectors.
    #[must_use]
    pub fn with_embedder(self, embedder: Embedder) -> Self {
        Self {
            embedder: Some(embedder),
            ..self
        }
    }

    /// The same at another pace.
    #[must_use]
    pub fn at_pace(self, pace: Duration) -> Self {
        Self { pace, ..self }
    }

    /// The whole answer at once.
    pub async fn reply(&self, request: &Request) -> Result<(String, Answer), EngineError> {
        let away = request.away.as_ref();
        let topic = about(&request.question, &request.assistant.handoff.topics);
        if let Some(topic) = topic.filter(|_| away.is_none()) {
            return Ok(left_to_people(topic));
        }
        let last_answer = said(request, Sender::Assistant);
        if let Some(talk) = SmallTalk::of(&request.question, last_answer) {
            return Ok((talk.reply(away), answer(Vec::new(), talk.is_answered())));
        }
        let found = self.find(request).await?;
        let ranking = rank(&found.question, &found.hits, &found.frequencies);
        let (text, answer) = match select(&ranking) {
            Some(selected) => {
                let citations = selected.sources.into_iter().map(citation).collect();
                (selected.text, answer(citations, true))
            }
            None => (does_not_know(last_answer, away), answer(Vec::new(), false)),
        };
        let made_of = MadeOf {
            passages: ranking.articles.iter().flat_map(used).take(RECORDED).collect(),
            ..MadeOf::default()
        };
        Ok((text, Answer { made_of, ..answer }))
    }

    /// Takes the question apart and looks it up, by its words and by what it means at the same time.
    pub(super) async fn find(&self, request: &Request) -> Result<Lookup, EngineError> {
        let question = Question::parse(&request.question, said(request, Sender::User));
        let meant = match said(request, Sender::User) {
            Some(before) if !question.context.is_empty() => format!("{before}\n{}", request.question),
            _ => request.question.clone(),
        };
        let (found, near) = tokio::join!(self.look_up(request, question), self.near(request, &meant));
        let mut found =
            found.map_err(|error| EngineError::own(format!("the articles could not be read: {error}")))?;
        found.ways.by_words = found.hits.iter().map(|hit| hit.id).collect();
        found.ways.by_meaning = near.iter().map(|hit| hit.id).collect();
        let known = &found.ways.by_words;
        found
            .hits
            .extend(near.into_iter().filter(|hit| !known.contains(&hit.id)));
        Ok(found)
    }

    /// Passages that mean the same, nearest first. Whatever goes wrong with them, there are still the words.
    async fn near(&self, request: &Request, meant: &str) -> Vec<PassageHit> {
        let Some(embedder) = &self.embedder else {
            return Vec::new();
        };
        let near = embedder.near(&request.assistant, meant, NEAR).await;
        if near.is_empty() {
            return Vec::new();
        }
        match self.read_passages(request, &near).await {
            Ok(mut hits) => {
                hits.sort_by_key(|hit| near.iter().position(|id| *id == hit.id));
                hits
            }
            Err(error) => {
                tracing::warn!(error = %error, "passages that mean the same could not be read");
                Vec::new()
            }
        }
    }

    async fn read_passages(&self, request: &Request, ids: &[PassageId]) -> Result<Vec<PassageHit>, Error> {
        let (tenant, assistant) = (request.assistant.tenant, request.assistant.id);
        self.store.read().await?.passages(tenant, assistant, ids).await
    }

    /// What the index finds. A word that stands nowhere is taken for the one it must have been meant for.
    async fn look_up(&self, request: &Request, mut question: Question) -> Result<Lookup, Error> {
        let (tenant, assistant) = (request.assistant.tenant, request.assistant.id);
        let written = question.written_words();
        if written.is_empty() {
            return Ok(Lookup::default());
        }
        let mut conn = self.store.read_aside().await?;
        let counts = conn.document_frequency(tenant, assistant, &written).await?;
        let counts = counts.into_iter().map(|count| count as f64);
        let frequencies = Frequencies {
            total: conn.passage_count(tenant, assistant).await? as f64,
            of: written.into_iter().zip(counts).collect(),
        };
        question.drop_padding(&frequencies);
        let mut unknown = question.unknown_words(&frequencies);
        for beginning in unknown
            .iter()
            .filter_map(|word| beginning(word))
            .collect::<BTreeSet<_>>()
        {
            let near = conn
                .search_passages(tenant, assistant, &[beginning], LOOKED_AT)
                .await?;
            let texts: Vec<&str> = near.iter().map(|hit| hit.text.as_str()).collect();
            unknown.retain(|word| match meant(word, texts.iter().copied()) {
                Some(meant) => {
                    question.take_for(word, &meant);
                    false
                }
                None => true,
            });
        }
        let mut hits = conn
            .search_passages(tenant, assistant, &question.search_words(), LOOKED_AT)
            .await?;
        let mut mended = false;
        for word in unknown {
            let texts = hits.iter().flat_map(|hit| [hit.title.as_str(), &hit.text]);
            if let Some(meant) = meant_there(&word, texts) {
                question.take_for(&word, &meant);
                mended = true;
            }
        }
        if mended {
            hits = conn
                .search_passages(tenant, assistant, &question.search_words(), LOOKED_AT)
                .await?;
        }
        Ok(Lookup {
            question,
            hits,
            frequencies,
            ways: Ways::default(),
        })
    }
}

/// What there is for a question.
#[derive(Default)]
pub(super) struct Lookup {
    pub(super) question: Question,
    pub(super) hits: Vec<PassageHit>,
    pub(super) frequencies: Frequencies,
    pub(super) ways: Ways,
}

/// What was said last by one side, before the question.
fn said(request: &Request, by: Sender) -> Option<&str> {
    let turn = request.history.iter().rev().find(|turn| turn.sender == by);
    turn.map(|turn| turn.text.as_str())
}

impl Engine for Knowledge {
    fn answer(&self, request: Request) -> Answering {
        let engine = self.clone();
        let pace = self.pace;
        let answering = async move {
            match engine.reply(&request).await {
                Ok((text, answer)) => {
                    let unsure = is_unknown(&text).then_some(Ok(Piece::Unsure));
                    stream::iter(unsure)
                        .chain(tell(&text, answer, pace))
                        .left_stream()
                }
                Err(error) => stream::iter([Err(error)]).right_stream(),
            }
        };
        Box::pin(stream::once(answering).flatten())
    }
}

/// What the tenant leaves to people is not looked up.
fn left_to_people(topic: &str) -> (String, Answer) {
    let answer = Answer {
        wants_person: true,
        wish: Some(format!("This is about a topic for people: {topic}")),
        ..Answer::default()
    };
    (FOR_PEOPLE.to_owned(), answer)
}

fn answer(citations: Vec<Citation>, answered: bool) -> Answer {
    Answer {
        citations,
        answered,
        ..Answer::default()
    }
}

fn citation(hit: &PassageHit) -> Citation {
    Citation {
        article_id: hit.article,
        title: hit.title.clone(),
        url: hit.url.clone(),
    }
}
