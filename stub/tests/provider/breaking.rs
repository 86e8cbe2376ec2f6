use std::time::Duration;

use stub::{Ending, Provider, Script};
use tokio::time::timeout;

use super::asking::{anthropic, openai, question, read, words};

/// Long enough that something would have come, in time that is not real.
const LONG: Duration = Duration::from_hours(1);

async fn broken(script: Script) -> (Vec<u8>, bool) {
    let provider = Provider::start().await;
    provider.next(script);
    let response = openai(&provider, &question("How long?")).send().await.unwrap();
    let read = read(response).await;
    assert_eq!(provider.left(), 0, "it was the provider that ended it");
    read
}

#[tokio::test]
async fn a_stream_is_cut_after_a_piece_in_three_ways() {
    for (ending, breaks) in [
        (Ending::Clean, false),
        (Ending::Closed, true),
        (Ending::Reset, true),
    ] {
        for pieces in 0..3 {
            let script = Script::text(["a ", "b ", "c "]).cut_after(pieces, ending);
            let (bytes, broke) = broken(script).await;
            assert_eq!(broke, breaks, "{ending:?} after {pieces}");
            assert_eq!(words(&bytes), "a b c "[..pieces * 2], "{ending:?} after {pieces}");
        }
    }
}

#[tokio::test]
async fn it_is_cut_at_any_byte_and_all_before_it_comes() {
    let (whole, _) = broken(Script::text(["Zwölf ", "Tage."])).await;
    for at in 0..=whole.len() {
        let script = Script::text(["Zwölf ", "Tage."]).cut_at_byte(at, Ending::Closed);
        let (bytes, broke) = broken(script).await;
        assert_eq!(bytes, whole[..at]);
        assert_eq!(broke, at < whole.len(), "at {at} of {}", whole.len());
    }
}

#[tokio::test]
async fn the_line_ends_before_or_within_the_head() {
    let provider = Provider::start().await;
    for (bytes, ending) in [(0, Ending::Closed), (9, Ending::Closed), (0, Ending::Reset)] {
        provider.next(Script::text(["a"]).cut_in_head(bytes, ending));
        assert!(openai(&provider, &question("How long?")).send().await.is_err());
    }
    assert_eq!(provider.tries(), 3);
}

#[tokio::test]
async fn what_is_no_utf8_and_what_is_no_json_stands_between_good_pieces() {
    for (script, lacks) in [
        (Script::text(["a ", "b"]).bad_utf8_after(1), None),
        (Script::text(["a ", "b"]).bad_json_after(1), Some("a b")),
    ] {
        let (bytes, broke) = broken(script).await;
        assert!(!broke);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.ends_with("data: [DONE]\n\n"), "{text}");
        match lacks {
            Some(good) => {
                assert_eq!(words(&bytes), good);
                assert!(text.contains("\"content\":\n\n"), "{text}");
            }
            None => assert!(std::str::from_utf8(&bytes).is_err()),
        }
    }
    let provider = Provider::start().await;
    provider.next(Script::text(["a ", "b"]).bad_utf8_after(0));
    let response = anthropic(&provider, &question("?")).send().await.unwrap();
    let (bytes, _) = read(response).await;
    assert!(std::str::from_utf8(&bytes).is_err());
}

#[tokio::test(start_paused = true)]
async fn it_hangs_before_the_first_byte_and_hears_when_nobody_listens_any_more() {
    let provider = Provider::start().await;
    provider.next(Script::hang());
    let asking = openai(&provider, &question("How long?")).send();
    assert!(timeout(LONG, asking).await.is_err());
    provider.left_by(1).await;
    assert_eq!(provider.running(), 0);
}

#[tokio::test(start_paused = true)]
async fn it_falls_silent_in_mid_stream_or_only_murmurs() {
    let provider = Provider::start().await;
    let every = Duration::from_secs(15);
    for script in [
        Script::text(["a ", "b"]).silent_after(1),
        Script::text(["a ", "b"]).murmurs_after(1, every),
    ] {
        provider.next(script);
        let mut response = openai(&provider, &question("How long?")).send().await.unwrap();
        let mut bytes = Vec::new();
        let reading = async {
            while let Ok(Some(chunk)) = response.chunk().await {
                bytes.extend_from_slice(&chunk);
            }
        };
        assert!(timeout(LONG, reading).await.is_err(), "the line stands");
        assert_eq!(words(&bytes), "a ");
        drop(response);
    }
    provider.left_by(2).await;
}

#[tokio::test]
async fn a_closed_provider_refuses_until_it_opens_again() {
    let mut provider = Provider::start().await;
    provider.always(Script::text(["Yes."]));
    provider.close().await;
    let refused = openai(&provider, &question("Really?")).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    provider.open().await.unwrap();
    let response = openai(&provider, &question("Really?")).send().await.unwrap();
    assert_eq!(words(&read(response).await.0), "Yes.");
}
