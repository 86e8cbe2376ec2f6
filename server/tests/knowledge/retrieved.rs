//! What a language model is given to read.

use std::collections::BTreeMap;

use tandem::domain::ArticleId;

use super::exam::Candidate;
use super::places;
use super::questions::shop;

#[tokio::test]
async fn the_passages_are_those_that_the_built_in_engine_answers_from() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let question = "How long does delivery take?";
        let (_, answer) = candidate.ask(question, Vec::new()).await;
        let passages = candidate.passages(question, 6).await;
        assert_eq!(passages[0].article, answer.citations[0].article_id);
        assert_eq!(passages[0].title, answer.citations[0].title);
        assert!(passages.windows(2).all(|pair| pair[0].score >= pair[1].score));
        assert!(passages[0].text.contains("working days"), "{:?}", passages[0]);
        place.close().await;
    }
}

#[tokio::test]
async fn six_passages_hold_three_articles_and_a_limit_is_kept() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        let question = "Can I return my order and get the delivery paid?";
        let passages = candidate.passages(question, 6).await;
        assert_eq!(passages.len(), 6);
        let mut of: BTreeMap<ArticleId, usize> = BTreeMap::new();
        for passage in &passages {
            *of.entry(passage.article).or_default() += 1;
        }
        assert!(of.len() >= 3 && of.values().all(|count| *count <= 2), "{of:?}");
        assert_eq!(candidate.passages(question, 2).await, passages[..2]);
        assert!(candidate.passages(question, 0).await.is_empty());
        place.close().await;
    }
}

#[tokio::test]
async fn politeness_and_strange_words_find_nothing() {
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, shop()).await;
        for nothing in ["Hi there!", "thanks a lot", "", "?", "xyzzy plugh"] {
            assert!(candidate.passages(nothing, 6).await.is_empty(), "{nothing}");
        }
        place.close().await;
    }
}
