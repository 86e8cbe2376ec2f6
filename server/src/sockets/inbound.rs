//! What each frame from a peer means.

use super::backlog::Claimed;
use super::late_marks::Mark;
use super::out::Out;
use super::session::{Next, Session, error_frame};
use super::work::{self, Action};
use crate::conversation::{Error, NewPost};
use crate::domain::{ClientId, DialogId, EntryKind, MarkKind, MessageText};
use crate::protocol::{ClientFrame, CloseCode, ErrorCode, InboxFrame, ServerFrame};

/// Turns a frame into work, or into an answer at once.
pub(super) fn hear(session: &mut Session, text: &str, out: &mut Out) -> Next {
    let parsed = match session.only {
        Some(dialog) => ClientFrame::parse(text).map(|frame| (Some(dialog), frame)),
        None => InboxFrame::parse(text).map(|addressed| (addressed.dialog_id, addressed.frame)),
    };
    let (dialog, frame) = match parsed {
        Ok(parsed) => parsed,
        Err(invalid) => {
            out.say(&error_frame(
                invalid.code,
                invalid.message,
                None,
                invalid.client_id,
            ));
            return Next::Go;
        }
    };
    if let ClientFrame::Ping { nonce } = frame {
        out.say(&ServerFrame::Pong {
            nonce: nonce.filter(|nonce| nonce.len() <= 128),
        });
        return Next::Go;
    }
    let Some(dialog) = dialog.and_then(|id| DialogId::parse(id.0)) else {
        let message = "the frame needs a `dialog_id`".to_owned();
        out.say(&error_frame(ErrorCode::InvalidRequest, message, None, None));
        return Next::Go;
    };
    match begin(session, dialog, frame) {
        Ok(next) => next,
        Err(frame) => {
            out.say(&frame);
            Next::Go
        }
    }
}

fn begin(session: &mut Session, dialog: DialogId, frame: ClientFrame) -> Result<Next, Box<ServerFrame>> {
    let sockets = &session.sockets;
    let who = &session.principal;
    let patience = session.patience.left();
    let work = match frame {
        ClientFrame::Message {
            client_id,
            text,
            expected_epoch,
        } => {
            let post = read_post(
                session,
                dialog,
                EntryKind::Message,
                &client_id,
                &text,
                expected_epoch,
            )?;
            work::post(sockets, who, post, patience)
        }
        ClientFrame::Older {
            client_id,
            text,
            expected_epoch,
        } => {
            let client_id =
                client_id.unwrap_or_else(|| ClientId::from_random(sockets.entropy.bytes()).to_string());
            let kind = EntryKind::Message;
            let post = read_post(session, dialog, kind, &client_id, &text, expected_epoch)?;
            work::post(sockets, who, post, patience)
        }
        ClientFrame::Note { client_id, text } if session.operator().is_some() => {
            let post = read_post(session, dialog, EntryKind::Note, &client_id, &text, None)?;
            work::post(sockets, who, post, patience)
        }
        ClientFrame::TypingStart => work::typing(
            sockets,
            who,
            dialog,
            true,
            Some(session.seat.connection_id()),
            patience,
        ),
        ClientFrame::TypingStop => work::typing(
            sockets,
            who,
            dialog,
            false,
            Some(session.seat.connection_id()),
            patience,
        ),
        ClientFrame::Read { seq } => return Ok(mark(session, dialog, MarkKind::Read, seq)),
        ClientFrame::Delivered { seq } => return Ok(mark(session, dialog, MarkKind::Delivered, seq)),
        ClientFrame::HandoffRequest { reason } if session.operator().is_none() => {
            work::request_person(sockets, who, dialog, reason, patience)
        }
        ClientFrame::Page(page) if session.operator().is_none() => {
            work::visit(sockets, who, dialog, page, patience)
        }
        ClientFrame::Claim => return act(session, dialog, Action::Claim),
        ClientFrame::Release { to } => return act(session, dialog, Action::Release(to)),
        ClientFrame::Transfer { operator_id } => return act(session, dialog, Action::Transfer(operator_id)),
        ClientFrame::Close => return act(session, dialog, Action::Close),
        ClientFrame::Reopen => return act(session, dialog, Action::Reopen),
        ClientFrame::Subscribe { after, history_epoch } if session.only.is_none() => {
            work::find(sockets, who, dialog, Claimed { after, history_epoch }, patience)
        }
        ClientFrame::Unsubscribe if session.only.is_none() => {
            session.leave(dialog);
            return Ok(Next::Go);
        }
        ClientFrame::Ping { .. } => return Ok(Next::Go),
        ClientFrame::Note { .. }
        | ClientFrame::HandoffRequest { .. }
        | ClientFrame::Page(_)
        | ClientFrame::Subscribe { .. }
        | ClientFrame::Unsubscribe => return Err(Box::new(forbidden(dialog))),
    };
    Ok(Next::Work(work))
}

fn mark(session: &mut Session, dialog: DialogId, kind: MarkKind, seq: i64) -> Next {
    if session.late_marks.take_in(Mark { dialog, kind, seq }) {
        return Next::Go;
    }
    Next::Work(work::mark(
        &session.sockets,
        &session.principal,
        dialog,
        kind,
        seq,
        session.patience.left(),
    ))
}

fn act(session: &Session, dialog: DialogId, action: Action) -> Result<Next, Box<ServerFrame>> {
    let operator = session.operator().ok_or_else(|| Box::new(forbidden(dialog)))?;
    Ok(Next::Work(work::act(
        &session.sockets,
        operator,
        dialog,
        action,
        session.patience.left(),
    )))
}

fn forbidden(dialog: DialogId) -> ServerFrame {
    let message = "this frame is not for this kind of connection".to_owned();
    error_frame(ErrorCode::Forbidden, message, Some(dialog), None)
}

fn read_post(
    session: &Session,
    dialog: DialogId,
    kind: EntryKind,
    client_id: &str,
    text: &str,
    expected_epoch: Option<i64>,
) -> Result<NewPost, Box<ServerFrame>> {
    let named = || Some(client_id.chars().take(64).collect::<String>());
    let parsed = ClientId::parse(client_id).map_err(|_| {
        let message = "`client_id` is a UUID".to_owned();
        error_frame(ErrorCode::InvalidClientId, message, Some(dialog), named())
    })?;
    let limit = session.sockets.conversation.limits().text_characters;
    let text = MessageText::parse(text, limit)
        .map_err(|invalid| Box::new(refusal(&invalid.into(), Some(dialog), named())))?;
    // On `/ws/inbox` an operator may write without following; then there is no place for the `ack` but here.
    let origin = session.follows(dialog).then(|| session.seat.connection_id());
    Ok(NewPost {
        dialog,
        kind,
        client_id: parsed,
        text,
        expected_epoch,
        origin,
    })
}

/// The frame that tells why something was refused.
pub(super) fn refusal(error: &Error, dialog: Option<DialogId>, client_id: Option<String>) -> ServerFrame {
    let code = crate::protocol::ErrorCode::from(error);
    if code == ErrorCode::Internal || code == ErrorCode::Unavailable {
        tracing::warn!(error = %error, "a frame could not be served");
    }
    let (holder_of, limit_of) = match error {
        Error::HeldBy { holder, .. } => (holder.clone(), None),
        Error::TextTooLong { limit } | Error::LimitReached { limit } => (None, Some(*limit as u64)),
        _ => (None, None),
    };
    let opens = match error {
        Error::OutsideHours { until } => until.map(Into::into),
        _ => None,
    };
    match error_frame(code, error.public_message(), dialog, client_id) {
        ServerFrame::Error {
            code,
            message,
            retryable,
            client_id,
            dialog_id,
            ..
        } => ServerFrame::Error {
            code,
            message,
            retryable,
            client_id,
            dialog_id,
            retry_after_ms: error.retry_after_ms(),
            holder: holder_of,
            limit: limit_of,
            opens_at: opens,
        },
        other => other,
    }
}

/// How a socket closes whose dialog could not be joined.
pub(super) fn close_code(error: &Error) -> CloseCode {
    match error {
        Error::NotFound => CloseCode::NoSuchDialog,
        _ => CloseCode::Internal,
    }
}
