//! Vectors in memory: of those assistants that were asked most lately.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{AssistantId, EmbeddingSettings, Embeddings, PassageId};
use crate::store::{Error, Store};

/// Bytes of all vectors that a node holds: twice what one assistant may have at most.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// Vectors that are read at once.
const A_READ: usize = 1_000;

/// Sums that are made side by side, so that a processor can add many numbers at once.
const LANES: usize = 16;

#[derive(Default)]
pub(super) struct Memory {
    held: Mutex<Held>,
    /// One assistant's are read at a time: who waits finds them read.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    sets: HashMap<AssistantId, Set>,
    /// Counts uses.
    uses: u64,
}

struct Set {
    revision: i64,
    settings: EmbeddingSettings,
    vectors: Arc<Vectors>,
    used: u64,
}

/// An assistant's vectors, all of one length and each of length 1.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Vectors {
    dimensions: usize,
    passages: Vec<PassageId>,
    /// One vector behind the other.
    numbers: Vec<f32>,
}

impl Memory {
    /// The assistant's vectors as they are at the revision that `of` names, or later. What is held already is not
    /// read again.
    pub(super) async fn vectors(&self, store: &Store, of: &Embeddings) -> Result<Arc<Vectors>, Error> {
        if let Some(held) = self.held_at(of) {
            return Ok(held);
        }
        let _reading = self.reading.lock().await;
        if let Some(held) = self.held_at(of) {
            return Ok(held);
        }
        let vectors = Arc::new(self.read(store, of).await?);
        self.hold(of, Arc::clone(&vectors));
        Ok(vectors)
    }

    async fn read(&self, store: &Store, of: &Embeddings) -> Result<Vectors, Error> {
        let before = self.comparable(of);
        let mut conn = store.read_aside().await?;
        let embedded = conn.embedded(of.tenant, of.assistant).await?;
        let mut vectors = Vectors {
            dimensions: of.dimensions.unwrap_or_default(),
            ..Vectors::default()
        };
        let known = before.map(|before| vectors.take_over(&before, &embedded));
        let known = known.unwrap_or_default();
        let unknown: Vec<PassageId> = embedded.into_iter().filter(|id| !known.contains(id)).collect();
        for some in unknown.chunks(A_READ) {
            for (passage, numbers) in conn.vectors(of.tenant, of.assistant, some).await? {
                vectors.push(passage, &numbers);
            }
        }
        Ok(vectors)
    }

    fn held_at(&self, of: &Embeddings) -> Option<Arc<Vectors>> {
        let mut held = self.lock();
        held.uses += 1;
        let uses = held.uses;
        let set = held.sets.get_mut(&of.assistant)?;
        if set.revision != of.revision || !set.settings.makes_the_same(&of.settings) {
            return None;
        }
        set.used = uses;
        Some(Arc::clone(&set.vectors))
    }

    /// What is held of an earlier revision, by the same maker.
    fn comparable(&self, of: &Embeddings) -> Option<Arc<Vectors>> {
        let held = self.lock();
        let set = held.sets.get(&of.assistant)?;
        let fits = set.settings.makes_the_same(&of.settings) && Some(set.vectors.dimensions) == of.dimensions;
        fits.then(|| Arc::clone(&set.vectors))
    }

    fn hold(&self, of: &Embeddings, vectors: Arc<Vectors>) {
        let mut held = self.lock();
        let set = Set {
            revision: of.revision,
            settings: of.settings.clone(),
            vectors,
            used: held.uses,
        };
        held.sets.insert(of.assistant, set);
        held.make_room(MOST_BYTES);
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Forgets those that were used longest ago until the rest fits.
    fn make_room(&mut self, most: usize) {
        let mut bytes: usize = self.sets.values().map(|set| set.vectors.bytes()).sum();
        while bytes > most {
            let oldest = self.sets.iter().min_by_key(|(_, set)| set.used);
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                return;
            };
            bytes -= self.sets.remove(&oldest).map_or(0, |set| set.vectors.bytes());
        }
    }
}

impl Vectors {
    /// The passages whose vectors lie nearest to `question`, nearest first: at most `limit`, and none that has nothing in
    /// common with it. None at all if the question's vector is of another length.
    pub(super) fn nearest(&self, question: &[f32], limit: usize) -> Vec<PassageId> {
        if question.len() != self.dimensions || question.is_empty() {
            return Vec::new();
        }
        let each = self.numbers.chunks_exact(self.dimensions);
        let mut near: Vec<(f32, PassageId)> = each
            .map(|vector| product(vector, question))
            .zip(self.passages.iter().copied())
            .filter(|(nearness, _)| *nearness > 0.0)
            .collect();
        near.sort_unstable_by(|(one, id), (other, other_id)| other.total_cmp(one).then(id.cmp(other_id)));
        near.into_iter().take(limit).map(|(_, id)| id).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    fn push(&mut self, passage: PassageId, vector: &[f32]) {
        // Behind one of another length all would stand in the wrong place.
        if vector.len() == self.dimensions {
            self.passages.push(passage);
            self.numbers.extend_from_slice(vector);
        }
    }

    /// Takes those of `before` that are among `passages`; which these are.
    fn take_over(&mut self, before: &Self, passages: &[PassageId]) -> HashSet<PassageId> {
        let wanted: HashSet<PassageId> = passages.iter().copied().collect();
        let each = before.numbers.chunks_exact(before.dimensions.max(1));
        for (passage, vector) in before.passages.iter().zip(each) {
            if wanted.contains(passage) {
                self.push(*passage, vector);
            }
        }
        self.passages.iter().copied().collect()
    }

    fn bytes(&self) -> usize {
        size_of_val(self.numbers.as_slice()) + size_of_val(self.passages.as_slice())
    }
}

/// The cosine of two vectors of length 1.
fn product(one: &[f32], other: &[f32]) -> f32 {
    let (ones, one_rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for (one, other) in ones.iter().zip(others) {
        for lane in 0..LANES {
            sums[lane] += one[lane] * other[lane];
        }
    }
    let rest: f32 = one_rest
        .iter()
        .zip(other_rest)
        .map(|(one, other)| one * other)
        .sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vectors(of: &[(i64, [f32; 2])]) -> Vectors {
        let mut vectors = Vectors {
            dimensions: 2,
            ..Vectors::default()
        };
        for (id, vector) in of {
            vectors.push(PassageId(*id), vector);
        }
        vectors
    }

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let all = vectors(&[
            (1, [0.0, 1.0]),
            (2, [1.0, 0.0]),
            (3, [0.6, 0.8]),
            (4, [-1.0, 0.0]),
            (5, [0.6, 0.8]),
        ]);
        let near = |limit| all.nearest(&[1.0, 0.0], limit);
        assert_eq!(near(9), [PassageId(2), PassageId(3), PassageId(5)]);
        assert_eq!(near(1), [PassageId(2)]);
        assert_eq!(all.nearest(&[1.0], 9), []);
        assert_eq!(Vectors::default().nearest(&[], 9), []);
    }

    #[test]
    fn long_vectors_are_multiplied_whole() {
        let one: Vec<f32> = (0..37_u8).map(f32::from).collect();
        let expected: f32 = one.iter().map(|number| number * number).sum();
        assert!((product(&one, &one) - expected).abs() < 0.01);
    }

    #[test]
    fn what_is_known_is_taken_over_and_what_is_gone_is_not() {
        let before = vectors(&[(1, [0.0, 1.0]), (2, [1.0, 0.0]), (3, [0.6, 0.8])]);
        let mut after = vectors(&[]);
        let known = after.take_over(&before, &[PassageId(1), PassageId(3), PassageId(4)]);
        assert_eq!(known, HashSet::from([PassageId(1), PassageId(3)]));
        assert_eq!(after, vectors(&[(1, [0.0, 1.0]), (3, [0.6, 0.8])]));
        // One of another length is not taken in.
        after.push(PassageId(9), &[1.0]);
        assert_eq!(after.passages.len(), 2);
    }

    #[test]
    fn the_longest_unused_make_room() {
        let set = |used| Set {
            revision: 1,
            settings: EmbeddingSettings {
                base_url: None,
                model: "m".to_owned(),
                input_price_micros: None,
            },
            vectors: Arc::new(vectors(&[(1, [0.0, 1.0])])),
            used,
        };
        let mut held = Held::default();
        for (id, used) in [(1, 30), (2, 10), (3, 20)] {
            held.sets.insert(AssistantId(id), set(used));
        }
        held.make_room(2 * 16);
        assert!(!held.sets.contains_key(&AssistantId(2)) && held.sets.len() == 2);
        held.make_room(0);
        assert!(held.sets.is_empty());
    }
}
