use crate::arguments::{ConformArguments, ServerArguments};
use crate::dice::Dice;
use crate::server::Storage;

/// One pass through the tests: on which database, how much of everything, under which seed.
#[derive(Clone, Debug)]
pub(super) struct Course {
    pub(super) server: ServerArguments,
    pub(super) storage: Storage,
    pub(super) quick: bool,
    pub(super) seed: u64,
    /// A server that can be told to make a known mistake.
    pub(super) mutants: Option<std::path::PathBuf>,
}

impl Course {
    pub(super) fn new(arguments: &ConformArguments, storage: Storage, seed: u64) -> Self {
        Self {
            server: arguments.server.clone(),
            storage,
            quick: arguments.quick,
            seed,
            mutants: arguments.mutants.clone(),
        }
    }

    /// The count of the table, or what a quick run makes of it.
    pub(super) fn count(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }

    /// A course of random choices of its own for each test, whichever others run.
    pub(super) fn dice(&self, id: &str) -> Dice {
        Dice::from_seed(self.seed).part(part(id))
    }
}

/// A number for a test or a part of one, whatever it is called.
fn part(id: &str) -> u64 {
    id.bytes()
        .fold(0, |part: u64, byte| part.wrapping_mul(257) ^ u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_length_have_numbers_of_their_own() {
        let names = [
            "D09",
            "D10",
            "D09 restores",
            "D10 restores",
            "a name of more than eight letters",
        ];
        let numbers: std::collections::HashSet<u64> = names.iter().map(|name| part(name)).collect();
        assert_eq!(numbers.len(), names.len());
    }
}
