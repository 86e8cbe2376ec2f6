//! What a connected peer may do, whatever carries it.

use super::backlog::{self, Claimed};
use super::follow::{Follow, Verdict};
use super::late_marks::{LateMarks, Mark};
use super::out::{Form, Out};
use super::patience::Patience;
use super::work::{self, Done, Work};
use super::{Sockets, inbound};
use crate::conversation::Posted;
use crate::domain::{DialogId, Mutant, OperatorPrincipal, Principal, planted};
use crate::hub::{Frame, LiveGeneration, Seat};
use crate::protocol::{CloseCode, ErrorCode, ServerFrame, ack_frame, message_frame};

/// One connection's state. Small, because there are many: what is rare lives in boxed [`Work`].
pub(super) struct Session {
    pub(super) sockets: Sockets,
    pub(super) principal: Principal,
    pub(super) seat: Seat,
    follows: Vec<Follow>,
    /// The one dialog of a dialog socket; `None` for `/ws/inbox`.
    pub(super) only: Option<DialogId>,
    /// Whether a backlog is being read: the outbox waits until then, so that nothing overtakes it.
    pub(super) joining: bool,
    pub(super) form: Form,
    pub(super) late_marks: LateMarks,
    pub(super) patience: Patience,
}

/// What the carrier has to do with what the session said.
pub(super) enum Next {
    Go,
    Work(Work),
    Close(CloseCode),
}

impl Session {
    pub(super) fn new(
        sockets: Sockets,
        principal: Principal,
        seat: Seat,
        only: Option<DialogId>,
        form: Form,
    ) -> Self {
        Self {
            sockets,
            principal,
            seat,
            follows: Vec::new(),
            only,
            joining: false,
            form,
            late_marks: LateMarks::default(),
            patience: Patience::default(),
        }
    }

    pub(super) fn operator(&self) -> Option<&OperatorPrincipal> {
        match &self.principal {
            Principal::Operator(operator) => Some(operator),
            Principal::Contact(_) => None,
        }
    }

    pub(super) fn follows(&self, dialog: DialogId) -> bool {
        self.follows.iter().any(|follow| follow.dialog == dialog)
    }

    /// The work that begins to follow `dialog`, in whose pool the seat is.
    pub(super) fn join(&mut self, dialog: DialogId, claimed: Claimed, live: Option<LiveGeneration>) -> Work {
        self.joining = true;
        work::join(
            &self.sockets,
            &self.principal,
            dialog,
            claimed,
            self.greeting(),
            live,
            self.patience.left(),
        )
    }

    /// The next mark that had to wait.
    pub(super) fn late_mark(&mut self) -> Next {
        match self.late_marks.next() {
            Some(Mark { dialog, kind, seq }) => Next::Work(work::mark(
                &self.sockets,
                &self.principal,
                dialog,
                kind,
                seq,
                self.patience.left(),
            )),
            None => Next::Go,
        }
    }

    pub(super) fn leave(&mut self, dialog: DialogId) {
        self.follows.retain(|follow| follow.dialog != dialog);
        self.seat.unsubscribe(dialog);
    }

    /// A text frame from the peer.
    pub(super) fn hear(&mut self, text: &str, out: &mut Out) -> Next {
        self.seat.alive();
        inbound::hear(self, text, out)
    }

    /// A frame from the hub: what of it goes out, with what was missing before it.
    pub(super) async fn relay(&mut self, frame: &Frame, out: &mut Out) -> Result<(), CloseCode> {
        let (Some(dialog), Some(seq)) = (frame.dialog, frame.seq) else {
            out.pass(frame);
            return Ok(());
        };
        let Some(follow) = self.follows.iter_mut().find(|follow| follow.dialog == dialog) else {
            if planted(Mutant::M06) {
                out.pass(frame);
            }
            // It has just left that dialog.
            return Ok(());
        };
        if frame.is_word() {
            return if seq > follow.last {
                Box::pin(self.fill(dialog, seq, out)).await
            } else {
                Ok(())
            };
        }
        match follow.judge(seq, frame.ack) {
            Verdict::Send => out.pass(frame),
            Verdict::Drop => {}
            Verdict::Hole => {
                let upto = if frame.ack { seq - 1 } else { seq };
                Box::pin(self.fill(dialog, upto, out)).await?;
                if frame.ack
                    && let Some(follow) = self.follows.iter_mut().find(|follow| follow.dialog == dialog)
                    && follow.judge(seq, true) == Verdict::Send
                {
                    out.pass(frame);
                }
            }
        }
        Ok(())
    }

    /// Sends what lies between the last number that went out and `upto`, from the database. (To be boxed: holes
    /// are rare, and an idle connection should not carry the room for one.)
    async fn fill(&mut self, dialog: DialogId, upto: i64, out: &mut Out) -> Result<(), CloseCode> {
        let Some(follow) = self.follows.iter_mut().find(|follow| follow.dialog == dialog) else {
            return Ok(());
        };
        let conversation = &self.sockets.conversation;
        let reading = backlog::between(conversation, &self.principal, dialog, follow.last, upto);
        match reading.await {
            Ok(read) => {
                follow.last = read.last;
                read.frames.iter().for_each(|frame| out.say(frame));
                Ok(())
            }
            Err(error) => {
                tracing::warn!(dialog.id = %dialog, error = %error, "a gap could not be read");
                Err(CloseCode::Internal)
            }
        }
    }

    /// The result of earlier work.
    pub(super) async fn finish(&mut self, done: Done, out: &mut Out) -> Next {
        match done {
            Done::Nothing => Next::Go,
            Done::MarkLater { mark, wait } => {
                self.late_marks.postpone(mark, wait);
                Next::Go
            }
            Done::Posted { dialog, posted } => match self.acknowledge(dialog, &posted, out).await {
                Ok(()) => Next::Go,
                Err(code) => Next::Close(code),
            },
            Done::Found { dialog, claimed } => match self.seat.subscribe(dialog) {
                Ok(live) => Next::Work(self.join(dialog, claimed, live)),
                Err(refusal) => {
                    let message = refusal.to_string();
                    out.say(&error_frame(ErrorCode::LimitReached, message, Some(dialog), None));
                    Next::Go
                }
            },
            Done::Joined { dialog, backlog } => {
                self.joining = false;
                self.follows.retain(|follow| follow.dialog != dialog);
                self.follows.push(Follow::new(dialog, backlog.last));
                backlog.frames.iter().for_each(|frame| out.say(frame));
                Next::Go
            }
            Done::Refused {
                dialog,
                client_id,
                error,
            } => {
                out.say(&inbound::refusal(&error, dialog, client_id));
                Next::Go
            }
            Done::NotJoined { dialog, error } => {
                self.joining = false;
                if self.only.is_some() {
                    return Next::Close(inbound::close_code(&error));
                }
                self.leave(dialog);
                out.say(&inbound::refusal(&error, Some(dialog), None));
                Next::Go
            }
        }
    }

    /// Tells the peer that its message is durable, after everything numbered before it.
    async fn acknowledge(
        &mut self,
        dialog: DialogId,
        posted: &Posted,
        out: &mut Out,
    ) -> Result<(), CloseCode> {
        let pool = self.principal.pool();
        let Some(ack) = ack_frame(&posted.message, pool, posted.duplicate, posted.mismatch) else {
            return Ok(());
        };
        let seq = backlog::number(&posted.message, pool);
        let Some(follow) = self
            .follows
            .iter()
            .find(|follow| follow.dialog == dialog)
            .copied()
        else {
            out.say(&ack);
            return Ok(());
        };
        // (A repeat of what this connection has not been told of yet is news to it like any other.)
        if posted.duplicate && seq <= follow.last {
            out.say(&ack);
            return Ok(());
        }
        if seq > follow.last + 1 {
            Box::pin(self.fill(dialog, seq - 1, out)).await?;
        }
        let operator = self.operator().is_some();
        let Some(follow) = self.follows.iter_mut().find(|follow| follow.dialog == dialog) else {
            return Ok(());
        };
        if operator && seq > follow.last {
            // The others get it from the hub; who wrote it need not wait for that.
            follow.last = seq;
            if let Some(frame) = message_frame(&posted.message, pool) {
                out.say(&ServerFrame::Message(frame));
            }
        }
        if operator || follow.judge(seq, true) == Verdict::Send {
            out.say(&ack);
        }
        Ok(())
    }
}

pub(super) fn error_frame(
    code: ErrorCode,
    message: String,
    dialog_id: Option<DialogId>,
    client_id: Option<String>,
) -> ServerFrame {
    ServerFrame::Error {
        code,
        message,
        retryable: code.is_retryable(),
        client_id,
        dialog_id,
        retry_after_ms: code.is_retryable().then_some(1_000),
        holder: None,
        limit: None,
        opens_at: None,
    }
}
