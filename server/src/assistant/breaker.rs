//! An engine that fails again and again is left alone for a while: its visitors are handed to people at once, instead
//! of waiting for what is known to fail. And one that has too much to do is left alone for as long as it asks for, by
//! everybody and not only by the reply that it refused.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::engine::EngineError;
use crate::domain::{Assistant, EngineKind, FailureCode, TenantId, Timestamp};

/// So many failures in a row open the breaker.
const FAILURES: u32 = 5;
/// So long nothing is asked; then one question may try.
const OPEN_FOR: Duration = Duration::from_secs(30);
/// Once an engine has had its rest, one question tries, and the next one so long after it if nothing has come of it.
const NEXT_TRY: Duration = Duration::from_secs(2);
/// Engines that are remembered; beyond it those that have been well for longest are forgotten.
const MOST: usize = 10_000;

/// What an attempt says about its engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Works,
    Fails,
    /// It was stopped, or failed for a reason of our own.
    None,
}

/// The breakers of this node, one for each engine of each tenant.
#[derive(Default)]
pub struct Breakers(Mutex<HashMap<Key, State>>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    tenant: TenantId,
    kind: EngineKind,
    address: Option<String>,
    model: Option<String>,
    /// Its key: sealed anew, and so another one, each time that it is saved. Who mends it need not wait.
    sealed: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Default)]
struct State {
    failures: u32,
    /// Nothing may be asked before.
    closed_until: Option<Timestamp>,
    /// The engine wants to be left alone until then.
    rests_until: Option<Timestamp>,
}

/// Whether an engine is to be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    Over,
    /// Whoever hears this may find out whether it is over.
    Try,
    Until(Timestamp),
}

impl Breakers {
    /// Whether the assistant's engine may be asked now. Once the time is over, one question tries and the others
    /// still wait for what comes of it.
    pub fn admit(&self, assistant: &Assistant, now: Timestamp) -> Result<(), EngineError> {
        let mut states = self.lock();
        let Some(state) = states.get_mut(&key(assistant)) else {
            return Ok(());
        };
        match state.closed_until {
            Some(until) if now < until => Err(EngineError::lasting(
                FailureCode::Paused,
                "the engine has failed too often and is left alone for a while",
            )
            .blameless()),
            Some(_) => {
                state.closed_until = Some(now.plus(OPEN_FOR));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Whether any engine is in trouble: usually none is, and nothing needs to be looked up.
    pub fn is_calm(&self) -> bool {
        self.lock().is_empty()
    }

    /// Whether the assistant's engine still wants to be left alone. After its time one asker at a time is let through,
    /// or all that wait would come back together.
    pub fn rest(&self, assistant: &Assistant, now: Timestamp) -> Rest {
        let mut states = self.lock();
        let Some(state) = states.get_mut(&key(assistant)) else {
            return Rest::Over;
        };
        match state.rests_until {
            None => Rest::Over,
            Some(until) if now < until => Rest::Until(until),
            Some(_) => {
                state.rests_until = Some(now.plus(NEXT_TRY));
                Rest::Try
            }
        }
    }

    /// Until when the engine wants to be left alone, for who has been let through before it said so.
    pub fn rests_until(&self, assistant: &Assistant, now: Timestamp) -> Option<Timestamp> {
        let states = self.lock();
        let until = states.get(&key(assistant))?.rests_until;
        until.filter(|until| now < *until)
    }

    /// The engine wants to be left alone for so long.
    pub fn wants_rest(&self, assistant: &Assistant, wait: Duration, now: Timestamp) {
        let mut states = self.lock();
        make_room(&mut states, now);
        let state = states.entry(key(assistant)).or_default();
        state.rests_until = state.rests_until.max(Some(now.plus(wait)));
    }

    /// Takes in what came of it.
    pub fn note(&self, assistant: &Assistant, verdict: Verdict, now: Timestamp) {
        if assistant.engine == EngineKind::Knowledge {
            return;
        }
        let mut states = self.lock();
        match verdict {
            Verdict::None => {}
            Verdict::Works => {
                states.remove(&key(assistant));
            }
            Verdict::Fails => {
                make_room(&mut states, now);
                let state = states.entry(key(assistant)).or_default();
                state.failures = state.failures.saturating_add(1);
                if state.failures >= FAILURES {
                    state.closed_until = Some(now.plus(OPEN_FOR));
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(states: &mut HashMap<Key, State>, now: Timestamp) {
    if states.len() >= MOST {
        let ahead = |until: Option<Timestamp>| until.is_some_and(|until| now < until);
        states.retain(|_, state| ahead(state.closed_until) || ahead(state.rests_until));
    }
}

fn key(assistant: &Assistant) -> Key {
    Key {
        tenant: assistant.tenant,
        kind: assistant.engine,
        address: assistant.engine_settings.base_url.clone(),
        model: assistant.engine_settings.model.clone(),
        sealed: assistant.engine_key.clone(),
    }
}
