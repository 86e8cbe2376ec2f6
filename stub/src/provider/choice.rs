//! Which script a request gets.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::script::Script;

use super::asked::Asked;

type Choose = Arc<dyn Fn(&Asked) -> Script + Send + Sync>;

#[derive(Default)]
pub(super) struct Choice(Mutex<Scripts>);

#[derive(Default)]
struct Scripts {
    queue: VecDeque<Script>,
    models: BTreeMap<String, Script>,
    otherwise: Option<Choose>,
}

impl Choice {
    pub(super) fn queue(&self, script: Script) {
        self.lock().queue.push_back(script);
    }

    pub(super) fn model(&self, name: &str, script: Script) {
        self.lock().models.insert(name.to_owned(), script);
    }

    pub(super) fn otherwise(&self, choose: Choose) {
        self.lock().otherwise = Some(choose);
    }

    /// Whether neither the queue nor this model has a script: who asks for vectors gets them then.
    pub(super) fn is_idle(&self, model: &str) -> bool {
        let scripts = self.lock();
        scripts.queue.is_empty() && !scripts.models.contains_key(model)
    }

    pub(super) fn models(&self) -> Vec<String> {
        self.lock().models.keys().cloned().collect()
    }

    pub(super) fn script(&self, asked: &Asked) -> Script {
        let mut scripts = self.lock();
        if let Some(script) = scripts.queue.pop_front() {
            return script;
        }
        if let Some(script) = scripts.models.get(&asked.model()) {
            return script.clone();
        }
        let otherwise = scripts.otherwise.clone();
        drop(scripts);
        match otherwise {
            Some(choose) => choose(asked),
            None => Script::status(501).message("no script was given for this request"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Scripts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scripts = self.lock();
        f.debug_struct("Choice")
            .field("queue", &scripts.queue)
            .field("models", &scripts.models)
            .finish_non_exhaustive()
    }
}
