pub(super) mod get;
pub(super) mod list;
pub(super) mod record;

use crate::domain::{Generation, Pool};
use crate::hub::Hub;
use crate::protocol::{GenerationBody, GenerationError};

/// A generation as `pool` may see it. The hub's text is newer than the saved one while it runs here.
pub(super) fn body(generation: Generation, pool: Pool, hub: &Hub) -> GenerationBody {
    let live = hub
        .live_generation(generation.tenant, generation.dialog)
        .filter(|live| live.generation == generation.id && live.attempt >= generation.text_of)
        .filter(|live| live.attempt > generation.text_of || live.index > generation.index);
    let (attempts, index, text) = match live {
        Some(live) => (live.attempt, live.index, live.text),
        None => (generation.text_of, generation.index, generation.text),
    };
    GenerationBody {
        id: generation.id,
        dialog_id: generation.dialog,
        reply_to_seq: match pool {
            Pool::Admin => generation.reply_to_staff,
            Pool::Client => generation.reply_to_public,
        },
        status: generation.status,
        text,
        index,
        attempts,
        message_id: generation.message,
        latency_ms: generation.latency_ms,
        error: generation
            .code
            .filter(|_| pool == Pool::Admin)
            .map(|code| GenerationError { code }),
    }
}
