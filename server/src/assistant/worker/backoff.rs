//! How long to wait before the next try.

use std::time::Duration;

use crate::domain::Entropy;

/// Tries of one reply: the first and three more.
pub(super) const MOST_TRIES: i64 = 4;

/// An engine that wants to be left alone for longer than this is not waited for: a visitor is.
pub(super) const LONGEST_PATIENCE: Duration = Duration::from_mins(1);

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(8);

/// The wait after the try numbered `failed` (from 1): anything up to a bound that doubles from 0.5 s to 8 s.
///
/// All of it is left to chance, so that replies which failed together do not come back together.
pub(super) fn wait_after(failed: i64, entropy: &dyn Entropy) -> Duration {
    bound(failed).mul_f64(fraction(entropy.bytes()))
}

fn bound(failed: i64) -> Duration {
    let doublings = u32::try_from(failed.saturating_sub(1).clamp(0, 30)).unwrap_or(0);
    FIRST.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST)
}

/// 0 to 1.
fn fraction(random: [u8; 4]) -> f64 {
    f64::from(u32::from_be_bytes(random)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Fixed([u8; 4]);

    impl Entropy for Fixed {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.copy_from_slice(&self.0);
        }
    }

    proptest! {
        #[test]
        fn a_wait_stays_in_its_bounds(failed in any::<i64>(), random in any::<[u8; 4]>()) {
            let wait = wait_after(failed, &Fixed(random));
            prop_assert!(wait <= bound(failed));
            prop_assert!(bound(failed) <= LONGEST && bound(failed) >= FIRST);
        }

        #[test]
        fn bounds_never_shrink(failed in 1_i64..100) {
            prop_assert!(bound(failed) <= bound(failed + 1));
        }
    }

    #[test]
    fn chance_has_the_whole_range() {
        assert_eq!(wait_after(2, &Fixed([0; 4])), Duration::ZERO);
        assert_eq!(wait_after(2, &Fixed([255; 4])), FIRST * 2);
        assert_eq!(wait_after(50, &Fixed([255; 4])), LONGEST);
    }
}
