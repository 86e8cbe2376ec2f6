//! What a frame from the peer sets going: a future of its own, so that the connection goes on sending
//! while a commit is being synced. One at a time: a peer's frames are dealt with in their order.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::Sockets;
use super::backlog::{self, Backlog, Claimed, Greeting};
use super::late_marks::Mark;
use crate::conversation::{Error, NewPost, Posted};
use crate::domain::{DialogId, MarkKind, OperatorId, OperatorPrincipal, Origin, Page, Principal, ReleaseTo};
use crate::hub::LiveGeneration;

pub(super) type Work = Pin<Box<dyn Future<Output = Done> + Send>>;

/// What came of it.
pub(super) enum Done {
    Nothing,
    /// An own message is durable.
    Posted {
        dialog: DialogId,
        posted: Posted,
    },
    /// The dialog exists for this operator: the connection may join it.
    Found {
        dialog: DialogId,
        claimed: Claimed,
    },
    /// What the reader of a dialog missed.
    Joined {
        dialog: DialogId,
        backlog: Backlog,
    },
    /// A mark came too often: it is set when there is room for one.
    MarkLater {
        mark: Mark,
        wait: Duration,
    },
    Refused {
        dialog: Option<DialogId>,
        client_id: Option<String>,
        error: Error,
    },
    /// Joining the dialog failed after the connection had taken its place.
    NotJoined {
        dialog: DialogId,
        error: Error,
    },
}

/// An operator's action on a dialog.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    Claim,
    Release(ReleaseTo),
    Transfer(OperatorId),
    Close,
    Reopen,
}

/// (No `async fn`: that would have room for `work` twice, and each message would move it about.)
fn in_time<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> impl Future<Output = Result<T, Error>> {
    tokio::time::timeout(patience, work).map(|result| result.unwrap_or(Err(Error::Overloaded)))
}

fn refused(dialog: DialogId, error: Error) -> Done {
    Done::Refused {
        dialog: Some(dialog),
        client_id: None,
        error,
    }
}

pub(super) fn post(sockets: &Sockets, principal: &Principal, post: NewPost, patience: Duration) -> Work {
    let (sockets, principal) = (sockets.clone(), principal.clone());
    Box::pin(async move {
        let dialog = post.dialog;
        let client_id = post.client_id.as_str().to_owned();
        match in_time(patience, sockets.conversation.post(&principal, post)).await {
            Ok(posted) => Done::Posted { dialog, posted },
            Err(error) => Done::Refused {
                dialog: Some(dialog),
                client_id: Some(client_id),
                error,
            },
        }
    })
}

pub(super) fn act(
    sockets: &Sockets,
    operator: &OperatorPrincipal,
    dialog: DialogId,
    action: Action,
    patience: Duration,
) -> Work {
    let (conversation, operator) = (sockets.conversation.clone(), operator.clone());
    Box::pin(async move {
        let acting = async {
            match action {
                Action::Claim => conversation.claim(&operator, dialog).await,
                Action::Release(to) => conversation.release(&operator, dialog, to).await,
                Action::Transfer(to) => conversation.transfer(&operator, dialog, to).await,
                Action::Close => conversation.close(&operator, dialog).await,
                Action::Reopen => conversation.reopen(&operator, dialog).await,
            }
        };
        let result = in_time(patience, acting).await;
        result.map_or_else(|error| refused(dialog, error), |_| Done::Nothing)
    })
}

pub(super) fn request_person(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    reason: Option<String>,
    patience: Duration,
) -> Work {
    let (conversation, principal) = (sockets.conversation.clone(), principal.clone());
    Box::pin(async move {
        let asking = conversation.request_person(&principal, dialog, reason.as_deref());
        let result = in_time(patience, asking).await;
        result.map_or_else(|error| refused(dialog, error), |_| Done::Nothing)
    })
}

pub(super) fn typing(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    on: bool,
    origin: Origin,
    patience: Duration,
) -> Work {
    let (conversation, principal) = (sockets.conversation.clone(), principal.clone());
    Box::pin(async move {
        let result = in_time(patience, conversation.typing(&principal, dialog, on, origin)).await;
        result.map_or_else(|error| refused(dialog, error), |()| Done::Nothing)
    })
}

pub(super) fn mark(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    kind: MarkKind,
    seq: i64,
    patience: Duration,
) -> Work {
    let (conversation, principal) = (sockets.conversation.clone(), principal.clone());
    Box::pin(async move {
        match in_time(patience, conversation.mark(&principal, dialog, kind, seq)).await {
            Ok(()) => Done::Nothing,
            Err(Error::TooOften { retry_after_ms }) => Done::MarkLater {
                mark: Mark { dialog, kind, seq },
                wait: Duration::from_millis(retry_after_ms),
            },
            Err(error) => refused(dialog, error),
        }
    })
}

pub(super) fn visit(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    page: Page,
    patience: Duration,
) -> Work {
    let (conversation, principal) = (sockets.conversation.clone(), principal.clone());
    Box::pin(async move {
        let result = in_time(patience, conversation.visit(&principal, dialog, page)).await;
        result.map_or_else(|error| refused(dialog, error), |()| Done::Nothing)
    })
}

/// First half of following a dialog: is it there for this principal?
pub(super) fn find(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    claimed: Claimed,
    patience: Duration,
) -> Work {
    let (conversation, principal) = (sockets.conversation.clone(), principal.clone());
    Box::pin(async move {
        match in_time(patience, conversation.find(&principal, dialog)).await {
            Ok(_) => Done::Found { dialog, claimed },
            Err(error) => refused(dialog, error),
        }
    })
}

/// Second half, once the connection is in the dialog's pool: what it missed.
pub(super) fn join(
    sockets: &Sockets,
    principal: &Principal,
    dialog: DialogId,
    claimed: Claimed,
    greeting: Greeting,
    live: Option<LiveGeneration>,
    patience: Duration,
) -> Work {
    let (sockets, principal) = (sockets.clone(), principal.clone());
    Box::pin(async move {
        let reading = async {
            let _turn = sockets.turns.take().await.ok_or(Error::Overloaded)?;
            backlog::begin(
                &sockets.conversation,
                sockets.clock.as_ref(),
                &principal,
                dialog,
                claimed,
                greeting,
                live,
            )
            .await
        };
        match in_time(patience, reading).await {
            Ok(backlog) => Done::Joined { dialog, backlog },
            Err(error) => Done::NotJoined { dialog, error },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::Conversation;

    /// Bytes.
    fn room_for<'a, F: Future + 'a>(_: impl FnOnce(&'a Conversation, &'a Principal, NewPost) -> F) -> usize {
        size_of::<F>()
    }

    /// It is moved several times on its way into its box; with a reader of the database inside it was 9,120 bytes.
    #[test]
    fn what_a_message_sets_going_is_small() {
        let room = room_for(|conversation, who, post| in_time(Duration::ZERO, conversation.post(who, post)));
        assert!(room <= 512, "{room} bytes");
    }
}
