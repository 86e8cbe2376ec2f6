pub(super) mod history;
pub(super) mod mark;
pub(super) mod note;
pub(super) mod post;
pub(super) mod typing;

use crate::conversation::Posted;
use crate::domain::Pool;
use crate::protocol::PostedBody;

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
