use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::cluster::Cluster;
use crate::arguments::{FaultsArguments, Store};
use crate::dice::Dice;
use crate::load::{Checked, Load, Plan};
use crate::nodes::{Balancer, Bus, Neighbour};
use crate::proxy::Proxy;
use crate::server::{Installation, Running, Storage};
use crate::stage::{Operator, Shop};
use crate::wire::Api;

/// What all faults of a run share.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) arguments: &'a FaultsArguments,
    pub(super) seed: u64,
}

impl Run<'_> {
    /// How many injections: all of them, or `few` in a quick run.
    pub(super) fn times(&self, all: usize, few: usize) -> usize {
        let usual = if self.arguments.quick { few } else { all };
        self.arguments.times.unwrap_or(usual)
    }

    pub(super) fn pick<T>(&self, full: T, quick: T) -> T {
        if self.arguments.quick { quick } else { full }
    }

    pub(super) fn dice(&self, part: u64) -> Dice {
        Dice::from_seed(self.seed).part(part)
    }

    /// L of trust.md, or the share of it that was asked for; a quick run has a quarter of L's people.
    pub(super) fn base(&self) -> Plan {
        let base = Plan::base(self.seed).shared_by(self.arguments.share);
        if self.arguments.quick {
            Plan {
                dialogs: 50,
                askers: 5,
                ..base
            }
        } else {
            base
        }
    }
}

/// A server to be broken, with a shop on it.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) installation: Installation,
    pub(super) server: Running,
    pub(super) api: Api,
    pub(super) assistant: String,
    /// The owner, who holds the dialogs of the load.
    pub(super) operator: Arc<Operator>,
    /// An agent, who only looks.
    pub(super) watcher: Arc<Operator>,
    pub(super) database: Option<Database>,
    neighbour: Option<Neighbour>,
    keep: bool,
}

/// The database, if it is a server of its own, and the line to it if that can be disturbed.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) cluster: Cluster,
    line: Option<Proxy>,
}

impl Scene {
    pub(super) async fn open(run: &Run<'_>, store: Store) -> Result<Self> {
        Self::with(run, store, Ok).await
    }

    /// With a line to the database that can be disturbed.
    pub(super) async fn on_a_line(run: &Run<'_>, store: Store) -> Result<Self> {
        let storage = match store {
            Store::Sqlite => (Storage::Sqlite, None),
            Store::Postgres => {
                let cluster = Cluster::start().await?;
                let line = Proxy::raw(cluster.address(), run.seed).await?;
                let url = Cluster::url(line.address());
                let line = Some(line);
                (Storage::Postgres { url }, Some(Database { cluster, line }))
            }
        };
        Self::on(run, storage, Ok).await
    }

    /// `prepare` may change how the server is started.
    pub(super) async fn with(
        run: &Run<'_>,
        store: Store,
        prepare: impl FnOnce(Installation) -> Result<Installation>,
    ) -> Result<Self> {
        let storage = match store {
            Store::Sqlite => (Storage::Sqlite, None),
            Store::Postgres => {
                let cluster = Cluster::start().await?;
                let url = Cluster::url(cluster.address());
                let line = None;
                (Storage::Postgres { url }, Some(Database { cluster, line }))
            }
        };
        Self::on(run, storage, prepare).await
    }

    /// Two nodes on one database, each with a line to the bus that can be disturbed.
    pub(super) async fn two_nodes(run: &Run<'_>, store: Store) -> Result<Self> {
        let bus = Bus::start(run.seed).await?;
        let mut scene = Self::with(run, store, |installation| Ok(bus.tie(0, installation))).await?;
        scene.neighbour = Some(Neighbour::join(&scene.installation, bus).await?);
        Ok(scene)
    }

    /// The same, with a line from the first of them to the database.
    pub(super) async fn two_nodes_on_a_line(
        run: &Run<'_>,
        prepare: impl FnOnce(Installation) -> Installation,
    ) -> Result<Self> {
        let bus = Bus::start(run.seed).await?;
        let cluster = Cluster::start().await?;
        let line = Proxy::raw(cluster.address(), run.seed).await?;
        let (far, straight) = (Cluster::url(line.address()), Cluster::url(cluster.address()));
        let database = Database {
            cluster,
            line: Some(line),
        };
        let storage = (Storage::Postgres { url: far }, Some(database));
        let mut scene = Self::on(run, storage, |installation| Ok(bus.tie(0, prepare(installation)))).await?;
        let straight = Storage::Postgres { url: straight };
        scene.neighbour = Some(Neighbour::join_at(&scene.installation, straight, bus).await?);
        Ok(scene)
    }

    async fn on(
        run: &Run<'_>,
        (storage, database): (Storage, Option<Database>),
        prepare: impl FnOnce(Installation) -> Result<Installation>,
    ) -> Result<Self> {
        let installation = Installation::on(storage, "faults", &run.arguments.server)?.for_crowds();
        let mut installation = prepare(installation)?;
        // Until it is clear that nothing is wrong.
        installation.keep();
        let mut people = {
            let shop = Shop::open(&installation, 2).await?;
            let people = shop.operators.into_iter().map(Arc::new).collect::<Vec<_>>();
            (shop.assistant, people.into_iter())
        };
        let (operator, watcher) = people
            .1
            .next()
            .zip(people.1.next())
            .context("two operators are needed")?;
        let server = installation.start().await?;
        Ok(Self {
            api: Api::new(installation.address())?,
            installation,
            server,
            assistant: people.0,
            operator,
            watcher,
            database,
            neighbour: None,
            keep: run.arguments.server.keep,
        })
    }

    pub(super) fn database(&self) -> Result<&Database> {
        self.database.as_ref().context("this fault needs PostgreSQL")
    }

    pub(super) fn neighbour(&mut self) -> Result<&mut Neighbour> {
        self.neighbour.as_mut().context("this fault needs two nodes")
    }

    /// `None` where the database is a file.
    pub(super) fn line(&self) -> Option<&Proxy> {
        self.database.as_ref()?.line.as_ref()
    }

    pub(super) async fn load(&self, plan: &Plan) -> Result<Load> {
        self.load_by(&self.api, plan).await
    }

    /// A load whose clients are spread over both nodes. The name keeps its ledgers apart from another's.
    pub(super) async fn load_on_both(&self, plan: &Plan, name: &str) -> Result<Load> {
        let second = self.neighbour.as_ref().context("this fault needs two nodes")?;
        let ways = [self.api.clone(), second.api.clone()];
        let ledgers = self.ledgers().join(name);
        Load::start(&self.api, &ways, &self.assistant, &self.operator, plan, &ledgers).await
    }

    /// The same, but whose clients reach them through a balancer, so that a lost node costs them only a moment.
    pub(super) async fn load_balanced(&self, balancer: &Balancer, plan: &Plan) -> Result<Load> {
        let straight = &self.neighbour.as_ref().context("this fault needs two nodes")?.api;
        let ways = balancer.doors().iter().map(|door| Api::new(*door));
        let ways = ways.collect::<Result<Vec<_>>>()?;
        Load::start(
            straight,
            &ways,
            &self.assistant,
            &self.operator,
            plan,
            &self.ledgers(),
        )
        .await
    }

    /// What stands before both nodes.
    pub(super) async fn balancer(&self) -> Result<Balancer> {
        let second = self.neighbour.as_ref().context("this fault needs two nodes")?;
        Balancer::start([self.installation.address(), second.address]).await
    }

    /// A load whose clients reach the server by another way.
    pub(super) async fn load_by(&self, way: &Api, plan: &Plan) -> Result<Load> {
        let ledgers = self.ledgers();
        let ways = [way.clone()];
        Load::start(&self.api, &ways, &self.assistant, &self.operator, plan, &ledgers).await
    }

    fn ledgers(&self) -> PathBuf {
        self.installation.folder().join("ledgers")
    }

    /// Ends load and server. What is wrong keeps the folder.
    pub(super) async fn close(self, load: Load) -> Result<Checked> {
        let checked = load.end().await;
        let clean = checked
            .as_ref()
            .is_ok_and(|checked| checked.violations.is_empty());
        self.end(clean).await?;
        checked
    }

    /// The same when all loads have ended.
    pub(super) async fn end(mut self, clean: bool) -> Result<()> {
        if clean && !self.keep {
            self.installation.discard();
        } else {
            let folder = self.installation.folder();
            crate::terminal::complain(format_args!("    kept: {}", folder.display()));
        }
        if let Some(second) = self.neighbour {
            second.server.kill().await?;
        }
        self.server.kill().await?;
        if let Some(database) = self.database {
            database.cluster.stop().await?;
        }
        Ok(())
    }

    /// Stops the server, by SIGTERM or else by SIGKILL.
    pub(super) async fn stop(&mut self, by_order: bool) -> Result<()> {
        if by_order {
            self.server.ask_to_stop()?;
            self.server.ended().await?;
            Ok(())
        } else {
            self.server.kill_now().await
        }
    }

    /// SIGKILL, and a new process at once. The time from the kill until it is ready.
    pub(super) async fn kill_and_restart(&mut self) -> Result<Duration> {
        let since = Instant::now();
        self.server.kill_now().await?;
        self.server = self
            .installation
            .start()
            .await
            .context("the server does not come back")?;
        Ok(since.elapsed())
    }
}
