use jiff::Zoned;
use proptest::prelude::*;

use super::written::clock_time;
use super::*;

const MINUTE: i64 = 60_000;

fn span(from: &str, to: &str) -> Span {
    Span {
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

/// The same spans on each of `days`, 0 being Monday.
fn written(zone: &str, days: &[usize], spans: &[(&str, &str)]) -> WrittenHours {
    let mut hours = WrittenHours {
        time_zone: zone.to_owned(),
        ..WrittenHours::default()
    };
    for day in days {
        hours.week[*day] = spans.iter().map(|(from, to)| span(from, to)).collect();
    }
    hours
}

fn hours(zone: &str, days: &[usize], spans: &[(&str, &str)]) -> Hours {
    Hours::parse(&written(zone, days, spans)).unwrap()
}

fn closed(mut written: WrittenHours, dates: &[&str]) -> Hours {
    written.closed = dates
        .iter()
        .map(|date| ClosedDay {
            date: (*date).to_owned(),
            name: None,
        })
        .collect();
    Hours::parse(&written).unwrap()
}

/// A moment, by its RFC 3339 text.
fn at(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

const ALL: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
const WORKDAYS: [usize; 5] = [0, 1, 2, 3, 4];
const SUNDAY: [usize; 1] = [6];

#[test]
fn it_opens_by_the_clock_on_the_wall() {
    let office = hours(
        "Europe/Berlin",
        &WORKDAYS,
        &[("09:00", "12:30"), ("13:15", "17:00")],
    );
    let nights = hours("Europe/Berlin", &WORKDAYS, &[("18:00", "24:00")]);
    let around = hours("America/New_York", &ALL, &[("00:00", "24:00")]);
    let half = hours("Asia/Kolkata", &ALL, &[("09:00", "17:00")]);
    let odd = hours("Australia/Lord_Howe", &ALL, &[("09:00", "17:00")]);
    let holiday = closed(
        written("Europe/Berlin", &WORKDAYS, &[("09:00", "17:00")]),
        &["2026-12-25"],
    );
    let hourless = hours("Europe/Berlin", &[], &[]);
    for (hours, moment, opens) in [
        // Sunday, Monday before, at and after the hour, and the break.
        (&office, "2026-11-22T12:00:00Z", Some("2026-11-23T08:00:00Z")),
        (&office, "2026-11-23T07:59:59.999Z", Some("2026-11-23T08:00:00Z")),
        (&office, "2026-11-23T08:00:00Z", Some("2026-11-23T08:00:00Z")),
        (
            &office,
            "2026-11-23T11:29:59.999Z",
            Some("2026-11-23T11:29:59.999Z"),
        ),
        (&office, "2026-11-23T11:30:00Z", Some("2026-11-23T12:15:00Z")),
        (&office, "2026-11-27T16:00:00Z", Some("2026-11-30T08:00:00Z")),
        // In summer the same clock is an hour earlier.
        (&office, "2026-07-06T06:59:00Z", Some("2026-07-06T07:00:00Z")),
        // The weekend on which the clocks go forward, and back.
        (&office, "2026-03-27T16:00:00Z", Some("2026-03-30T07:00:00Z")),
        (&office, "2026-10-23T15:00:00Z", Some("2026-10-26T08:00:00Z")),
        // Until midnight, and not beyond it.
        (&nights, "2026-11-23T22:59:59Z", Some("2026-11-23T22:59:59Z")),
        (&nights, "2026-11-23T23:00:00Z", Some("2026-11-24T17:00:00Z")),
        (&around, "2026-11-01T06:30:00Z", Some("2026-11-01T06:30:00Z")),
        (&around, "2026-03-08T07:00:00Z", Some("2026-03-08T07:00:00Z")),
        (&half, "2026-11-23T03:29:59Z", Some("2026-11-23T03:30:00Z")),
        (&half, "2026-11-23T11:30:00Z", Some("2026-11-24T03:30:00Z")),
        // Its clocks are changed by half an hour.
        (&odd, "2026-10-03T12:00:00Z", Some("2026-10-03T22:00:00Z")),
        (&odd, "2026-07-03T12:00:00Z", Some("2026-07-03T22:30:00Z")),
        (&holiday, "2026-12-24T16:00:00Z", Some("2026-12-28T08:00:00Z")),
        (&holiday, "2026-12-25T10:00:00Z", Some("2026-12-28T08:00:00Z")),
        (&hourless, "2026-11-23T10:00:00Z", None),
    ] {
        let moment = at(moment);
        assert_eq!(hours.opens_at(moment), opens.map(at), "{hours:?} {moment:?}");
        assert_eq!(hours.is_open(moment), hours.opens_at(moment) == Some(moment));
    }
}

#[test]
fn an_hour_that_the_clocks_leave_out_or_show_twice() {
    // Berlin, 29 March 2026: 02:00 becomes 03:00. New York, 8 March: the same.
    for (zone, from, to, moment, opens) in [
        (
            "Europe/Berlin",
            "02:15",
            "02:45",
            "2026-03-29T00:30:00Z",
            "2026-04-05T00:15:00Z",
        ),
        (
            "Europe/Berlin",
            "02:15",
            "05:00",
            "2026-03-29T00:30:00Z",
            "2026-03-29T01:00:00Z",
        ),
        (
            "America/New_York",
            "02:30",
            "05:00",
            "2026-03-08T06:00:00Z",
            "2026-03-08T07:00:00Z",
        ),
        // 25 October: 03:00 becomes 02:00. New York, 1 November: 02:00 becomes 01:00.
        (
            "Europe/Berlin",
            "02:15",
            "02:45",
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:15:00Z",
        ),
        (
            "Europe/Berlin",
            "02:15",
            "02:45",
            "2026-10-25T00:45:00Z",
            "2026-10-25T01:15:00Z",
        ),
        (
            "Europe/Berlin",
            "01:30",
            "02:30",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:00:00Z",
        ),
        (
            "America/New_York",
            "01:15",
            "01:45",
            "2026-11-01T05:45:00Z",
            "2026-11-01T06:15:00Z",
        ),
    ] {
        let hours = hours(zone, &SUNDAY, &[(from, to)]);
        assert!(!hours.is_open(at(moment)), "{zone} {moment}");
        assert_eq!(
            hours.opens_at(at(moment)),
            Some(at(opens)),
            "{zone} {from} {moment}"
        );
    }
    // Here midnight itself is left out, on 24 April 2026.
    let cairo = hours("Africa/Cairo", &[4], &[("00:00", "06:00")]);
    assert_eq!(
        cairo.opens_at(at("2026-04-23T20:00:00Z")),
        Some(at("2026-04-23T22:00:00Z"))
    );
}

#[test]
fn it_looks_ahead_for_sixty_days() {
    let days: Vec<String> = (0..100)
        .map(|day| (date(2026, 11, 22) + jiff::Span::new().days(day)).to_string())
        .collect();
    let dates: Vec<&str> = days.iter().map(String::as_str).collect();
    let office = written("UTC", &ALL, &[("09:00", "17:00")]);
    let now = at("2026-11-22T10:00:00Z");
    assert_eq!(closed(office.clone(), &dates).opens_at(now), None);
    assert_eq!(
        closed(office.clone(), &dates[..60]).opens_at(now),
        Some(at("2027-01-21T09:00:00Z"))
    );
    assert_eq!(closed(office, &dates[..61]).opens_at(now), None);
}

fn date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

#[test]
fn what_makes_no_sense_is_named() {
    let with = |day: usize, spans: &[(&str, &str)]| Hours::parse(&written("Europe/Berlin", &[day], spans));
    for zone in [
        "",
        "Berlin",
        "CEST",
        "Etc/Unknown",
        "../etc/passwd",
        "Europe/Berlin ",
        "+02:00",
    ] {
        let parsed = Hours::parse(&written(zone, &[], &[]));
        assert_eq!(parsed, Err(InvalidHours::UnknownZone), "{zone}");
    }
    for time in ["9:00", "24:01", "12:60", "noon", "", "09:00:00", "٠٩:٠٠", "+9:00"] {
        assert_eq!(
            with(2, &[(time, "24:00")]),
            Err(InvalidHours::Time { day: 2 }),
            "{time}"
        );
    }
    for (from, to) in [("09:00", "09:00"), ("17:00", "09:00"), ("24:00", "24:00")] {
        assert_eq!(with(0, &[(from, to)]), Err(InvalidHours::EndsTooEarly { day: 0 }));
    }
    let overlapping = [("13:00", "17:00"), ("09:00", "13:01")];
    assert_eq!(with(6, &overlapping), Err(InvalidHours::Overlap { day: 6 }));
    let touching = with(6, &[("13:00", "17:00"), ("09:00", "13:00")]).unwrap();
    assert_eq!(touching.written().week[6][0], span("09:00", "13:00"), "in order");
    let five = [("01:00", "02:00"); 5];
    assert_eq!(with(1, &five), Err(InvalidHours::TooManySpans { day: 1 }));

    let day = |date: &str, name: &str| ClosedDay {
        date: date.to_owned(),
        name: Some(name.to_owned()),
    };
    let on = |closed: Vec<ClosedDay>| {
        Hours::parse(&WrittenHours {
            closed,
            ..written("Europe/Berlin", &[], &[])
        })
    };
    for wrong in ["2026-02-29", "25.12.2026", "2026-12-25T00:00", "20261225", ""] {
        let named = InvalidHours::Date {
            written: wrong.to_owned(),
        };
        assert_eq!(on(vec![day(wrong, "")]), Err(named), "{wrong}");
    }
    let twice = on(vec![day("2026-12-25", "one"), day("2026-12-25", "other")]);
    assert!(matches!(twice, Err(InvalidHours::SameDate { .. })));
    let long = on(vec![day("2026-12-25", &"é".repeat(81))]);
    assert!(matches!(long, Err(InvalidHours::NameTooLong { .. })));
    assert!(on(vec![day("2026-12-25", &"é".repeat(80))]).is_ok());
    let many: Vec<_> = (0..101)
        .map(|year| day(&format!("{}-01-01", 2000 + year), ""))
        .collect();
    assert_eq!(on(many), Err(InvalidHours::TooManyDates));
}

#[test]
fn a_broken_clock_breaks_nothing() {
    let office = hours("Europe/Berlin", &ALL, &[("09:00", "17:00")]);
    for moment in [i64::MIN, i64::MAX, -1, 0] {
        office.is_open(Timestamp(moment));
        office.opens_at(Timestamp(moment));
    }
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let zones = [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/St_Johns",
        "Pacific/Chatham",
        "UTC",
        "Africa/Casablanca",
    ];
    let day = proptest::collection::vec(0_u16..=24 * 12, 0..=8).prop_map(|mut times| {
        times.sort_unstable();
        times.dedup();
        let spans = times.chunks_exact(2);
        spans
            .map(|pair| span(&clock_time(pair[0] * 5), &clock_time(pair[1] * 5)))
            .collect::<Vec<_>>()
    });
    let week = proptest::array::uniform7(day);
    let dates = proptest::collection::btree_set(0_i64..400, 0..30);
    (proptest::sample::select(zones.to_vec()), week, dates).prop_map(|(zone, week, dates)| {
        let closed = dates.into_iter().map(|day| ClosedDay {
            date: (date(2026, 1, 1) + jiff::Span::new().days(day)).to_string(),
            name: None,
        });
        let written = WrittenHours {
            time_zone: zone.to_owned(),
            week,
            closed: closed.collect(),
        };
        Hours::parse(&written).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Minute by minute, against the offset that the zone has then.
    #[test]
    fn open_is_what_the_wall_says(hours in any_hours(), start in 0_i64..525_600) {
        let year = at("2026-01-01T00:00:00Z").0;
        for minute in start..start + 3_000 {
            let now = Timestamp(year + minute * MINUTE);
            let there: Zoned = moment(now).to_zoned(hours.zone.clone());
            let since_midnight = u16::try_from(i32::from(there.hour()) * 60 + i32::from(there.minute())).unwrap();
            let weekday = usize::try_from(there.weekday().to_monday_zero_offset()).unwrap();
            let open = !hours.closed.contains_key(&there.date())
                && hours.week[weekday].iter().any(|span| (span.from..span.to).contains(&since_midnight));
            prop_assert_eq!(hours.is_open(now), open);
        }
    }

    /// It is open then, and not a minute earlier.
    #[test]
    fn it_opens_when_it_says(hours in any_hours(), start in 0_i64..525_600) {
        let now = Timestamp(at("2026-01-01T00:00:00Z").0 + start * MINUTE);
        let end = now.0 + 60 * 24 * 60 * MINUTE;
        let first = (now.0..=end).step_by(60_000).map(Timestamp).find(|at| hours.is_open(*at));
        prop_assert_eq!(hours.opens_at(now), first);
    }

    #[test]
    fn what_is_stored_is_read_back(hours in any_hours()) {
        let stored = serde_json::to_string(&hours).unwrap();
        prop_assert_eq!(serde_json::from_str::<Hours>(&stored).unwrap(), hours);
    }
}
