//! When people are there: opening hours by the clock on the wall of one place.

mod written;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Timestamp;
pub use written::{ClosedDay, InvalidHours, Span, WEEKDAYS, WrittenHours};

/// Opening hours that make sense. A tenant without any is always open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "WrittenHours", into = "WrittenHours")]
pub struct Hours {
    zone: TimeZone,
    /// Of each weekday, from Monday on; in order, none overlapping another.
    week: [Vec<Minutes>; 7],
    /// Days on which nobody comes, and what they are called.
    closed: BTreeMap<Date, Option<String>>,
}

/// A stretch of a day in minutes since its midnight, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Minutes {
    from: u16,
    to: u16,
}

impl Hours {
    /// Spans of one day.
    pub const MOST_SPANS: usize = 4;
    /// Days on which it is closed.
    pub const MOST_CLOSED: usize = 100;
    /// Characters of what such a day is called.
    pub const LONGEST_NAME: usize = 80;
    /// Days that [`Hours::opens_at`] looks ahead.
    const LOOK_AHEAD: i64 = 60;

    /// By its IANA name.
    pub fn time_zone(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    /// Whether people are there at that moment. An hour that the clocks show twice is open twice, one that they leave
    /// out is not.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.is_open_at(moment(at))
    }

    /// The first moment from `at` on at which people are there: `at` itself if they are there then, nothing if it is not
    /// within 60 days.
    pub fn opens_at(&self, at: Timestamp) -> Option<Timestamp> {
        let from = moment(at);
        if self.is_open_at(from) {
            return Some(at);
        }
        let until = Timestamp(
            from.as_millisecond()
                .saturating_add(Self::LOOK_AHEAD * 86_400_000),
        );
        let until = moment(until);
        let today = self.zone.to_datetime(from).date();
        let days = std::iter::successors(Some(today), |day| day.tomorrow().ok());
        let openings = days
            .take_while(|day| self.zone.to_datetime(until).date() >= *day)
            .flat_map(|day| self.openings(day));
        // Where the clocks are changed it may open in the middle of a span, or once more.
        let changes = self
            .zone
            .following(from)
            .map(|change| change.timestamp())
            .take_while(|change| *change <= until);
        openings
            .chain(changes)
            .filter(|opening| *opening > from && *opening <= until && self.is_open_at(*opening))
            .min()
            .map(|opening| Timestamp(opening.as_millisecond()))
    }

    /// What clock and calendar show there at that moment, in English.
    pub fn in_words(&self, at: Timestamp) -> String {
        let there = self.zone.to_datetime(moment(at));
        let shown = there.strftime("%A, %-d %B %Y at %H:%M");
        format!("{shown} ({})", self.time_zone())
    }

    fn is_open_at(&self, moment: jiff::Timestamp) -> bool {
        let there = self.zone.to_datetime(moment);
        let minute = minute_of(there);
        self.spans(there.date())
            .iter()
            .any(|span| span.from <= minute && minute < span.to)
    }

    fn spans(&self, day: Date) -> &[Minutes] {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        match self.week.get(weekday) {
            Some(spans) if !self.closed.contains_key(&day) => spans,
            _ => &[],
        }
    }

    /// When the spans of a day begin: each moment at which the clock shows that time.
    fn openings(&self, day: Date) -> impl Iterator<Item = jiff::Timestamp> {
        self.spans(day).iter().flat_map(move |span| {
            let (hour, minute) = (span.from / 60, span.from % 60);
            let shown = i8::try_from(hour)
                .ok()
                .zip(i8::try_from(minute).ok())
                .map(|(hour, minute)| self.zone.to_ambiguous_timestamp(day.at(hour, minute, 0, 0)));
            let moments = shown.map(|shown| [shown.earlier(), shown.later()]);
            moments.into_iter().flatten().filter_map(Result::ok)
        })
    }
}

/// What the clock shows, in minutes since midnight.
fn minute_of(there: DateTime) -> u16 {
    let minute = i16::from(there.hour()) * 60 + i16::from(there.minute());
    u16::try_from(minute).unwrap_or(0)
}

/// The same moment; a clock that is off by millennia stays at the end of time.
fn moment(at: Timestamp) -> jiff::Timestamp {
    let end = if at.0 < 0 {
        jiff::Timestamp::MIN
    } else {
        jiff::Timestamp::MAX
    };
    jiff::Timestamp::from_millisecond(at.0).unwrap_or(end)
}

#[cfg(test)]
mod tests;
