//! A provider that has too much to do, or fails whatever it is asked: how often it is asked, and when.

use std::time::Duration;

use stub::Script;
use tandem::domain::FailureCode;

use super::model::{Dialect, Model};

fn answer() -> Script {
    Script::text(["Two ", "days."])
}

const STATUSES: [u16; 7] = [408, 429, 500, 502, 503, 504, 529];

#[tokio::test]
async fn what_may_pass_is_tried_four_times_and_what_may_not_once() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        for status in STATUSES {
            let mut model = Model::new(dialect).await;
            let dialog = model.ask("How long?", vec![Script::status(status); 9]).await;
            model.wait_it_out().await;
            let seen = model.see(dialog.id).await;
            let code = match status {
                429 => FailureCode::RateLimited,
                _ => FailureCode::Unavailable,
            };
            model.is_given_up(&seen, code).await;
            assert_eq!(model.provider.tries(), 4, "{status}");
        }
        for (status, code) in [
            (400, FailureCode::Rejected),
            (401, FailureCode::Unauthorized),
            (403, FailureCode::Unauthorized),
            (404, FailureCode::NotFound),
            (413, FailureCode::Rejected),
            (422, FailureCode::Rejected),
        ] {
            let mut model = Model::new(dialect).await;
            let seen = model.answer("How long?", vec![Script::status(status); 9]).await;
            model.is_given_up(&seen, code).await;
            assert_eq!(model.provider.tries(), 1, "{status}");
        }
    }
}

#[tokio::test]
async fn the_fourth_try_may_answer() {
    for status in STATUSES {
        let mut model = Model::new(Dialect::OpenAi).await;
        let mut tries = vec![Script::status(status); 3];
        tries.push(answer());
        let dialog = model.ask("How long?", tries).await;
        model.wait_it_out().await;
        let seen = model.see(dialog.id).await;
        model.is_whole(&seen, "Two days.").await;
    }
}

#[tokio::test]
async fn nothing_is_tried_before_the_time_that_the_provider_names() {
    for dialect in [Dialect::OpenAi, Dialect::Anthropic] {
        for status in [429, 503, 529] {
            let mut model = Model::new(dialect).await;
            let tries = [
                Script::status(status).retry_after("7"),
                Script::status(status).retry_after("20"),
                answer(),
            ];
            let dialog = model.ask("How long?", tries).await;
            for (tried, seconds) in [(1, 7), (2, 20)] {
                model.provider.asked(tried).await;
                let wait = model.put_off().await.unwrap();
                assert!(wait >= Duration::from_secs(seconds), "{wait:?}");
                model.house.clock.forward(wait);
            }
            let seen = model.see(dialog.id).await;
            model.is_whole(&seen, "Two days.").await;
        }
    }
}

#[tokio::test]
async fn nobody_waits_for_longer_than_a_minute() {
    let mut model = Model::new(Dialect::OpenAi).await;
    let tries = [Script::status(429).retry_after("3600"), answer()];
    let seen = model.answer("How long?", tries).await;
    model.is_given_up(&seen, FailureCode::RateLimited).await;
    assert_eq!(model.provider.tries(), 1);
}

#[tokio::test]
async fn a_provider_that_is_down_is_asked_again_and_found_when_it_is_back() {
    let mut model = Model::new(Dialect::OpenAi).await;
    model.provider.close().await;
    let seen = model.answer("How long?", []).await;
    model.is_given_up(&seen, FailureCode::Unavailable).await;
    assert_eq!(seen.drawn.len(), 4);
    model.provider.open().await.unwrap();
    let seen = model.answer("And now?", [answer()]).await;
    model.is_whole(&seen, "Two days.").await;
}

/// A hundred questions to an engine that always fails.
#[tokio::test]
async fn an_engine_that_always_fails_is_soon_left_alone_and_tried_again_later() {
    for status in [500, 529] {
        let mut model = Model::new(Dialect::OpenAi).await;
        for at in 0..100 {
            let seen = model
                .answer(&format!("{at}?"), vec![Script::status(status); 4])
                .await;
            // The second reply's second try finds it closed.
            let code = if at == 0 {
                FailureCode::Unavailable
            } else {
                FailureCode::Paused
            };
            model.is_given_up(&seen, code).await;
        }
        // Five failures in a row, and then nothing for half a minute.
        assert_eq!(model.provider.tries(), 5);
        model.house.clock.forward(Duration::from_secs(31));
        let seen = model.answer("Still?", vec![Script::status(status); 4]).await;
        model.is_given_up(&seen, FailureCode::Paused).await;
        assert_eq!(model.provider.tries(), 6, "one looks whether it works again");
        model.house.clock.forward(Duration::from_secs(31));
        let seen = model.answer("And now?", [answer()]).await;
        model.is_whole(&seen, "Two days.").await;
        let seen = model.answer("Really?", [answer()]).await;
        model.is_whole(&seen, "Two days.").await;
    }
}

/// Forty visitors at once: the calls stay within twice their number, whatever comes back.
#[tokio::test]
async fn a_storm_of_refusals_stays_within_the_rule() {
    for script in [
        Script::status(500),
        Script::status(529).retry_after("3"),
        Script::status(429).retry_after("3"),
    ] {
        let mut model = Model::new(Dialect::Anthropic).await;
        let mut dialogs = Vec::new();
        for at in 0..40 {
            let tries = vec![script.clone(); 4];
            dialogs.push(model.ask(&format!("{at}?"), tries).await.id);
        }
        model.wait_it_out().await;
        for dialog in dialogs {
            assert_eq!(model.said(dialog).await, []);
        }
        let tries = model.provider.tries();
        assert!(tries <= 80, "{tries} calls");
    }
}

/// The engine asked to be left alone: that holds for all who would ask it, and one finds out when it is over.
#[tokio::test]
async fn who_has_not_been_refused_waits_as_well_and_nobody_loses_a_try() {
    let mut model = Model::new(Dialect::OpenAi).await;
    let first = model
        .ask("First?", [Script::status(429).retry_after("9"), answer()])
        .await;
    model.provider.asked(1).await;
    assert!(model.put_off().await.unwrap() >= Duration::from_secs(9));
    let mut others = Vec::new();
    for at in 0..20 {
        others.push(model.ask(&format!("{at}?"), [answer()]).await.id);
    }
    model.house.clock.forward(Duration::from_millis(8_900));
    assert!(model.put_off().await.unwrap() <= Duration::from_millis(100));
    assert_eq!(model.provider.tries(), 1, "nobody came too early");
    model.wait_it_out().await;
    let seen = model.see(first.id).await;
    model.is_whole(&seen, "Two days.").await;
    for dialog in others {
        assert_eq!(model.said(dialog).await[0].text, "Two days.");
    }
    assert_eq!(model.provider.tries(), 22);
}

/// What would have to wait for more than a minute is not kept waiting, and the engine is not asked either.
#[tokio::test]
async fn an_engine_that_wants_an_hour_is_not_asked_within_it() {
    let mut model = Model::new(Dialect::OpenAi).await;
    for at in 0..10 {
        let tries = [Script::status(429).retry_after("3600"), answer()];
        let seen = model.answer(&format!("{at}?"), tries).await;
        let code = if at == 0 {
            FailureCode::RateLimited
        } else {
            FailureCode::Paused
        };
        model.is_given_up(&seen, code).await;
    }
    assert_eq!(model.provider.tries(), 1);
    model.house.clock.forward(Duration::from_hours(1));
    let seen = model.answer("And now?", [answer()]).await;
    model.is_whole(&seen, "Two days.").await;
}

/// Some say it as a date.
#[tokio::test]
async fn a_date_is_kept_to_as_well() {
    let mut model = Model::new(Dialect::OpenAi).await;
    let refused = Script::status(429)
        .header("date", "Sat, 21 Nov 2026 23:59:50 GMT")
        .retry_after("Sun, 22 Nov 2026 00:00:05 GMT");
    let dialog = model.ask("How long?", [refused, answer()]).await;
    model.provider.asked(1).await;
    let wait = model.put_off().await.unwrap();
    assert!(wait >= Duration::from_secs(15), "{wait:?}");
    model.house.clock.forward(wait);
    let seen = model.see(dialog.id).await;
    model.is_whole(&seen, "Two days.").await;
}
