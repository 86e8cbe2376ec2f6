use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::log::{Event, Log};
use super::rule::{Direction, Effect, Rule};
use super::unit::Unit;
use crate::dice::Dice;

/// Names a rule of one proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RuleId(usize);

#[derive(Debug)]
struct Active {
    id: RuleId,
    rule: Rule,
    matched: usize,
    applied: usize,
}

#[derive(Debug)]
struct Board {
    /// In the order of their making; the first that wants something decides.
    active: Vec<Active>,
    made: usize,
    dice: Dice,
    log: Log,
}

/// The rules in force, and what they did.
#[derive(Debug)]
pub(super) struct Rules {
    board: Mutex<Board>,
    /// How often any rule took effect.
    effects: watch::Sender<usize>,
}

impl Rules {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            board: Mutex::new(Board {
                active: Vec::new(),
                made: 0,
                dice: Dice::from_seed(seed),
                log: Log::new(),
            }),
            effects: watch::Sender::new(0),
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn add(&self, rule: Rule) -> RuleId {
        let mut board = self.board();
        board.made += 1;
        let id = RuleId(board.made);
        board.active.push(Active {
            id,
            rule,
            matched: 0,
            applied: 0,
        });
        id
    }

    /// Takes a rule out of force. Gives how often it took effect.
    pub(super) fn remove(&self, id: RuleId) -> usize {
        let mut board = self.board();
        let index = board.active.iter().position(|active| active.id == id);
        index.map_or(0, |index| board.active.remove(index).applied)
    }

    pub(super) fn applied(&self, id: RuleId) -> usize {
        let board = self.board();
        let active = board.active.iter().find(|active| active.id == id);
        active.map_or(0, |active| active.applied)
    }

    pub(super) fn effects(&self) -> watch::Receiver<usize> {
        self.effects.subscribe()
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.board().log.events()
    }

    /// What is to happen to a unit; a random time is rolled here already.
    pub(super) fn judge(&self, connection: u64, direction: Direction, unit: &Unit) -> Option<Effect> {
        let mut board = self.board();
        let Board {
            active, dice, log, ..
        } = &mut *board;
        let effect = active
            .iter_mut()
            .find_map(|active| active.take(dice, direction, unit))?;
        log.write(connection, direction, unit, effect);
        drop(board);
        self.effects.send_modify(|effects| *effects += 1);
        Some(effect)
    }
}

impl Active {
    fn take(&mut self, dice: &mut Dice, direction: Direction, unit: &Unit) -> Option<Effect> {
        let spent = self.rule.times.is_some_and(|times| self.applied >= times);
        if spent || !self.rule.matches(direction, unit) {
            return None;
        }
        self.matched += 1;
        let sure = self.rule.per_mille >= 1000;
        if self.matched <= self.rule.skip || !(sure || dice.below(1000) < self.rule.per_mille) {
            return None;
        }
        self.applied += 1;
        Some(match self.rule.effect {
            Effect::Jitter(longest) => Effect::Delay(dice.between(std::time::Duration::ZERO, longest)),
            effect => effect,
        })
    }
}
