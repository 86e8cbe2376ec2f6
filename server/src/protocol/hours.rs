//! When people are there.

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::Time;
use crate::domain::{ClosedDay, Hours, Span, Timestamp, WrittenHours};

/// Opening hours, by the clock on the wall of one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursBody {
    /// As the IANA database names it: `Europe/Berlin`.
    pub time_zone: String,
    #[serde(deserialize_with = "days_by_name")]
    pub week: WeekBody,
    /// Days on which it is closed whatever weekday they are; at most 100.
    #[serde(default)]
    pub closed: Vec<ClosedDayBody>,
}

/// At most four spans of each weekday, none overlapping another. On a day without any it is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WeekBody {
    pub monday: Vec<SpanBody>,
    pub tuesday: Vec<SpanBody>,
    pub wednesday: Vec<SpanBody>,
    pub thursday: Vec<SpanBody>,
    pub friday: Vec<SpanBody>,
    pub saturday: Vec<SpanBody>,
    pub sunday: Vec<SpanBody>,
}

/// A list of seven days would be read too, beginning with Monday; but whoever writes one may mean Sunday.
fn days_by_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<WeekBody, D::Error> {
    struct ByName;

    impl<'de> Visitor<'de> for ByName {
        type Value = WeekBody;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an object with a list for each day: {\"monday\": [{\"from\": \"09:00\", \"to\": \"17:00\"}]}")
        }

        fn visit_map<A: MapAccess<'de>>(self, days: A) -> Result<WeekBody, A::Error> {
            WeekBody::deserialize(MapAccessDeserializer::new(days))
        }
    }

    deserializer.deserialize_map(ByName)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanBody {
    /// `09:00`
    pub from: String,
    /// `17:00`; the end of the day is `24:00`.
    pub to: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosedDayBody {
    /// `2026-12-25`
    pub date: String,
    /// At most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Whether people are there now, by the opening hours; without any they always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenBody {
    pub open: bool,
    /// If it is closed: when it opens. Absent if it does not within 60 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Time>,
}

impl OpenBody {
    pub fn at(hours: Option<&Hours>, now: Timestamp) -> Self {
        match hours.filter(|hours| !hours.is_open(now)) {
            None => Self {
                open: true,
                opens_at: None,
            },
            Some(hours) => Self {
                open: false,
                opens_at: hours.opens_at(now).map(Into::into),
            },
        }
    }
}

impl From<HoursBody> for WrittenHours {
    fn from(body: HoursBody) -> Self {
        let week = body.week;
        let days = [
            week.monday,
            week.tuesday,
            week.wednesday,
            week.thursday,
            week.friday,
            week.saturday,
            week.sunday,
        ];
        let span = |SpanBody { from, to }| Span { from, to };
        let closed = |ClosedDayBody { date, name }| ClosedDay { date, name };
        Self {
            time_zone: body.time_zone,
            week: days.map(|spans| spans.into_iter().map(span).collect()),
            closed: body.closed.into_iter().map(closed).collect(),
        }
    }
}

impl From<&Hours> for HoursBody {
    fn from(hours: &Hours) -> Self {
        let written = hours.written();
        let span = |Span { from, to }| SpanBody { from, to };
        let closed = |ClosedDay { date, name }| ClosedDayBody { date, name };
        let days = written.week.map(|spans| spans.into_iter().map(span).collect());
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = days;
        Self {
            time_zone: written.time_zone,
            week: WeekBody {
                monday,
                tuesday,
                wednesday,
                thursday,
                friday,
                saturday,
                sunday,
            },
            closed: written.closed.into_iter().map(closed).collect(),
        }
    }
}
