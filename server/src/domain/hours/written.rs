//! Opening hours as they are written, and what can be wrong with them.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Hours, Minutes};

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

pub(super) fn clock_time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
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
