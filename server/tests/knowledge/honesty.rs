//! What must hold whatever the articles say.

use std::time::Duration;

use futures_util::StreamExt;
use tandem::assistant::engine::{Engine, Piece, Request, Turn};
use tandem::assistant::knowledge::Knowledge;
use tandem::domain::{AssistantId, Sender, TenantId};

use super::exam::Candidate;
use super::places;
use super::questions::{Page, shop};

#[tokio::test]
async fn an_assistant_without_articles_knows_nothing_but_is_polite() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, Vec::new()).await;
        let (text, answer) = candidate.ask("How long does delivery take?", Vec::new()).await;
        assert!(!answer.answered && text.contains("talk to a person"), "{text}");
        let (text, answer) = candidate.ask("Hi!", Vec::new()).await;
        assert!(answer.answered && answer.citations.is_empty() && text.starts_with("Hello"));
        place.close().await;
    }
}

#[tokio::test]
async fn nobody_is_answered_from_another_tenants_articles() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let mut stranger = candidate.assistant().clone();
        stranger.tenant = TenantId(stranger.tenant.0 + 1);
        assert!(!ask(&place.store, stranger.clone(), "How long does delivery take?").await);
        stranger.tenant = candidate.assistant().tenant;
        assert!(ask(&place.store, stranger.clone(), "How long does delivery take?").await);
        stranger.id = AssistantId(stranger.id.0 + 1);
        assert!(!ask(&place.store, stranger, "How long does delivery take?").await);
        place.close().await;
    }
}

async fn ask(store: &tandem::store::Store, assistant: tandem::domain::Assistant, question: &str) -> bool {
    let request = Request {
        assistant,
        question: question.to_owned(),
        history: Vec::new(),
        away: None,
        asked_by: None,
    };
    let (_, answer) = Knowledge::new(store.clone(), Duration::ZERO)
        .reply(&request)
        .await
        .unwrap();
    answer.answered
}

#[tokio::test]
async fn a_wish_for_a_person_is_met_with_the_button() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let (text, answer) = candidate.ask("Can I talk to a human please?", Vec::new()).await;
        assert!(!answer.answered && answer.citations.is_empty() && text.contains("button"));
        assert!(!answer.wants_person, "words never hand over");
        place.close().await;
    }
}

#[tokio::test]
async fn a_follow_up_is_understood_from_what_was_asked_before() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let before = vec![
            turn(Sender::User, "How long does delivery take?"),
            turn(Sender::Assistant, "Standard delivery takes 2 to 4 working days."),
        ];
        let (text, _) = candidate.ask("And to Norway?", before).await;
        assert!(
            text.contains("Norway") && text.contains("5 to 9 working days"),
            "{text}"
        );
        place.close().await;
    }
}

#[tokio::test]
async fn a_slip_of_the_finger_is_forgiven() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let (text, answer) = candidate.ask("how long is the waranty?", Vec::new()).await;
        assert!(answer.answered && text.contains("5 years"), "{text}");
        place.close().await;
    }
}

#[tokio::test]
async fn tricks_in_a_question_stay_words() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let odd = [
            "\" OR 1=1 --",
            "NEAR(a b) AND NOT *",
            "'; drop table passages; --",
            "?",
            "😀 😀",
            "\u{0}",
            ":* & | ! <->",
            "title:x heading:^y {z}",
        ];
        for question in odd
            .iter()
            .map(|odd| (*odd).to_owned())
            .chain(["a b c ".repeat(1_300)])
        {
            let (text, _) = candidate.ask(&question, Vec::new()).await;
            assert!(!text.is_empty(), "{question}");
        }
        place.close().await;
    }
}

#[tokio::test]
async fn steps_are_quoted_as_a_list_and_streamed_whole() {
    for place in places::all().await {
        let body = "To choose a new password:\n\n1. Open the **sign-in** page.\n2. Press *Forgot password*.\n3. Follow the link.";
        let page = Page {
            slug: "password".to_owned(),
            title: "Passwords".to_owned(),
            body: body.to_owned(),
        };
        let candidate = Candidate::with(&place.store, vec![page]).await;
        let request = candidate.request("How do I choose a new password?", Vec::new());
        let pieces: Vec<Piece> = Knowledge::new(place.store.clone(), Duration::ZERO)
            .answer(request)
            .map(Result::unwrap)
            .collect()
            .await;
        let text: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Delta(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            text,
            "To choose a new password:\n\n1. Open the sign-in page.\n2. Press Forgot password.\n3. Follow the link."
        );
        assert!(matches!(pieces.last(), Some(Piece::Done(answer)) if answer.answered));
        place.close().await;
    }
}

fn turn(sender: Sender, text: &str) -> Turn {
    Turn {
        sender,
        text: text.to_owned(),
    }
}
