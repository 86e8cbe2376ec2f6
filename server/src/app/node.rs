//! One node put together: who is made of what, and which tasks keep it alive.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::config::Config;
use super::data_folder::make_folder;
use super::hold::Hold;
use super::inbox_feed::{InboxFeed, Touched};
use super::lifecycle::Tasks;
use super::not_started::NotStarted;
use super::positions::Positions;
use super::presence::PresenceFeed;
use super::pump::Pump;
use crate::access::{Access, Cost, Keys};
use crate::assistant::ask::Ask;
use crate::assistant::embeddings::{Embedder, Embedders};
use crate::assistant::import::{Importers, Importing, Reader};
use crate::assistant::knowledge::Knowledge;
use crate::assistant::worker::{self, Cancellations, Typists, Workers};
use crate::assistant::{Engines, Llm, Workflow};
use crate::bus::{Bus, Link, LocalBus, Meeting, RedisBus};
use crate::conversation::Conversation;
use crate::domain::{Clock, Entropy, Event, NodeId};
use crate::hub::Hub;
use crate::outbound::Outbound;
use crate::rest::{self, Rest};
use crate::sockets::{self, Parts, Sockets, Turns};
use crate::store::{OpenError, Store};

/// What the outside gives to a node: tests give a clock that stands still.
#[derive(Clone)]
pub struct Outside {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub password_cost: Cost,
    /// The `tandem` binary, which reads documents in processes of its own.
    pub program: PathBuf,
}

/// The node's parts, for the routers and the command line.
pub(super) struct Node {
    pub rest: Rest,
    pub sockets: Sockets,
    /// To be kept for as long as the data is used.
    pub hold: Hold,
}

impl Node {
    /// Opens the data and starts all of the node's tasks.
    pub(super) async fn start(config: &Config, outside: &Outside, tasks: &Tasks) -> Result<Self, NotStarted> {
        make_folder(&config.data_dir)?;
        let serving = if config.is_alone() {
            Some(Hold::serving(&config.data_dir).await?)
        } else {
            None
        };
        let Core {
            mut node,
            bus,
            link,
            wanted,
            embedder,
        } = Core::open(config, outside, tasks).await?;
        if let Some(serving) = serving {
            node.hold.and(serving);
        }
        let id = link
            .as_ref()
            .map_or_else(|| NodeId::new(&*outside.entropy), Link::node);
        let (store, hub) = (&node.rest.store, &node.rest.hub);
        if config.is_alone() {
            // Whoever held a lease is dead. (And if not: a job that was taken anew is ended by who took it last.)
            let freeing = store.write(|tx| Box::pin(async move { tx.free_leases().await }));
            freeing.await.map_err(OpenError::from)?;
        }
        let pace = Duration::from_millis(config.answer_pace_ms);
        let name = node_name(&*outside.entropy);
        let (cancellations, typists) = (Cancellations::default(), Typists::default());
        let workers = Workers::new(worker::Parts {
            store: store.clone(),
            conversation: node.rest.conversation.clone(),
            bus: Arc::clone(&bus),
            clock: Arc::clone(&outside.clock),
            entropy: Arc::clone(&outside.entropy),
            engine: Arc::new(Engines {
                knowledge: node.rest.ask.engines.knowledge.clone().at_pace(pace),
                ..node.rest.ask.engines.clone()
            }),
            wanted,
            cancellations: cancellations.clone(),
            typists: typists.clone(),
            settings: worker::Settings {
                concurrent: config.reply_workers,
                hear_out: Duration::from_millis(config.hear_out_ms),
                ..worker::Settings::new(name.clone())
            },
        });
        let touched = Arc::new(Touched::default());
        let pump = Pump {
            node: id,
            events: bus.subscribe(),
            hub: Arc::clone(hub),
            cancellations,
            typists,
            touched: Arc::clone(&touched),
        };
        let inbox = InboxFeed {
            touched: Arc::clone(&touched),
            hub: Arc::clone(hub),
            store: store.clone(),
        };
        let presence = PresenceFeed {
            hub: Arc::clone(hub),
            bus,
            store: store.clone(),
            told_as: link.is_some().then_some(id),
        };
        let conversation = node.rest.conversation.clone();
        tasks.spawn("pace", conversation.forget_the_quiet(tasks.stop.clone()));
        if let Some(link) = link {
            let positions = Positions {
                hub: Arc::clone(hub),
                store: store.clone(),
                conversation: node.rest.conversation.clone(),
                clock: Arc::clone(&outside.clock),
                touched,
                doubt: link.doubt(),
                met: link.met(),
            };
            tasks.spawn("positions", positions.run(tasks.stop.clone()));
            // Whoever passes something on may still have the others told of it.
            tasks.spawn_last("link", link.run(tasks.last.clone()));
        }
        tasks.spawn_late("pump", pump.run(tasks.late.clone()));
        tasks.spawn("workers", workers.run(tasks.stop.clone()));
        let importers = Importers::new(node.rest.importing.clone(), name.clone());
        tasks.spawn("importers", importers.run(tasks.stop.clone()));
        let embedders = Embedders::new(embedder, name);
        tasks.spawn("embedders", embedders.run(tasks.stop.clone()));
        tasks.spawn("inbox feed", inbox.run(tasks.stop.clone()));
        tasks.spawn("presence feed", presence.run(tasks.stop.clone()));
        tasks.spawn("heartbeat", Arc::clone(hub).sweep(tasks.stop.clone()));
        Ok(node)
    }

    /// Opens the data for one thing to be done, beside a server that may be running.
    pub(super) async fn open(config: &Config, outside: &Outside, tasks: &Tasks) -> Result<Self, NotStarted> {
        Ok(Core::open(config, outside, tasks).await?.node)
    }
}

/// What serving and the command line have in common: the data, and who may change it.
struct Core {
    node: Node,
    bus: Arc<dyn Bus>,
    /// To the other nodes, if there are any.
    link: Option<Link>,
    wanted: Arc<Notify>,
    embedder: Embedder,
}

impl Core {
    async fn open(config: &Config, outside: &Outside, tasks: &Tasks) -> Result<Self, NotStarted> {
        #[cfg(feature = "mutants")]
        config.plant();
        make_folder(&config.data_dir)?;
        let hold = Hold::shared(&config.data_dir)?;
        // First, for it changes nothing: who has lost the keys should find the data as it was.
        let keys = Keys::load_or_make(&config.data_dir, &*outside.entropy)?;
        let (store, writer) = Store::open(&config.database()).await?;
        let limits = Arc::new(config.limits());
        let hub = Arc::new(Hub::new(config.limits(), Arc::clone(&outside.clock)));
        let (bus, link) = bus(config, &store, outside)?;
        let wanted = Arc::new(Notify::new());
        let (conversation, poster) = Conversation::new(
            store.clone(),
            Arc::clone(&bus),
            Arc::clone(&outside.clock),
            limits,
            Arc::clone(&wanted),
        );
        let told = Arc::clone(&bus);
        // The writer begins first: making the access floor may already write.
        let writer_stop = tasks.last.clone();
        tasks.spawn_writer(writer.run(writer_stop));
        let access = Access::new(crate::access::Parts {
            store: store.clone(),
            keys,
            clock: Arc::clone(&outside.clock),
            entropy: Arc::clone(&outside.entropy),
            password_cost: outside.password_cost,
            secure_cookies: config.is_secure(),
            right_ended: Arc::new(move |tenant, ending| {
                told.publish(Arc::new(Event::right_ended(tenant, ending)));
            }),
        })?;
        tasks.spawn_poster(poster.run(tasks.late.clone()));
        let outbound = Outbound::new(&config.outbound())?;
        let embedder = embedder(&store, &outbound, &access, outside);
        let llm = Llm {
            knowledge: Knowledge::new(store.clone(), Duration::ZERO).with_embedder(embedder.clone()),
            outbound: outbound.clone(),
            access: access.clone(),
        };
        let workflow = Workflow {
            knowledge: llm.knowledge.clone(),
            outbound: outbound.clone(),
            access: access.clone(),
            clock: Arc::clone(&outside.clock),
            public_url: config.shown_url(config.listen).into(),
        };
        let engines = Engines {
            knowledge: llm.knowledge.clone(),
            llm,
            workflow,
        };
        let ask = Ask {
            store: store.clone(),
            clock: Arc::clone(&outside.clock),
            engines,
        };
        let importing = Importing {
            store: store.clone(),
            outbound: outbound.clone(),
            clock: Arc::clone(&outside.clock),
            reader: Reader::new(outside.program.clone()),
            wanted: Arc::new(Notify::new()),
        };
        let rest = Rest::new(rest::Parts {
            access: access.clone(),
            ask,
            outbound,
            conversation: conversation.clone(),
            hub: Arc::clone(&hub),
            clock: Arc::clone(&outside.clock),
            entropy: Arc::clone(&outside.entropy),
            history_epoch: store.history_epoch().into(),
            importing,
            store,
        });
        let sockets = Sockets::new(Parts {
            access,
            conversation,
            hub,
            clock: Arc::clone(&outside.clock),
            entropy: Arc::clone(&outside.entropy),
            connections: tokio_util::task::TaskTracker::new(),
            // Each asks the database several times: more at once would only wait for each other there.
            turns: Turns::new(config.readers as usize * 4),
            settings: sockets::Settings {
                tokens_in_query: config.tokens_in_query,
                proxies: config.proxies(),
                dashboard_origins: config.public_origin().into_iter().collect(),
            },
        });
        Ok(Self {
            node: Node { rest, sockets, hold },
            bus,
            link,
            wanted,
            embedder,
        })
    }
}

fn embedder(store: &Store, outbound: &Outbound, access: &Access, outside: &Outside) -> Embedder {
    let (clock, entropy) = (Arc::clone(&outside.clock), Arc::clone(&outside.entropy));
    Embedder::new(store.clone(), outbound.clone(), access.clone(), clock, entropy)
}

/// Of this process alone, or of all nodes that are met at the same Redis.
fn bus(
    config: &Config,
    store: &Store,
    outside: &Outside,
) -> Result<(Arc<dyn Bus>, Option<Link>), NotStarted> {
    let Some(url) = config.redis_url() else {
        return Ok((Arc::new(LocalBus::default()), None));
    };
    let meeting = Meeting {
        url: url.clone(),
        // No two databases have the same history.
        channel: format!("tandem:{}", store.history_epoch()),
        node: NodeId::new(&*outside.entropy),
    };
    let (bus, link) = RedisBus::new(meeting)?;
    Ok((Arc::new(bus), Some(link)))
}

/// Names this run of this node, so that its leases are not taken for another's.
fn node_name(entropy: &dyn Entropy) -> String {
    let random: [u8; 8] = entropy.bytes();
    format!("node-{:016x}", u64::from_be_bytes(random))
}
