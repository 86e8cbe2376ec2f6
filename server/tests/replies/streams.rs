//! Streams that break: whatever is missing from an answer, no part of it is taken for the whole, and what a further
//! try says is not put behind what was drawn before.

use stub::{Ending, Finish, Script};
use tandem::domain::FailureCode;

use super::model::{Dialect, Model};

/// Forty pieces, with letters of one to four bytes.
fn pieces() -> Vec<String> {
    let words = [
        "Zwölf ", "Kisten ", "gehen ", "– ", "日本 ", "🙂 ", "am ", "Montag ",
    ];
    let pieces = (0..40).map(|at| format!("{}{at} ", words[at % words.len()]));
    pieces.collect()
}

fn text() -> String {
    pieces().concat()
}

/// The body of an answer that is not cut, in bytes.
async fn length(dialect: Dialect) -> usize {
    let mut model = Model::new(dialect).await;
    // Cut far behind its end it is whole.
    for bytes in (0..).step_by(500) {
        let question = format!("until {bytes}?");
        let tries = [Script::text(pieces()).cut_at_byte(bytes, Ending::Clean), whole()];
        if model.answer(&question, tries).await.drawn.len() == 1 {
            return bytes;
        }
    }
    unreachable!()
}

fn whole() -> Script {
    Script::text(pieces())
}

/// An answer that is cut at each of 200 places of its bytes, and is whole at the second try.
async fn cut(dialect: Dialect, ending: Ending) {
    let length = length(dialect).await;
    let mut model = Model::new(dialect).await;
    let mut again = 0;
    for at in 0..200 {
        let bytes = length * at / 200;
        let tries = [Script::text(pieces()).cut_at_byte(bytes, ending), whole()];
        let seen = model.answer(&format!("cut at {bytes}?"), tries).await;
        model.is_whole(&seen, &text()).await;
        assert!(seen.drawn.len() <= 2, "{seen:?}");
        again += usize::from(seen.drawn.len() == 2);
    }
    // Behind the reason to end nothing is missing any more.
    assert!((180..=200).contains(&again), "{again} of 200 were asked again");
    assert_eq!(model.provider.tries(), 200 + again);
}

#[tokio::test]
async fn openai_closed_in_the_middle() {
    cut(Dialect::OpenAi, Ending::Closed).await;
}

#[tokio::test]
async fn openai_ended_without_a_reason() {
    cut(Dialect::OpenAi, Ending::Clean).await;
}

#[tokio::test]
async fn anthropic_closed_in_the_middle() {
    cut(Dialect::Anthropic, Ending::Closed).await;
}

#[tokio::test]
async fn anthropic_ended_without_a_reason() {
    cut(Dialect::Anthropic, Ending::Clean).await;
}

/// What is wrong in the middle of a stream that else ends well, after each of so many pieces.
async fn malformed(dialect: Dialect, spoil: impl Fn(Script, usize) -> Script) {
    let mut model = Model::new(dialect).await;
    for at in 0..25 {
        let tries = [spoil(Script::text(pieces()), at), whole()];
        let seen = model.answer(&format!("wrong at {at}?"), tries).await;
        model.is_whole(&seen, &text()).await;
        assert_eq!(seen.drawn.len(), 2, "{seen:?}");
    }
}

#[tokio::test]
async fn what_is_no_utf8() {
    malformed(Dialect::OpenAi, Script::bad_utf8_after).await;
    malformed(Dialect::Anthropic, Script::bad_utf8_after).await;
}

#[tokio::test]
async fn what_is_no_json() {
    malformed(Dialect::OpenAi, Script::bad_json_after).await;
    malformed(Dialect::Anthropic, Script::bad_json_after).await;
}

#[tokio::test]
async fn an_error_in_a_stream_that_began_well() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        malformed(dialect, |script, at| script.error_after(at, "overloaded_error")).await;
    }
}

#[tokio::test]
async fn an_error_after_which_the_stream_goes_on_as_if_nothing_were() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        malformed(dialect, |script, at| script.error_within(at, "api_error")).await;
    }
}

#[tokio::test]
async fn an_end_without_a_reason() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        malformed(dialect, |script, _| script.finish(Finish::Unsaid)).await;
    }
}

#[tokio::test]
async fn a_connection_that_is_reset_or_ends_within_the_head() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        malformed(dialect, |script, at| script.cut_after(at, Ending::Reset)).await;
        malformed(dialect, |script, at| script.cut_in_head(at, Ending::Closed)).await;
    }
}

/// A filter cuts an answer off with all due form. Another try would end the same.
#[tokio::test]
async fn an_answer_that_was_filtered_is_none() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        let mut model = Model::new(dialect).await;
        let tries = [whole().finish(Finish::Filtered), whole()];
        let seen = model.answer("How long?", tries).await;
        model.is_given_up(&seen, FailureCode::Refused).await;
        assert_eq!(model.provider.tries(), 1, "{dialect:?}");
    }
}

/// Cut off by the limit of tokens at each of its pieces, an answer is gone on with where it stopped.
#[tokio::test]
async fn an_answer_that_came_to_its_limit_is_gone_on_with() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        for at in 1..40 {
            let mut model = Model::new(dialect).await;
            let (begun, rest) = (&pieces()[..at], &pieces()[at..]);
            let parts = [
                Script::text(begun.to_vec()).usage(10, 5).finish(Finish::Length),
                Script::text(rest.to_vec()).usage(20, 7),
            ];
            let seen = model.answer("How long?", parts).await;
            model.is_whole(&seen, &text()).await;
            assert_eq!((seen.drawn.len(), model.provider.tries()), (1, 2));
            let used = model.generation(&seen).await.usage.unwrap();
            assert_eq!((used.input_tokens, used.output_tokens), (30, 12));
            let said = model.provider.requests()[1].messages();
            let (own, order) = (&said[said.len() - 2], &said[said.len() - 1]);
            assert_eq!((own.0.as_str(), &own.1), ("assistant", &begun.concat()));
            assert_eq!(order.0, "user");
        }
    }
}

/// Twice at its limit, it is no answer; what was written is kept. Nor is it one if nothing was written.
#[tokio::test]
async fn an_answer_that_does_not_end_is_too_long() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        let mut model = Model::new(dialect).await;
        let at_its_limit = || whole().finish(Finish::Length);
        let seen = model
            .answer("How long?", [at_its_limit(), at_its_limit(), whole()])
            .await;
        model.is_given_up(&seen, FailureCode::TooLong).await;
        assert_eq!(model.provider.tries(), 2, "{dialect:?}");
        let kept = model.generation(&seen).await.text;
        assert_eq!(kept.trim_end(), text().repeat(2).trim_end());

        let nothing = Script::text([] as [&str; 0]).finish(Finish::Length);
        let seen = model.answer("How much?", [nothing, whole()]).await;
        model.is_given_up(&seen, FailureCode::TooLong).await;
        assert_eq!(model.provider.tries(), 3, "{dialect:?}");
    }
}

/// Broken every time, at each of twenty places: it is given up, and no part of it is said.
#[tokio::test]
async fn an_answer_that_breaks_every_time_is_given_up() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        for at in 0..10 {
            for ending in [Ending::Clean, Ending::Closed] {
                let mut model = Model::new(dialect).await;
                let tries = vec![whole().cut_after(at * 4, ending); 5];
                let seen = model.answer("How long?", tries).await;
                model.is_given_up(&seen, FailureCode::CutOff).await;
                assert_eq!(model.provider.tries(), 4);
                let kept = model.generation(&seen).await;
                assert!(text().starts_with(&kept.text), "{:?}", kept.text);
            }
        }
    }
}

/// Torn into single bytes, events and letters come in parts; the answer is the same.
#[tokio::test]
async fn a_stream_in_single_bytes_is_the_same_answer() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        let mut model = Model::new(dialect).await;
        let seen = model.answer("How long?", [whole().in_writes_of(1)]).await;
        model.is_whole(&seen, &text()).await;
        assert_eq!(seen.drawn.len(), 1);
    }
}

/// OpenAI's `[DONE]` is not sent by all who speak its dialect; the reason to end is.
#[tokio::test]
async fn openai_without_its_last_word_is_whole() {
    let mut model = Model::new(Dialect::OpenAi).await;
    let seen = model.answer("How long?", [whole().without_done()]).await;
    model.is_whole(&seen, &text()).await;
    assert_eq!(seen.drawn.len(), 1);
}
