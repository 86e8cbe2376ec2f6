//! An engine that fails again and again is left alone for a while: its visitors are handed to people at once, instead
//! of waiting for what is known to fail.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::engine::EngineError;
use crate::domain::{Assistant, EngineKind, TenantId, Timestamp};

/// So many failures in a row open the breaker.
const FAILURES: u32 = 5;
/// So long nothing is asked; then one question may try.
const OPEN_FOR: Duration = Duration::from_secs(30);
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
}

#[derive(Clone, Copy, Default)]
struct State {
    failures: u32,
    /// Nothing may be asked before.
    closed_until: Option<Timestamp>,
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
            Some(until) if now < until => Err(EngineError {
                blames_engine: false,
                ..EngineError::lasting("the engine has failed too often and is left alone for a while")
            }),
            Some(_) => {
                state.closed_until = Some(now.plus(OPEN_FOR));
                Ok(())
            }
            None => Ok(()),
        }
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
                if states.len() >= MOST {
                    states.retain(|_, state| state.closed_until.is_some_and(|until| now < until));
                }
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

fn key(assistant: &Assistant) -> Key {
    Key {
        tenant: assistant.tenant,
        kind: assistant.engine,
        address: assistant.engine_settings.base_url.clone(),
        model: assistant.engine_settings.model.clone(),
    }
}
