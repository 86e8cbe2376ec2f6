//! When people are there: opening hours by the clock on the wall of one place.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Timestamp;

/// The days of a week, as they are written, in the order of [`WrittenHours::week`].
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Minutes of a day.
const DAY: u16 = 24 * 60;

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

/// Opening hours as they are written; also how they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WrittenHours {
    /// As the IANA database names it: `Europe/Berlin`.
    pub time_zone: String,
    /// From Monday on.
    pub week: [Vec<Span>; 7],
    pub closed: Vec<ClosedDay>,
}

/// `09:00` to `17:00`. The end may be `24:00`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: String,
    pub to: String,
}

/// `2026-12-25`, and what that day is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDay {
    pub date: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What is wrong with opening hours. Days of the week are numbered from Monday, 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidHours {
    UnknownZone,
    Time { day: usize },
    EndsTooEarly { day: usize },
    Overlap { day: usize },
    TooManySpans { day: usize },
    Date { written: String },
    SameDate { written: String },
    TooManyDates,
    NameTooLong { written: String },
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

    pub fn parse(written: &WrittenHours) -> Result<Self, InvalidHours> {
        let mut week: [Vec<Minutes>; 7] = Default::default();
        for (day, (spans, written)) in week.iter_mut().zip(&written.week).enumerate() {
            *spans = minutes_of(day, written)?;
        }
        Ok(Self {
            zone: zone(&written.time_zone)?,
            week,
            closed: closed_days(&written.closed)?,
        })
    }

    pub fn written(&self) -> WrittenHours {
        WrittenHours {
            time_zone: self.time_zone().to_owned(),
            week: self.week.each_ref().map(|spans| {
                let span = |span: &Minutes| Span {
                    from: clock_time(span.from),
                    to: clock_time(span.to),
                };
                spans.iter().map(span).collect()
            }),
            closed: self
                .closed
                .iter()
                .map(|(date, name)| ClosedDay {
                    date: date.to_string(),
                    name: name.clone(),
                })
                .collect(),
        }
    }

    /// By its IANA name.
    pub fn time_zone(&self) -> &str {
        self.zone.iana_name().unwrap_or_default()
    }

    /// Whether people are there at that moment. An hour that the clocks show twice is open twice, one that they leave
    /// out is not.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.is_open_at(moment(at))
    }

    /// The first moment from `at` on at which people are there: `at` itself if they are there then. None within the next
    /// 60 days: nothing.
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

impl TryFrom<WrittenHours> for Hours {
    type Error = InvalidHours;

    fn try_from(written: WrittenHours) -> Result<Self, InvalidHours> {
        Self::parse(&written)
    }
}

impl From<Hours> for WrittenHours {
    fn from(hours: Hours) -> Self {
        hours.written()
    }
}

fn zone(name: &str) -> Result<TimeZone, InvalidHours> {
    let zone = TimeZone::get(name).map_err(|_| InvalidHours::UnknownZone)?;
    if zone.is_unknown() || zone.iana_name().is_none() {
        return Err(InvalidHours::UnknownZone);
    }
    Ok(zone)
}

fn minutes_of(day: usize, written: &[Span]) -> Result<Vec<Minutes>, InvalidHours> {
    if written.len() > Hours::MOST_SPANS {
        return Err(InvalidHours::TooManySpans { day });
    }
    let mut spans = Vec::with_capacity(written.len());
    for span in written {
        let time = |raw| minutes(raw).ok_or(InvalidHours::Time { day });
        let (from, to) = (time(&span.from)?, time(&span.to)?);
        if from >= to {
            return Err(InvalidHours::EndsTooEarly { day });
        }
        spans.push(Minutes { from, to });
    }
    spans.sort();
    if spans.is_sorted_by(|one, next| one.to <= next.from) {
        Ok(spans)
    } else {
        Err(InvalidHours::Overlap { day })
    }
}

fn closed_days(written: &[ClosedDay]) -> Result<BTreeMap<Date, Option<String>>, InvalidHours> {
    if written.len() > Hours::MOST_CLOSED {
        return Err(InvalidHours::TooManyDates);
    }
    let mut closed = BTreeMap::new();
    for ClosedDay { date, name } in written {
        let day = date
            .parse::<Date>()
            .ok()
            .filter(|day| day.to_string() == *date)
            .ok_or_else(|| InvalidHours::Date {
                written: date.clone(),
            })?;
        let name = name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        if name.is_some_and(|name| name.chars().count() > Hours::LONGEST_NAME) {
            return Err(InvalidHours::NameTooLong {
                written: date.clone(),
            });
        }
        if closed.insert(day, name.map(str::to_owned)).is_some() {
            return Err(InvalidHours::SameDate {
                written: date.clone(),
            });
        }
    }
    Ok(closed)
}

/// `09:30` as minutes since midnight; `24:00` is the end of the day.
fn minutes(raw: &str) -> Option<u16> {
    let (hours, minutes) = raw.split_once(':')?;
    let number = |digits: &str| {
        let two = digits.len() == 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| two)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let whole = hours * 60 + minutes;
    (minutes < 60 && whole <= DAY).then_some(whole)
}

fn clock_time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
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

impl fmt::Display for InvalidHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |day: &usize| WEEKDAYS.get(*day).copied().unwrap_or_default();
        match self {
            Self::UnknownZone => {
                f.write_str("`time_zone` is a name of the IANA database, such as `Europe/Berlin`")
            }
            Self::Time { day } => write!(f, "{}: a time is `00:00` to `24:00`", named(day)),
            Self::EndsTooEarly { day } => write!(f, "{}: a span ends after it begins", named(day)),
            Self::Overlap { day } => write!(f, "{}: spans do not overlap", named(day)),
            Self::TooManySpans { day } => write!(f, "{}: at most {} spans", named(day), Hours::MOST_SPANS),
            Self::Date { written } => write!(f, "`{written}` is no date such as `2026-12-25`"),
            Self::SameDate { written } => write!(f, "`{written}` is closed twice"),
            Self::TooManyDates => write!(f, "at most {} days are closed", Hours::MOST_CLOSED),
            Self::NameTooLong { written } => {
                write!(
                    f,
                    "the name of `{written}` has at most {} characters",
                    Hours::LONGEST_NAME
                )
            }
        }
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
