use std::time::Duration;

/// Every single measurement, sorted: no buckets, so the percentiles are exact.
#[derive(Clone, Debug)]
pub(crate) struct Latencies(Vec<u64>);

impl Latencies {
    pub(crate) fn of(mut nanoseconds: Vec<u64>) -> Self {
        nanoseconds.sort_unstable();
        Self(nanoseconds)
    }

    /// The smallest measurement that `share` of all (0 to 1) do not exceed; zero if there are none.
    pub(crate) fn percentile(&self, share: f64) -> Duration {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        let nanoseconds = self.0.get(rank.saturating_sub(1)).copied().unwrap_or(0);
        Duration::from_nanos(nanoseconds)
    }

    pub(crate) fn nanoseconds(&self) -> &[u64] {
        &self.0
    }
}

/// Milliseconds for people.
pub(crate) fn milliseconds(duration: Duration) -> String {
    let value = duration.as_secs_f64() * 1e3;
    if value < 10.0 {
        format!("{value:.2} ms")
    } else {
        format!("{value:.0} ms")
    }
}

/// Microseconds for people.
pub(crate) fn microseconds(duration: Duration) -> String {
    let value = duration.as_secs_f64() * 1e6;
    if value < 10.0 {
        format!("{value:.2} µs")
    } else {
        format!("{value:.0} µs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_measurements_that_were_made() {
        let latencies = Latencies::of((1..=100).rev().collect());
        for (share, expected) in [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1), (0.0, 1)] {
            assert_eq!(
                latencies.percentile(share),
                Duration::from_nanos(expected),
                "{share}"
            );
        }
        assert_eq!(Latencies::of(vec![7]).percentile(0.99), Duration::from_nanos(7));
        assert_eq!(Latencies::of(Vec::new()).percentile(0.5), Duration::ZERO);
    }

    #[test]
    fn times_are_written_for_people() {
        assert_eq!(milliseconds(Duration::from_micros(432)), "0.43 ms");
        assert_eq!(milliseconds(Duration::from_millis(432)), "432 ms");
        assert_eq!(microseconds(Duration::from_nanos(1500)), "1.50 µs");
    }
}
