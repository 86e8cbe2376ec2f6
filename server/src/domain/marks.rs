//! How far each side of a dialog has got.

use serde::{Deserialize, Serialize};

/// The two sides of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    User,
    Manager,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarkKind {
    Delivered,
    Read,
}

/// One place in a dialog, in the numbers of both streams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    pub public: i64,
    pub staff: i64,
}

/// Both sides' marks. They only ever go forward, and what is read has been delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub user_delivered: Mark,
    pub user_read: Mark,
    pub manager_delivered: Mark,
    pub manager_read: Mark,
}

impl Marks {
    pub fn get(&self, side: Side, kind: MarkKind) -> Mark {
        match (side, kind) {
            (Side::User, MarkKind::Delivered) => self.user_delivered,
            (Side::User, MarkKind::Read) => self.user_read,
            (Side::Manager, MarkKind::Delivered) => self.manager_delivered,
            (Side::Manager, MarkKind::Read) => self.manager_read,
        }
    }

    /// The marks after `side` has got to `to`; `None` if that is no news.
    pub fn advanced(mut self, side: Side, kind: MarkKind, to: Mark) -> Option<Self> {
        let (read, delivered) = match side {
            Side::User => (&mut self.user_read, &mut self.user_delivered),
            Side::Manager => (&mut self.manager_read, &mut self.manager_delivered),
        };
        let mut news = false;
        if kind == MarkKind::Read && to.staff > read.staff {
            *read = to;
            news = true;
        }
        if to.staff > delivered.staff {
            *delivered = to;
            news = true;
        }
        news.then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_never_go_back_and_reading_implies_delivery() {
        let to = |n| Mark { public: n, staff: n };
        let marks = Marks::default()
            .advanced(Side::User, MarkKind::Read, to(3))
            .unwrap();
        assert_eq!(marks.user_delivered, to(3));
        assert_eq!(marks.advanced(Side::User, MarkKind::Read, to(2)), None);
        assert_eq!(marks.advanced(Side::User, MarkKind::Delivered, to(3)), None);
        assert_eq!(marks.manager_read, Mark::default());
    }
}
