//! An exam: articles go in, questions are asked, and what comes back is marked.

use std::collections::HashMap;
use std::time::Duration;

use tandem::assistant::add_article;
use tandem::assistant::engine::{Answer, Request, Turn};
use tandem::assistant::knowledge::{Knowledge, Retrieved};
use tandem::domain::{AllowedOrigins, Appearance, ArticleId, Assistant, EngineKind, PublicId, Timestamp};
use tandem::store::{Error, NewArticle, NewAssistant, NewTenant, Store};

use super::meaning::Maker;
use super::questions::{Asked, Page};

/// An assistant that knows a set of articles.
pub(super) struct Candidate {
    engine: Knowledge,
    assistant: Assistant,
    slugs: HashMap<ArticleId, String>,
}

/// What came back.
#[derive(Default)]
pub(super) struct Marks {
    answerable: usize,
    right: usize,
    telling: usize,
    unanswerable: usize,
    honest: usize,
}

impl Candidate {
    pub(super) async fn with(store: &Store, articles: Vec<Page>) -> Self {
        let at = Timestamp(0);
        let assistant = store
            .write(move |tx| {
                Box::pin(async move {
                    let public_id = PublicId::make("ten", [7; 16]);
                    let tenant = tx
                        .create_tenant(&NewTenant {
                            public_id,
                            name: "Exam".to_owned(),
                            at,
                        })
                        .await?;
                    let new = NewAssistant {
                        public_id: PublicId::make("ast", [7; 16]),
                        name: "Candidate".to_owned(),
                        engine: EngineKind::Knowledge,
                        appearance: Appearance::default(),
                        allowed_origins: AllowedOrigins::default(),
                        at,
                    };
                    let id = tx.create_assistant(tenant, &new).await?;
                    Ok::<_, Error>(tx.assistant(tenant, id).await?.unwrap())
                })
            })
            .await
            .unwrap();
        let mut slugs = HashMap::new();
        for page in articles {
            let new = NewArticle {
                assistant: assistant.id,
                title: page.title,
                body: page.body,
                url: None,
                locale: None,
                at,
            };
            slugs.insert(
                add_article(store, assistant.tenant, new).await.unwrap(),
                page.slug,
            );
        }
        Self {
            engine: Knowledge::new(store.clone(), Duration::ZERO),
            assistant,
            slugs,
        }
    }

    /// The same with its articles embedded, for as long as the maker of their vectors lives.
    pub(super) async fn embedded(mut self, store: &Store) -> (Self, Maker) {
        let mut maker = Maker::new(store).await;
        maker.embed(store, &self.assistant).await;
        self.engine = self.engine.with_embedder(maker.embedder.clone());
        (self, maker)
    }

    /// The same under a tenant that leaves these topics to people.
    pub(super) fn leaving(mut self, topics: Vec<String>) -> Self {
        self.assistant.handoff.topics = topics;
        self
    }

    pub(super) fn engine(&self) -> &Knowledge {
        &self.engine
    }

    pub(super) fn slug(&self, article: ArticleId) -> &str {
        &self.slugs[&article]
    }

    pub(super) fn assistant(&self) -> &Assistant {
        &self.assistant
    }

    pub(super) fn request(&self, question: &str, history: Vec<Turn>) -> Request {
        Request {
            assistant: self.assistant.clone(),
            question: question.to_owned(),
            history,
            away: None,
            asked_by: None,
        }
    }

    pub(super) async fn ask(&self, question: &str, history: Vec<Turn>) -> (String, Answer) {
        self.engine.reply(&self.request(question, history)).await.unwrap()
    }

    /// What a language model would be given to read.
    pub(super) async fn passages(&self, question: &str, limit: usize) -> Vec<Retrieved> {
        let request = self.request(question, Vec::new());
        self.engine.passages(&request, limit).await.unwrap()
    }

    pub(super) async fn sit(&self, questions: &[Asked]) -> Marks {
        let mut marks = Marks::default();
        for asked in questions {
            let (text, answer) = self.ask(&asked.question, Vec::new()).await;
            let cited = answer
                .citations
                .first()
                .map(|citation| &self.slugs[&citation.article_id]);
            assert_eq!(answer.answered, cited.is_some(), "{}", asked.question);
            assert!(
                answer.citations.len() <= 2 && text.chars().count() <= 900,
                "{text}"
            );
            if asked.article.is_none() {
                marks.unanswerable += 1;
                marks.honest += usize::from(!answer.answered);
            } else {
                let right = cited == asked.article.as_ref();
                marks.answerable += 1;
                marks.right += usize::from(right);
                marks.telling +=
                    usize::from(right && asked.says.as_ref().is_none_or(|fact| text.contains(fact)));
            }
            if cited != asked.article.as_ref() {
                println!("    {:?} for {:?}: {}", cited, asked.article, asked.question);
            }
        }
        marks
    }
}

impl Marks {
    /// Prints the figures and holds them against their floors, in percent.
    pub(super) fn expect(&self, exam: &str, right: usize, honest: usize) {
        let Self {
            answerable,
            telling,
            unanswerable,
            ..
        } = self;
        println!(
            "{exam}: right article {}/{answerable} (and the fact {telling}), honest {}/{unanswerable}",
            self.right, self.honest
        );
        assert!(
            self.right * 100 >= right * answerable,
            "{exam}: too many answers from the wrong article"
        );
        assert!(
            self.honest * 100 >= honest * unanswerable,
            "{exam}: too many answers that nobody knows"
        );
    }
}
