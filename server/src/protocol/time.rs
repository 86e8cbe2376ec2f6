use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::Timestamp;

/// A moment on the wire: RFC 3339, UTC, milliseconds (`2026-11-21T10:48:00.123Z`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time(pub Timestamp);

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Outside the years 0 to 9999 there is no RFC 3339; such a clock is broken, and 1970 says so.
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0.0) * 1_000_000)
            .ok()
            .filter(|at| (0..=9999).contains(&at.year()))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        serializer.collect_str(&format_args!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.millisecond()
        ))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let at = OffsetDateTime::parse(&text, &Rfc3339).map_err(de::Error::custom)?;
        Ok(Self(Timestamp(
            i64::try_from(at.unix_timestamp_nanos() / 1_000_000).map_err(de::Error::custom)?,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_rfc_3339_with_milliseconds() {
        let at = Time(Timestamp(1_795_258_080_123));
        let text = serde_json::to_string(&at).unwrap();
        assert_eq!(text, "\"2026-11-21T10:48:00.123Z\"");
        assert_eq!(serde_json::from_str::<Time>(&text).unwrap(), at);
    }

    #[test]
    fn a_broken_clock_still_gives_a_valid_time() {
        assert_eq!(
            serde_json::to_string(&Time(Timestamp(i64::MAX))).unwrap(),
            "\"1970-01-01T00:00:00.000Z\""
        );
    }
}
