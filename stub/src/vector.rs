//! Vectors that are the same for the same words, and near for texts that share words.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::provider::Asked;

const DIMENSIONS: usize = 64;

/// The answer to a request for vectors.
pub(crate) fn answer(asked: &Asked) -> Bytes {
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
        .map(|(at, text)| json!({"object": "embedding", "index": at, "embedding": vector(text, dimensions)}))
        .collect();
    let tokens: usize = texts.iter().map(|text| text.len().div_ceil(4)).sum();
    let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
    let body = json!({"object": "list", "data": data, "model": asked.model(), "usage": usage});
    Bytes::from(body.to_string())
}

/// Of length 1: each word adds to one dimension.
fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let mut vector = vec![0.0_f32; dimensions];
    let lower = text.to_lowercase();
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        vector[hash(word) as usize % dimensions] += 1.0;
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
