//! An answer that is known at once, told at a pace at which it can be read.

use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};

use crate::assistant::engine::{Answer, EngineError, Piece};

/// Words of one piece.
const WORDS: usize = 3;

/// Gives `text` a few words at a time, `pace` apart, and then `answer`.
pub(super) fn tell(
    text: &str,
    answer: Answer,
    pace: Duration,
) -> impl Stream<Item = Result<Piece, EngineError>> + Send + use<> {
    let pieces: Vec<Piece> = chunks(text).map(Piece::Delta).collect();
    stream::iter(pieces)
        .enumerate()
        .then(move |(at, piece)| async move {
            if at > 0 && !pace.is_zero() {
                tokio::time::sleep(pace).await;
            }
            Ok(piece)
        })
        .chain(stream::iter([Ok(Piece::Done(Box::new(answer)))]))
}

/// The text in pieces of a few words, with every space and line break where it was.
fn chunks(text: &str) -> impl Iterator<Item = String> {
    let mut words = text.split_inclusive(char::is_whitespace).peekable();
    std::iter::from_fn(move || {
        words.peek()?;
        Some(words.by_ref().take(WORDS).collect())
    })
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_text_arrives_whole_and_in_time() {
        let text = "One two  three\n\n- four\n- five six, seven.";
        let began = Instant::now();
        let pieces: Vec<_> = tell(text, Answer::default(), Duration::from_millis(30))
            .collect()
            .await;
        let told: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Ok(Piece::Delta(text)) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(told, text);
        assert_eq!(pieces.last(), Some(&Ok(Piece::Done(Box::default()))));
        let pauses = pieces.len() as u32 - 2;
        assert_eq!(began.elapsed().as_millis() / 30, u128::from(pauses));
    }
}
