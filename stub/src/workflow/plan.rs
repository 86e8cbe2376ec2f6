//! What a workflow does with one run.

use std::time::Duration;

use serde_json::{Value, json};

use super::run::Run;

/// The webhook's answer, and the calls that follow it.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) status: u16,
    pub(super) hangs: bool,
    pub(super) hasty: bool,
    pub(super) calls: Vec<Call>,
}

/// One call, some time after the run began.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) after: Duration,
    pub(super) body: Value,
    pub(super) aim: Aim,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// The address that the run was given.
    Own,
    /// The same with another token.
    Forged,
    /// `/api/n8n-callback`, with the correlation id in the body.
    Older,
}

/// A call that has its time.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) due: Duration,
    pub(super) run: Run,
    pub(super) body: Value,
    pub(super) aim: Aim,
}

impl Plan {
    /// The webhook answers, and nothing comes of it.
    pub fn never() -> Self {
        Self {
            status: 200,
            hangs: false,
            hasty: false,
            calls: Vec::new(),
        }
    }

    /// The webhook refuses.
    pub fn refused(status: u16) -> Self {
        Self {
            status,
            ..Self::never()
        }
    }

    /// The webhook never answers.
    pub fn hang() -> Self {
        Self {
            hangs: true,
            ..Self::never()
        }
    }

    /// The answer comes at once.
    pub fn result(text: &str) -> Self {
        Self::never().call(json!({"result": text}))
    }

    /// A failure comes at once.
    pub fn error(message: &str) -> Self {
        Self::never().call(json!({"error": message}))
    }

    /// Pieces come, one call each.
    pub fn deltas<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Self {
        let deltas = pieces.into_iter().map(|piece| json!({"delta": piece}));
        deltas.fold(Self::never(), Self::call)
    }

    /// Then a call with this body.
    #[must_use]
    pub fn call(mut self, body: Value) -> Self {
        let after = self.calls.last().map_or(Duration::ZERO, |call| call.after);
        let aim = Aim::Own;
        self.calls.push(Call { after, body, aim });
        self
    }

    /// Then the answer.
    #[must_use]
    pub fn then_result(self, text: &str) -> Self {
        self.call(json!({"result": text}))
    }

    /// The last call comes so long after the run began, and those that are added behind it too.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        self.last(|call| call.after = time)
    }

    /// The last call is made twice.
    #[must_use]
    pub fn twice(mut self) -> Self {
        self.calls.extend(self.calls.last().cloned());
        self
    }

    /// The last call has another token.
    #[must_use]
    pub fn forged(self) -> Self {
        self.last(|call| call.aim = Aim::Forged)
    }

    /// The last call goes to the older address.
    #[must_use]
    pub fn older_form(self) -> Self {
        self.last(|call| call.aim = Aim::Older)
    }

    /// Calls that are due at once are made before the webhook has answered.
    #[must_use]
    pub fn hasty(mut self) -> Self {
        self.hasty = true;
        self
    }

    fn last(mut self, change: impl FnOnce(&mut Call)) -> Self {
        if let Some(call) = self.calls.last_mut() {
            change(call);
        }
        self
    }
}
