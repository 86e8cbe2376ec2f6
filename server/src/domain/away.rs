use super::{HandoffPolicy, Hours, OutsideHours, Timestamp};

/// Nobody is there, and an assistant keeps its dialogs meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// When people are back; nothing if not within 60 days.
    pub until: Option<Timestamp>,
    /// The same by the clock where they are, in English.
    pub in_words: Option<String>,
}

impl Away {
    /// Nothing where dialogs may be handed over.
    pub fn at(policy: &HandoffPolicy, hours: Option<&Hours>, now: Timestamp) -> Option<Self> {
        let hours = hours.filter(|_| policy.outside_hours == OutsideHours::Keep)?;
        if hours.is_open(now) {
            return None;
        }
        let until = hours.opens_at(now);
        Some(Self {
            until,
            in_words: until.map(|until| hours.in_words(until)),
        })
    }

    /// What an assistant says of it. It names no hour: the chat shows that, by the visitor's own clock, and an answer knows
    /// only the clock of the company.
    pub const SENTENCE: &'static str = "Nobody from the team is there right now.";

    /// What a model is told of it.
    pub fn for_model(&self) -> String {
        match &self.in_words {
            Some(time) => format!("{} They are back on {time}.", Self::SENTENCE),
            None => Self::SENTENCE.to_owned(),
        }
    }
}
