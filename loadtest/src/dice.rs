//! Random choices that a seed repeats.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// A small generator (splitmix64): fast, and the same everywhere for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// Another course each time: for names and secrets, which must differ between two runs on one database.
    pub(crate) fn fresh() -> Self {
        Self(Self::fresh_seed())
    }

    /// The standard library seeds its hash tables from the system's randomness.
    pub(crate) fn fresh_seed() -> u64 {
        RandomState::new().build_hasher().finish()
    }

    /// A course of its own for each `part`, so that one part's rolls do not shift another's.
    pub(crate) fn part(&self, part: u64) -> Self {
        let mut dice = Self(self.0 ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93));
        dice.roll();
        dice
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `bound` − 1; 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.roll().checked_rem(bound).unwrap_or(0)
    }

    /// Between the two, in steps of a microsecond.
    pub(crate) fn between(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let span = longest.saturating_sub(shortest).as_micros() as u64;
        shortest + Duration::from_micros(self.below(span + 1))
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.roll(), self.roll());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | ((low >> 48) & 0x3fff),
            low & 0xffff_ffff_ffff
        )
    }

    /// 256 bits in base64url without padding, as a visitor's token is: 43 characters.
    pub(crate) fn token(&mut self) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut token: String = (0..42)
            .map(|_| char::from(ALPHABET[self.below(64) as usize]))
            .collect();
        // The last character carries four bits only; strict readers refuse any other.
        token.push(char::from(ALPHABET[self.below(16) as usize * 4]));
        token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_course_and_parts_differ() {
        let course = |mut dice: Dice| (0..8).map(|_| dice.roll()).collect::<Vec<_>>();
        assert_eq!(course(Dice::from_seed(7)), course(Dice::from_seed(7)));
        assert_ne!(course(Dice::from_seed(7)), course(Dice::from_seed(8)));
        assert_ne!(
            course(Dice::from_seed(7).part(1)),
            course(Dice::from_seed(7).part(2))
        );
    }

    #[test]
    fn identifiers_have_their_shapes() {
        let mut dice = Dice::from_seed(1);
        for _ in 0..100 {
            let uuid = dice.uuid();
            assert_eq!(uuid.len(), 36);
            assert_eq!(&uuid[14..15], "4");
            assert!("89ab".contains(&uuid[19..20]), "{uuid}");
            assert_eq!(dice.token().len(), 43);
        }
    }

    #[test]
    fn a_pause_stays_within_its_bounds() {
        let (shortest, longest) = (Duration::from_millis(50), Duration::from_millis(400));
        let mut dice = Dice::from_seed(3);
        for _ in 0..1000 {
            let pause = dice.between(shortest, longest);
            assert!((shortest..=longest).contains(&pause));
        }
    }
}
