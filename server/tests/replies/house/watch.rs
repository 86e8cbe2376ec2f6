//! What can be seen of the house from outside, waited for.

use tandem::conversation::REPLY_JOB;
use tandem::domain::{DialogId, Event, EventKind, FailureCode, Generation, GenerationId, Message, Pool};
use tokio::time::timeout;

use super::{House, PATIENCE};

impl House {
    /// The next event that `wanted` takes; those before it are dropped.
    pub(in super::super) async fn until<T>(&mut self, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let found = async {
            loop {
                let event = self.events.recv().await.unwrap();
                if let Some(found) = wanted(&event) {
                    return found;
                }
            }
        };
        timeout(PATIENCE, found).await.expect("the event did not come")
    }

    /// The next reply whose writing begins.
    pub(in super::super) async fn begun(&mut self) -> GenerationId {
        self.until(|event| match event.kind {
            EventKind::GenerationStarted { generation, .. } => Some(generation),
            _ => None,
        })
        .await
    }

    /// The next reply of which something is drawn.
    pub(in super::super) async fn drawn(&mut self) -> GenerationId {
        self.until(|event| match event.kind {
            EventKind::GenerationDelta { generation, .. } => Some(generation),
            _ => None,
        })
        .await
    }

    /// The next reply that is dropped because the visitor wrote more.
    pub(in super::super) async fn superseded(&mut self) -> GenerationId {
        self.until(|event| match event.kind {
            EventKind::GenerationCancelled {
                generation,
                code: FailureCode::Superseded,
            } => Some(generation),
            _ => None,
        })
        .await
    }

    /// All generation events of `dialog` up to its end, and that end.
    pub(in super::super) async fn follow(&mut self, dialog: DialogId) -> Vec<EventKind> {
        let mut seen = Vec::new();
        self.until(|event| {
            if event.dialog != dialog {
                return None;
            }
            seen.push(event.kind.clone());
            let ended = matches!(
                event.kind,
                EventKind::GenerationCompleted { .. } | EventKind::GenerationFailed { .. }
            );
            ended.then_some(())
        })
        .await;
        seen
    }

    pub(in super::super) async fn entries(&self, dialog: DialogId) -> Vec<Message> {
        let mut conn = self.store.read().await.unwrap();
        conn.entries_after(self.contact.tenant, dialog, Pool::Client, 0, 200)
            .await
            .unwrap()
    }

    pub(in super::super) async fn generation(&self, id: GenerationId) -> Generation {
        let mut conn = self.store.read().await.unwrap();
        conn.generation(self.contact.tenant, id).await.unwrap().unwrap()
    }

    /// The generation, once its delta of that number is saved.
    pub(in super::super) async fn written(&self, id: GenerationId, index: i64) -> Generation {
        timeout(PATIENCE, async {
            loop {
                let generation = self.generation(id).await;
                if generation.index >= index {
                    return generation;
                }
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("progress is saved")
    }

    /// The newest reply that was asked for in a dialog.
    pub(in super::super) async fn last_generation(&self, dialog: DialogId) -> Generation {
        let mut conn = self.store.read().await.unwrap();
        let running = conn
            .active_generations(self.contact.tenant, Some(dialog), None)
            .await
            .unwrap();
        running.into_iter().last().unwrap()
    }

    /// Waits until there is nothing left to do.
    pub(in super::super) async fn settled(&self) {
        let looking = async {
            while self
                .store
                .read()
                .await
                .unwrap()
                .next_due(REPLY_JOB)
                .await
                .unwrap()
                .is_some()
            {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, looking).await.expect("a job was left behind");
    }

    /// Waits until `true_by_now` is.
    pub(in super::super) async fn when(&self, true_by_now: impl Fn() -> bool) {
        let looking = async {
            while !true_by_now() {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, looking).await.expect("it did not come true");
    }
}
