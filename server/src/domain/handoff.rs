//! Who has the dialog: the state machine of the protocol's §7.
//!
//! A transition consumes the state and either gives the next one, with the epoch raised, or refuses.
//! What carries an older epoch (a generation, a late callback) can no longer speak.

use serde::{Deserialize, Serialize};

use super::{OperatorId, OperatorPrincipal, Timestamp};

/// Who holds a dialog, and in which epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    pub holder: Holder,
    /// Rises by one with each change of hands.
    pub epoch: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    Assistant,
    Queued { since: Timestamp, reason: HandoffReason },
    Operator { operator: OperatorId, since: Timestamp },
    Closed { since: Timestamp },
}

impl Holder {
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Assistant => "assistant",
            Self::Queued { .. } => "queued",
            Self::Operator { .. } => "operator",
            Self::Closed { .. } => "closed",
        }
    }

    pub fn operator(&self) -> Option<OperatorId> {
        match self {
            Self::Operator { operator, .. } => Some(*operator),
            _ => None,
        }
    }
}

/// Why a person is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffReason {
    /// The visitor asked.
    Visitor,
    /// The assistant decided.
    Assistant,
    /// The assistant failed for good.
    Failure,
    /// A workflow did not answer in time.
    Deadline,
    /// The assistant's policy: it did not know too often.
    Policy,
    /// What the tenant spends in a day is spent.
    Budget,
    /// An operator put it back into the queue.
    Operator,
}

impl HandoffReason {
    const ALL: [Self; 7] = [
        Self::Visitor,
        Self::Assistant,
        Self::Failure,
        Self::Deadline,
        Self::Policy,
        Self::Budget,
        Self::Operator,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Assistant => "assistant",
            Self::Failure => "failure",
            Self::Deadline => "deadline",
            Self::Policy => "policy",
            Self::Budget => "budget",
            Self::Operator => "operator",
        }
    }

    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == raw)
    }
}

/// Whom an operator gives a dialog back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseTo {
    Assistant,
    Queue,
}

/// Why a transition cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Another operator holds it.
    HeldBy(OperatorId),
    /// It is closed: it has to be reopened first.
    Closed,
    /// Nobody holds it, so nobody can give it away.
    NotHeld,
    /// It is in that state already; nothing to do.
    Already,
}

impl Handoff {
    /// A new dialog: the assistant's.
    pub fn new() -> Self {
        Self {
            holder: Holder::Assistant,
            epoch: 1,
        }
    }

    /// A person is wanted. Only an assistant's dialog can be queued so.
    pub fn request(self, reason: HandoffReason, at: Timestamp) -> Result<Self, Refused> {
        match self.holder {
            Holder::Assistant => Ok(self.becomes(Holder::Queued { since: at, reason })),
            Holder::Queued { .. } | Holder::Operator { .. } => Err(Refused::Already),
            Holder::Closed { .. } => Err(Refused::Closed),
        }
    }

    /// An operator takes it, from the queue or straight from the assistant.
    pub fn claim(self, operator: OperatorId, at: Timestamp) -> Result<Self, Refused> {
        match self.holder {
            Holder::Assistant | Holder::Queued { .. } => {
                Ok(self.becomes(Holder::Operator { operator, since: at }))
            }
            Holder::Operator { operator: holder, .. } if holder == operator => Err(Refused::Already),
            Holder::Operator { operator: holder, .. } => Err(Refused::HeldBy(holder)),
            Holder::Closed { .. } => Err(Refused::Closed),
        }
    }

    /// An operator gives it back. A queued dialog may be given back to the assistant by any operator.
    pub fn release(self, by: &OperatorPrincipal, to: ReleaseTo, at: Timestamp) -> Result<Self, Refused> {
        match self.holder {
            Holder::Operator { operator, .. } if operator != by.id() && !by.may_override() => {
                Err(Refused::HeldBy(operator))
            }
            Holder::Operator { .. } => Ok(self.becomes(match to {
                ReleaseTo::Assistant => Holder::Assistant,
                ReleaseTo::Queue => Holder::Queued {
                    since: at,
                    reason: HandoffReason::Operator,
                },
            })),
            Holder::Queued { .. } if to == ReleaseTo::Assistant => Ok(self.becomes(Holder::Assistant)),
            Holder::Queued { .. } => Err(Refused::Already),
            Holder::Assistant => Err(Refused::NotHeld),
            Holder::Closed { .. } => Err(Refused::Closed),
        }
    }

    /// The holder, or an admin, gives it to another operator.
    pub fn transfer(self, by: &OperatorPrincipal, to: OperatorId, at: Timestamp) -> Result<Self, Refused> {
        match self.holder {
            Holder::Operator { operator, .. } if operator == to => Err(Refused::Already),
            Holder::Operator { operator, .. } if operator != by.id() && !by.may_override() => {
                Err(Refused::HeldBy(operator))
            }
            Holder::Operator { .. } => Ok(self.becomes(Holder::Operator {
                operator: to,
                since: at,
            })),
            Holder::Assistant | Holder::Queued { .. } => Err(Refused::NotHeld),
            Holder::Closed { .. } => Err(Refused::Closed),
        }
    }

    /// Ends it. Another operator's dialog is closed only by an admin.
    pub fn close(self, by: &OperatorPrincipal, at: Timestamp) -> Result<Self, Refused> {
        match self.holder {
            Holder::Operator { operator, .. } if operator != by.id() && !by.may_override() => {
                Err(Refused::HeldBy(operator))
            }
            Holder::Closed { .. } => Err(Refused::Already),
            _ => Ok(self.becomes(Holder::Closed { since: at })),
        }
    }

    /// The visitor writes again, or an operator opens it again: back to the assistant.
    pub fn reopen(self) -> Result<Self, Refused> {
        match self.holder {
            Holder::Closed { .. } => Ok(self.becomes(Holder::Assistant)),
            _ => Err(Refused::Already),
        }
    }

    /// Whether `by` may write to the contact without claiming first.
    pub fn admits_reply(&self, by: &OperatorPrincipal) -> Result<(), Refused> {
        match self.holder {
            Holder::Operator { operator, .. } if operator == by.id() => Ok(()),
            Holder::Operator { operator, .. } => Err(Refused::HeldBy(operator)),
            Holder::Closed { .. } => Err(Refused::Closed),
            Holder::Assistant | Holder::Queued { .. } => Err(Refused::NotHeld),
        }
    }

    fn becomes(self, holder: Holder) -> Self {
        Self {
            holder,
            epoch: self.epoch + 1,
        }
    }
}

impl Default for Handoff {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
#[path = "handoff_tests.rs"]
mod tests;
