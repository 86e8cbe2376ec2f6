use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::Instant;

use super::redis::Redis;
use crate::proxy::{Direction, Effect, Proxy, Rule, RuleId};
use crate::server::Installation;

pub(super) const NODES: usize = 2;

/// What a node tells the others, and what it hears of them, as Redis names both.
const TOLD: &str = "publish";
const HEARD: &str = "message";

/// How long nodes that have been started may need to listen to each other.
const LINKED_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A Redis, and a line to it for each node.
#[derive(Debug)]
pub(crate) struct Bus {
    pub(crate) redis: Redis,
    lines: Vec<Proxy>,
}

/// What becomes of the messages on a line, in thousandths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Disturbance {
    /// Of what the node tells and of what it hears.
    pub(crate) lost: u64,
    /// The same, of those that are left.
    pub(crate) doubled: u64,
    /// Of what it hears: what it tells goes one by one.
    pub(crate) swapped: u64,
}

impl Bus {
    pub(crate) async fn start(seed: u64) -> Result<Self> {
        let redis = Redis::start().await?;
        let mut lines = Vec::new();
        for node in 0..NODES {
            lines.push(Proxy::redis(redis.address(), seed.wrapping_add(node as u64)).await?);
        }
        Ok(Self { redis, lines })
    }

    /// A node's line.
    pub(crate) fn line(&self, node: usize) -> &Proxy {
        &self.lines[node % NODES]
    }

    /// Ties a node to this bus, over its own line.
    pub(crate) fn tie(&self, node: usize, installation: Installation) -> Installation {
        let url = format!("redis://{}/", self.line(node).address());
        installation.with_word("TANDEM_REDIS_URL", &url)
    }

    /// Returns when each node listens.
    pub(super) async fn until_linked(&self) -> Result<()> {
        let started = Instant::now();
        while self.redis.subscribers().await < NODES {
            ensure!(
                started.elapsed() < LINKED_WITHIN,
                "after {LINKED_WITHIN:?} the nodes do not listen at Redis"
            );
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// From now on a node's line is bad. How often it was, its rules tell.
    pub(crate) fn disturb(&self, node: usize, disturbance: Disturbance) -> Vec<RuleId> {
        let both = [(Direction::ToServer, TOLD), (Direction::ToClient, HEARD)];
        let heard = &both[1..];
        let rules = [
            (Effect::Drop, disturbance.lost, &both[..]),
            (Effect::Double, disturbance.doubled, &both),
            (Effect::Swap, disturbance.swapped, heard),
        ];
        let mut added = Vec::new();
        for (effect, share, ways) in rules {
            for (direction, what) in ways.iter().filter(|_| share > 0) {
                let rule = Rule::new(effect).going(*direction).frame(what);
                added.push(self.line(node).add(rule.chance(share)));
            }
        }
        added
    }

    /// How often the rules of a node's line took effect.
    pub(crate) fn disturbed(&self, node: usize, rules: &[RuleId]) -> usize {
        rules.iter().map(|rule| self.line(node).applied(*rule)).sum()
    }
}
