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

    /// One sentence of it, as an assistant may say it.
    pub fn sentence(&self) -> String {
        match &self.in_words {
            Some(time) => format!("Nobody from the team is there right now. They are back on {time}."),
            None => "Nobody from the team is there right now.".to_owned(),
        }
    }
}
