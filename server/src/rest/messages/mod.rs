pub(super) mod delete;
pub(super) mod edit;
pub(super) mod history;
pub(super) mod mark;
pub(super) mod note;
pub(super) mod post;
pub(super) mod typing;

use crate::conversation::{Changed, Posted};
use crate::domain::Pool;
use crate::protocol::{ChangedBody, PostedBody};

/// The answer to who posted: numbers in the poster's own stream.
pub(super) fn posted_body(posted: &Posted, pool: Pool) -> PostedBody {
    let message = &posted.message;
    PostedBody {
        id: message.id,
        seq: match pool {
            Pool::Admin => message.staff_seq,
            Pool::Client => message.public_seq.unwrap_or(0),
        },
        timestamp: message.at.into(),
        duplicate: posted.duplicate,
        mismatch: posted.mismatch.then_some(true),
    }
}

/// The answer to who changed a message; only operators do.
fn changed_body(changed: &Changed) -> ChangedBody {
    ChangedBody {
        id: changed.message,
        of_seq: changed.of_staff,
        seq: changed.entry.staff_seq,
        timestamp: changed.entry.at.into(),
        duplicate: changed.duplicate,
    }
}
