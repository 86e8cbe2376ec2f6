//! A language model behind a real line: the house's assistant asks a provider that does what a script says.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stub::{Provider, Script};
use tandem::access::{Access, Cost, Keys};
use tandem::assistant::knowledge::Knowledge;
use tandem::assistant::{Engines, Llm, Workflow};
use tandem::conversation::REPLY_JOB;
use tandem::domain::{
    Clock, Dialog, DialogId, EngineKind, EngineSettings, EventKind, FailureCode, Generation, GenerationId,
    Holder, Message, Secret, Sender, SystemCode,
};
use tandem::outbound::{Allowance, Outbound};
use tandem::store::{self, AssistantChange};
use tempfile::TempDir;

use super::house::{House, Node};

/// What a provider is spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenAi,
    Anthropic,
}

/// A house with one node, whose assistant asks `provider`.
pub(super) struct Model {
    pub(super) house: House,
    pub(super) provider: Provider,
    scripts: Arc<Mutex<HashMap<String, VecDeque<Script>>>>,
    _node: Node,
    _keys: TempDir,
}

/// What the visitor's side got to see of one reply.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) dialog: DialogId,
    pub(super) generation: GenerationId,
    /// What each attempt drew, by its deltas.
    pub(super) drawn: Vec<String>,
    pub(super) end: EventKind,
}

impl Model {
    pub(super) async fn new(dialect: Dialect) -> Self {
        let provider = Provider::start().await;
        let (kind, url) = match dialect {
            Dialect::OpenAi => (EngineKind::OpenAi, provider.openai()),
            Dialect::Anthropic => (EngineKind::Anthropic, provider.anthropic()),
        };
        Self::at(provider, kind, &url, "m", "sk-test").await
    }

    /// One that is asked at `url`, with `provider` there or somewhere behind it.
    pub(super) async fn at(provider: Provider, kind: EngineKind, url: &str, model: &str, key: &str) -> Self {
        let keys = TempDir::new().unwrap();
        let house = House::new().await;
        let outside = tandem::app::outside();
        let access = Access::new(tandem::access::Parts {
            store: house.store.clone(),
            keys: Keys::load_or_make(keys.path(), &*outside.entropy).unwrap(),
            clock: house.clock.clone(),
            entropy: outside.entropy,
            password_cost: Cost::LEAST,
            secure_cookies: false,
            right_ended: Arc::new(|_, _| {}),
        })
        .unwrap();
        let settings = EngineSettings {
            base_url: Some(url.to_owned()),
            model: Some(model.to_owned()),
            ..EngineSettings::default()
        };
        settle_in(&house, &access, kind, settings, key).await;
        let outbound = Outbound::new(&tandem::outbound::Settings {
            allow_private: Allowance::parse(&["127.0.0.0/8"]).unwrap(),
            ..tandem::outbound::Settings::default()
        })
        .unwrap();
        let knowledge = Knowledge::new(house.store.clone(), Duration::ZERO);
        let engines = Engines {
            knowledge: knowledge.clone(),
            llm: Llm {
                knowledge: knowledge.clone(),
                outbound: outbound.clone(),
                access: access.clone(),
            },
            workflow: Workflow {
                knowledge,
                outbound,
                access,
                clock: house.clock.clone(),
                public_url: Arc::from("http://127.0.0.1:1"),
            },
        };
        let node = house.node("a", Arc::new(engines), |settings| {
            settings.look_every = Duration::from_secs(1);
            settings.sweep_every = Duration::from_hours(1);
            // Its clock stands still, or leaps.
            settings.lease = Duration::from_hours(1);
        });
        let scripts = Arc::<Mutex<HashMap<String, VecDeque<Script>>>>::default();
        let of_questions = Arc::clone(&scripts);
        provider.answer(move |asked| {
            let mut scripts = of_questions.lock().unwrap();
            // Who is let go on is asked something of the server's, behind the visitor's question.
            let said = asked.messages().into_iter().rev();
            let known = said.map(|(_, text)| text).find(|text| scripts.contains_key(text));
            let next = known.and_then(|question| scripts.get_mut(&question).and_then(VecDeque::pop_front));
            next.unwrap_or_else(|| Script::status(501).message("nothing was planned for this try"))
        });
        Self {
            house,
            provider,
            scripts,
            _node: node,
            _keys: keys,
        }
    }

    /// Asks a question whose tries get these answers, one after the other.
    pub(super) async fn ask(&mut self, question: &str, tries: impl IntoIterator<Item = Script>) -> Dialog {
        let tries = tries.into_iter().collect();
        self.scripts.lock().unwrap().insert(question.to_owned(), tries);
        self.house.ask(question).await
    }

    /// What is seen of the reply up to its end.
    pub(super) async fn see(&mut self, dialog: DialogId) -> Seen {
        let events = self.house.follow(dialog).await;
        let mut drawn: Vec<String> = Vec::new();
        let mut generation = None;
        for event in &events {
            match event {
                EventKind::GenerationStarted {
                    generation: id,
                    attempt,
                    ..
                } => {
                    assert_eq!(usize::try_from(*attempt).unwrap(), drawn.len() + 1, "{events:?}");
                    generation = Some(*id);
                    drawn.push(String::new());
                }
                EventKind::GenerationDelta { attempt, text, .. } => {
                    assert_eq!(usize::try_from(*attempt).unwrap(), drawn.len(), "{events:?}");
                    drawn.last_mut().unwrap().push_str(text);
                }
                _ => {}
            }
        }
        Seen {
            dialog,
            generation: generation.unwrap(),
            drawn,
            end: events.last().unwrap().clone(),
        }
    }

    /// Asks, and sees what comes of it.
    pub(super) async fn answer(&mut self, question: &str, tries: impl IntoIterator<Item = Script>) -> Seen {
        let dialog = self.ask(question, tries).await;
        self.see(dialog.id).await
    }

    /// Waits until no try is running, and tells how long it is until the next one; nothing if none follows.
    pub(super) async fn put_off(&self) -> Option<Duration> {
        loop {
            let mut conn = self.house.store.read().await.unwrap();
            let due = conn.next_due(REPLY_JOB).await.unwrap()?;
            drop(conn);
            let wait = due.since(self.house.clock.now());
            // What is being written is leased for an hour.
            if wait > Duration::ZERO && wait < Duration::from_mins(30) && self.provider.running() == 0 {
                return Some(wait);
            }
            tokio::task::yield_now().await;
        }
    }

    /// Lets the time pass until no try follows.
    pub(super) async fn wait_it_out(&self) {
        while let Some(wait) = self.put_off().await {
            self.house.clock.forward(wait);
        }
    }

    /// What the assistant said in a dialog.
    pub(super) async fn said(&self, dialog: DialogId) -> Vec<Message> {
        let entries = self.house.entries(dialog).await;
        let said = entries
            .into_iter()
            .filter(|entry| entry.sender == Sender::Assistant);
        said.collect()
    }

    /// The reply is there once, with exactly this text, and nothing else was drawn in its place.
    pub(super) async fn is_whole(&self, seen: &Seen, text: &str) {
        let said = self.said(seen.dialog).await;
        assert_eq!(said.len(), 1, "{seen:?}");
        assert_eq!(said[0].text, text, "{seen:?}");
        assert!(
            matches!(seen.end, EventKind::GenerationCompleted { .. }),
            "{seen:?}"
        );
        assert_eq!(seen.drawn.last().unwrap(), text, "{seen:?}");
        for drawn in &seen.drawn {
            assert!(
                text.starts_with(drawn.as_str()),
                "{drawn:?} is no beginning of the text"
            );
        }
        let kept = self.generation(seen).await;
        assert_eq!(kept.text, text);
    }

    /// Nothing was said, the visitor was told once, and the dialog waits for a person.
    pub(super) async fn is_given_up(&self, seen: &Seen, code: FailureCode) {
        assert_eq!(self.said(seen.dialog).await, [], "{seen:?}");
        match &seen.end {
            EventKind::GenerationFailed { code: told, .. } => assert_eq!(*told, code, "{seen:?}"),
            _ => panic!("{seen:?}"),
        }
        let entries = self.house.entries(seen.dialog).await;
        let words = entries
            .iter()
            .filter(|entry| entry.meta.code == Some(SystemCode::AssistantFailed));
        assert_eq!(words.count(), 1, "{entries:?}");
        let mut conn = self.house.store.read().await.unwrap();
        let dialog = conn.dialog(self.house.contact.tenant, seen.dialog).await;
        assert!(matches!(
            dialog.unwrap().unwrap().handoff.holder,
            Holder::Queued { .. }
        ));
    }

    pub(super) async fn generation(&self, seen: &Seen) -> Generation {
        self.house.generation(seen.generation).await
    }
}

/// The house's assistant has this engine from now on.
async fn settle_in(house: &House, access: &Access, kind: EngineKind, settings: EngineSettings, key: &str) {
    let (tenant, id) = (house.contact.tenant, house.contact.assistant);
    let assistant = house.store.read().await.unwrap().assistant(tenant, id).await;
    let assistant = assistant.unwrap().unwrap();
    let key = Secret::new(key.to_owned());
    let change = AssistantChange {
        name: assistant.name,
        engine: kind,
        engine_settings: settings,
        engine_key: Some(access.seal_engine_key(&assistant.public_id, &key).unwrap()),
        instructions: assistant.instructions,
        handoff: assistant.handoff,
        appearance: assistant.appearance,
        allowed_origins: assistant.allowed_origins,
        at: house.clock.now(),
    };
    let changed: Result<bool, store::Error> = house
        .store
        .write(move |tx| Box::pin(async move { tx.update_assistant(tenant, id, &change).await }))
        .await;
    assert!(changed.unwrap());
}
