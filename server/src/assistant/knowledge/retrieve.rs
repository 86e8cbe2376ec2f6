//! What a language model is given to read before it answers: the passages that the built-in engine would answer from.

use super::engine::Knowledge;
use super::hybrid::fused;
use super::rank::{Ranked, rank};
use super::small_talk::SmallTalk;
use crate::assistant::engine::{EngineError, Request};
use crate::domain::{ArticleId, UsedPassage};
use crate::store::PassageHit;

/// At most so many passages of one article, so that a few articles fit into a short list.
const OF_ONE_ARTICLE: usize = 2;

/// A passage that may answer a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Retrieved {
    pub article: ArticleId,
    /// The article's.
    pub title: String,
    /// Where the article stands for people to read, if anywhere.
    pub url: Option<String>,
    /// The path of headings above the passage, `Returns › Abroad`; empty at the top of the article.
    pub heading: String,
    /// Plain sentences and list items, as the article has them; links stay in Markdown. About 400 to 900 characters.
    pub text: String,
    /// How well the article fits, 0 to about 3; the same for all of its passages. Scores of different questions do not compare.
    pub score: f64,
    /// How likely it is that the article answers, 0 to 1. Below [`ENOUGH_EVIDENCE`](super::ENOUGH_EVIDENCE) the built-in engine
    /// says that it does not know.
    pub evidence: f64,
}

impl Knowledge {
    /// The passages of the assistant's articles that are most likely to answer, best first: at most `limit`, and at most two
    /// of one article, so that six hold three articles or more.
    ///
    /// They are ordered as the built-in engine orders them; if passages are found by what they mean as well, by their places
    /// in both orders. Nothing is held back for weak [`evidence`](Retrieved::evidence): whether it suffices is for the
    /// caller to judge. Empty when nothing was found, or when the question is mere politeness. The history serves to understand a follow-up question (`And to Norway?`).
    pub async fn passages(&self, request: &Request, limit: usize) -> Result<Vec<Retrieved>, EngineError> {
        if SmallTalk::of(&request.question, None).is_some_and(SmallTalk::is_answered) {
            return Ok(Vec::new());
        }
        let found = self.find(request).await?;
        let ranking = rank(&found.question, &found.hits, &found.frequencies);
        Ok(fused(&ranking, &found.ways)
            .into_iter()
            .flat_map(|(ranked, passages)| {
                let few = passages.into_iter().take(OF_ONE_ARTICLE);
                few.map(|hit| retrieved(hit, ranked))
            })
            .take(limit)
            .collect())
    }
}

/// What the built-in engine has before it of an article, for the record of its answer.
pub(super) fn used<'a>(ranked: &'a Ranked<'_>) -> impl Iterator<Item = UsedPassage> + use<'a> {
    let hits = ranked.passages.iter().take(OF_ONE_ARTICLE);
    hits.map(|(hit, _)| UsedPassage {
        article_id: hit.article,
        title: hit.title.clone(),
        heading: hit.heading.clone(),
        text: hit.text.clone(),
    })
}

fn retrieved(hit: &PassageHit, ranked: &Ranked<'_>) -> Retrieved {
    Retrieved {
        article: hit.article,
        title: hit.title.clone(),
        url: hit.url.clone(),
        heading: hit.heading.clone(),
        text: hit.text.clone(),
        score: ranked.score,
        evidence: ranked.evidence,
    }
}
