//! A provider that hangs: not a byte, a few words and then silence, signs of life without a word, a byte now and then.
//! Within 35 s the visitor is told and somebody is asked for.

use std::time::Duration;

use stub::Script;
use tandem::domain::FailureCode;
use tokio::time::Instant;

use super::model::{Dialect, Model};

/// Half a minute for the first piece, and what it takes besides.
const TOLD_WITHIN: Duration = Duration::from_secs(35);

/// How long the engine is left alone after it failed too often.
const LEFT_ALONE: Duration = Duration::from_secs(31);

fn words() -> Script {
    Script::text(["It ", "takes ", "two ", "days."])
}

async fn hangs(dialect: Dialect, scripts: impl IntoIterator<Item = Script>) {
    let mut model = Model::new(dialect).await;
    for (at, script) in scripts.into_iter().enumerate() {
        let (asked, left) = (model.provider.tries(), model.provider.left());
        let dialog = model.ask(&format!("How long, {at}?"), [script]).await;
        model.provider.asked(asked + 1).await;
        // Nothing but the provider is waited for: now time may pass.
        tokio::time::pause();
        let begun = Instant::now();
        let seen = model.see(dialog.id).await;
        let took = begun.elapsed();
        tokio::time::resume();
        assert!(took >= Duration::from_secs(20) && took <= TOLD_WITHIN, "{took:?}");
        model.is_given_up(&seen, FailureCode::EngineSilent).await;
        assert_eq!(model.provider.tries(), asked + 1);
        // The worker is free, and the line too.
        model.provider.left_by(left + 1).await;
        model.house.settled().await;
        model.house.clock.forward(LEFT_ALONE);
    }
}

#[tokio::test]
async fn not_a_byte() {
    hangs(Dialect::OpenAi, vec![Script::hang(); 15]).await;
    hangs(Dialect::Anthropic, vec![Script::hang(); 15]).await;
}

#[tokio::test]
async fn some_words_and_then_silence() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        hangs(dialect, (0..15).map(|at| words().silent_after(at % 5))).await;
    }
}

#[tokio::test]
async fn signs_of_life_without_a_word() {
    let every = Duration::from_secs(5);
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        hangs(dialect, (0..10).map(|at| words().murmurs_after(at % 5, every))).await;
    }
}

#[tokio::test]
async fn a_byte_now_and_then() {
    let pause = Duration::from_secs(30);
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        hangs(dialect, vec![words().drip(pause); 10]).await;
    }
}
