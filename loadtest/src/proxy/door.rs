use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Context, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::log::Event;
use super::pump::{self, Orders};
use super::rule::Rule;
use super::rules::{RuleId, Rules};
use super::split::Language;

/// A proxy on a loopback port of its own. Dropping it resets all that goes through it.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    rules: Arc<Rules>,
    heals: watch::Sender<u64>,
    cuts: watch::Sender<u64>,
    connections: watch::Receiver<u64>,
    /// Ends with this value.
    _doors: JoinSet<()>,
}

impl Proxy {
    /// Between clients and a server that speaks HTTP and WebSockets. `seed` repeats the random choices.
    pub(crate) async fn http(server: SocketAddr, seed: u64) -> Result<Self> {
        Self::start(server, Language::Http, seed).await
    }

    /// Between a server and its Redis: frames are named by their commands. Of requests only those that are
    /// answered alike may be lost or change places.
    pub(crate) async fn redis(server: SocketAddr, seed: u64) -> Result<Self> {
        Self::start(server, Language::Redis, seed).await
    }

    /// Between any two: rules see what arrived together.
    pub(crate) async fn raw(server: SocketAddr, seed: u64) -> Result<Self> {
        Self::start(server, Language::Raw, seed).await
    }

    async fn start(server: SocketAddr, language: Language, seed: u64) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("the proxy finds no port")?;
        let address = listener.local_addr()?;
        let rules = Arc::new(Rules::new(seed));
        let (heals, cuts) = (watch::Sender::new(0), watch::Sender::new(0));
        let orders = Orders {
            rules: Arc::clone(&rules),
            heals: heals.subscribe(),
            cuts: cuts.subscribe(),
        };
        let (count, connections) = watch::channel(0);
        let mut doors = JoinSet::new();
        doors.spawn(serve(listener, server, language, orders, count));
        Ok(Self {
            address,
            rules,
            heals,
            cuts,
            connections,
            _doors: doors,
        })
    }

    /// Where to connect to instead of the server.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Puts a rule into force, behind those that are. It takes the next unit first.
    pub(crate) fn add(&self, rule: Rule) -> RuleId {
        self.rules.add(rule)
    }

    /// Takes a rule out of force; what it holds stays held. Gives how often it took effect.
    pub(crate) fn remove(&self, id: RuleId) -> usize {
        self.rules.remove(id)
    }

    pub(crate) fn applied(&self, id: RuleId) -> usize {
        self.rules.applied(id)
    }

    /// Returns when the rule has taken effect so often.
    pub(crate) async fn until_applied(&self, id: RuleId, times: usize) {
        // The sender lives as long as this proxy.
        let _ = self
            .rules
            .effects()
            .wait_for(|_| self.rules.applied(id) >= times)
            .await;
    }

    /// How many connections there have been.
    pub(crate) fn connections(&self) -> u64 {
        *self.connections.borrow()
    }

    /// Returns when there have been more connections than `before`.
    pub(crate) async fn until_connected(&self, before: u64) {
        // The sender lives as long as this proxy.
        let _ = self
            .connections
            .clone()
            .wait_for(|connections| *connections > before)
            .await;
    }

    /// Lets everything pass on that is held or half open at this moment.
    pub(crate) fn heal(&self) {
        self.heals.send_modify(|heals| *heals += 1);
    }

    /// Resets all connections that there are at this moment.
    pub(crate) fn cut_all(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// The newest events, oldest first.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.rules.events()
    }
}

async fn serve(
    listener: TcpListener,
    server: SocketAddr,
    language: Language,
    orders: Orders,
    count: watch::Sender<u64>,
) {
    let mut connections = JoinSet::new();
    let mut number = 0;
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // Out of files: who could not be let in tries again.
                let Ok((client, _)) = accepted else {
                    tokio::task::yield_now().await;
                    continue;
                };
                number += 1;
                count.send_replace(number);
                // Cuts that were made before do not concern this one.
                let mut orders = orders.clone();
                orders.cuts.mark_unchanged();
                connections.spawn(connect(number, client, server, language, orders));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connect(number: u64, client: TcpStream, server: SocketAddr, language: Language, orders: Orders) {
    match TcpStream::connect(server).await {
        Ok(server) => {
            // Small frames must not wait for each other; a stream that is gone tells so later.
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            pump::carry(number, language, client, server, orders).await;
        }
        // As if nobody listened here.
        Err(_) => drop(client.set_zero_linger()),
    }
}
