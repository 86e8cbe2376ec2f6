//! Vectors that are the same for the same words, and near for texts that share words or meanings.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use serde_json::{Value, json};

use crate::provider::Asked;
use crate::script::{Piece, Script};

const DIMENSIONS: usize = 64;

/// Words that stand for others.
#[derive(Debug, Default)]
pub(crate) struct Meanings(Mutex<HashMap<String, String>>);

impl Meanings {
    pub(crate) fn join(&self, words: &[&str]) {
        let mut meanings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
        meanings.extend(words.iter().map(|word| (word.to_lowercase(), first.clone())));
    }

    fn of(&self, word: &str) -> String {
        let meanings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meanings.get(word).map_or(word, String::as_str).to_owned()
    }
}

/// The answer to a request for vectors; the script's own text if it has one.
pub(crate) fn answer(asked: &Asked, script: &Script, meanings: &Meanings) -> Bytes {
    let own: String = script
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Text(text) => Some(text.as_str()),
            Piece::Call { .. } => None,
        })
        .collect();
    if !own.is_empty() {
        return Bytes::from(own);
    }
    let dimensions = asked.body["dimensions"]
        .as_u64()
        .map_or(DIMENSIONS, |wanted| wanted.clamp(1, 4096) as usize);
    let texts: Vec<&str> = match &asked.body["input"] {
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let data: Vec<Value> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| json!({"object": "embedding", "index": at, "embedding": vector(text, dimensions, meanings)}))
        .collect();
    let tokens: usize = texts.iter().map(|text| text.len().div_ceil(4)).sum();
    let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
    let body = json!({"object": "list", "data": data, "model": asked.model(), "usage": usage});
    Bytes::from(body.to_string())
}

/// Of length 1: each word adds to one dimension.
fn vector(text: &str, dimensions: usize, meanings: &Meanings) -> Vec<f32> {
    let mut vector = vec![0.0_f32; dimensions];
    let lower = text.to_lowercase();
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        vector[hash(&meanings.of(word)) as usize % dimensions] += 1.0;
    }
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length == 0.0 {
        vector[0] = 1.0;
        return vector;
    }
    for x in &mut vector {
        *x /= length;
    }
    vector
}

/// FNV-1a: the same on every machine and in every version.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
