//! `TestApp`: a server on a port of its own, with what every story needs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tandem::access::Cost;
use tandem::app::config::Config;
use tandem::app::{Outside, Running};
use tandem::domain::Clock;
use tandem::hub::Census;
use tokio::sync::{Mutex, OnceCell};

use super::clock::TestClock;
use super::{Caller, Place, Site, Socket, eventually, said, shop};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct TestApp {
    running: Running,
    clock: Arc<TestClock>,
    /// The first operator of the first tenant.
    pub(crate) owner: Caller,
    /// The public id of the first tenant's assistant.
    pub(crate) assistant: String,
    /// What the first start offered.
    pub(crate) setup_link: Option<String>,
    people: AtomicU32,
    lighthouse: OnceCell<Mutex<Lighthouse>>,
    settings: Config,
}

/// A dialog of which nobody else knows. What is said in it is heard after all that happened before.
struct Lighthouse {
    visitor: Caller,
    dialog: i64,
    lookout: Socket,
    flashes: u32,
}

impl TestApp {
    /// Starts a server. `more` are settings as in `tandem.toml`, after those of the tests.
    pub(crate) async fn start(place: &Place, more: &str) -> Self {
        let settings = settings(place, more);
        let clock = Arc::new(TestClock::new());
        let running = launch(&settings, &clock).await;
        let owner = match &running.setup_link {
            Some(link) => set_up(&running.url, link).await,
            None => Caller::signed_in(&running.url, "owner@example.com", PASSWORD).await,
        };
        let assistants = owner.get("/assistants").await.is(200);
        let assistant = if let Some(id) = assistants["items"][0]["id"].as_str() {
            id.to_owned()
        } else {
            let made = owner.post("/assistants", &json!({ "name": "Ada" })).await.is(201);
            let id = made["id"].as_str().unwrap().to_owned();
            shop::stock(&owner, &id).await;
            id
        };
        Self {
            setup_link: running.setup_link.clone(),
            running,
            clock,
            owner,
            assistant,
            people: AtomicU32::new(0),
            lighthouse: OnceCell::new(),
            settings,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.running.url
    }

    /// Seconds since 1970 on the server's clock.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().0 / 1_000
    }

    pub(crate) fn forward(&self, by: Duration) {
        self.clock.forward(by);
    }

    /// Somebody on the shop's page, who has not said anything yet.
    pub(crate) fn visitor(&self) -> Caller {
        Caller::visitor(self.url(), &self.assistant)
    }

    /// An agent of the first tenant, signed in.
    pub(crate) async fn operator(&self) -> Caller {
        self.member("agent").await
    }

    /// The same in any role.
    pub(crate) async fn member(&self, role: &str) -> Caller {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let email = format!("{role}{number}@example.com");
        let new =
            json!({ "email": email, "name": format!("{role} {number}"), "role": role, "password": PASSWORD });
        self.owner.post("/operators", &new).await.is(201);
        Caller::signed_in(self.url(), &email, PASSWORD).await
    }

    /// A site of the first tenant's assistant.
    pub(crate) async fn site(&self) -> Site {
        let new = json!({ "assistant_id": self.assistant, "name": "Account pages" });
        let made = self.owner.post("/sites", &new).await.is(201);
        Site::new(self.url(), &made)
    }

    /// Another company on the same server: its owner, and its assistant's public id.
    pub(crate) async fn other_tenant(&self, name: &str) -> (Caller, String) {
        use tandem::app::commands::{NewOperator, create_operator, create_tenant};

        let tenant = create_tenant(&self.settings, name).await.unwrap().json;
        let email = format!("{}@example.org", name.to_lowercase());
        let wanted = NewOperator {
            tenant: tenant["tenant_id"].as_str().unwrap(),
            email: &email,
            name: Some(name),
            role: tandem::domain::Role::Owner,
            password: Some(tandem::domain::Secret::new(PASSWORD.to_owned())),
        };
        create_operator(&self.settings, wanted).await.unwrap();
        let owner = Caller::signed_in(self.url(), &email, PASSWORD).await;
        let made = owner.post("/assistants", &json!({ "name": name })).await.is(201);
        let assistant = made["id"].as_str().unwrap().to_owned();
        (owner, assistant)
    }

    /// Returns when everything that happened so far has reached the queues of all connections: events
    /// go to them one after the other, and this waits for one more.
    pub(crate) async fn barrier(&self) {
        let lighthouse = self.lighthouse.get_or_init(|| self.build_lighthouse()).await;
        let mut lighthouse = lighthouse.lock().await;
        lighthouse.flashes += 1;
        let flash = format!("flash {}", lighthouse.flashes);
        lighthouse.visitor.says(lighthouse.dialog, &flash).await;
        lighthouse.lookout.expect(&said(&flash)).await;
    }

    async fn build_lighthouse(&self) -> Mutex<Lighthouse> {
        let visitor = self.visitor();
        let dialog = visitor.opens().await;
        self.owner.claims(dialog).await;
        let lookout = self.owner.socket(dialog).await;
        Mutex::new(Lighthouse {
            visitor,
            dialog,
            lookout,
            flashes: 0,
        })
    }

    pub(crate) fn census(&self) -> Census {
        self.running.census()
    }

    /// Waits until every place is given back.
    pub(crate) async fn is_empty(&self) {
        eventually("nobody holds a place", async || {
            (self.census() == Census::default()).then_some(())
        })
        .await;
    }

    /// The end of a story, in which every connection has been dropped: nothing may be left of them.
    pub(crate) async fn finish(mut self) {
        drop(self.lighthouse.take());
        self.is_empty().await;
        self.finish_with_visitors().await;
    }

    /// The end of a server to which people are still connected.
    pub(crate) async fn finish_with_visitors(self) {
        assert!(self.running.stop().await, "the server did not stop in time");
    }
}

/// All people of a story come from one address.
const NO_HURRY: &str = "[limits]
sign_ins_per_minute = 100000
dialogs_per_minute = 100000
reads_per_minute = 0
messages_per_minute = 0
typing_per_minute = 0
marks_per_minute = 0
actions_per_minute = 0
";

fn settings(place: &Place, more: &str) -> Config {
    let mut lines = vec!["listen = \"127.0.0.1:0\"".to_owned(), "readers = 2".to_owned()];
    lines.push(format!("data_dir = '{}'", place.folder.display()));
    if let Some(url) = &place.database_url {
        lines.push(format!("database_url = '{url}'"));
    }
    // A server that was built to make mistakes is told which. Any other refuses the setting.
    if let Ok(mutant) = std::env::var("TANDEM_MUTANT") {
        lines.push(format!("mutant = '{mutant}'"));
    }
    if !more.contains("answer_pace_ms") {
        lines.push("answer_pace_ms = 0".to_owned());
    }
    if !more.contains("hear_out_ms") {
        lines.push("hear_out_ms = 0".to_owned());
    }
    if more.contains("per_minute") {
        lines.push(more.to_owned());
    } else if more.contains("[limits]") {
        lines.push(more.replace("[limits]\n", NO_HURRY));
    } else {
        lines.extend([more.to_owned(), NO_HURRY.to_owned()]);
    }
    Config::parse(&lines.join("\n")).unwrap()
}

async fn launch(settings: &Config, clock: &Arc<TestClock>) -> Running {
    let outside = Outside {
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        password_cost: Cost::LEAST,
        program: env!("CARGO_BIN_EXE_tandem").into(),
        ..tandem::app::outside()
    };
    tandem::app::start(settings, outside, false).await.unwrap()
}

/// The first start: the set-up link makes the first tenant and its owner.
async fn set_up(url: &str, link: &str) -> Caller {
    let token = link.rsplit('#').next().unwrap();
    let wanted = json!({
        "token": token, "tenant": "Shop", "name": "Olivia Owner", "email": "owner@example.com", "password": PASSWORD,
    });
    let signed = Caller::nobody(url).post("/auth/setup", &wanted).await.is(200);
    Caller::operator(url, &signed)
}
