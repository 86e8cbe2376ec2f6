//! The retrieval benchmark: a company with many articles that share their words, and questions as visitors ask them.
//!
//! The questions were written before the ranking was tuned. Only every second one was looked at while tuning; the other
//! half tells whether what was learned holds for questions that nobody has seen.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Add;
use std::time::{Duration, Instant};

use serde::Deserialize;
use tandem::assistant::engine::Turn;
use tandem::assistant::knowledge::Retrieved;
use tandem::domain::Sender;

use super::exam::Candidate;
use super::places;
use super::questions::{Page, folder, read};

/// How many passages a language model is given: with at most two of an article, three articles or more.
const PASSAGES: usize = 6;
/// How many articles may come before the right one, and the right one with them.
const ARTICLES: usize = 3;

#[derive(Deserialize)]
struct Asked {
    question: String,
    /// What the visitor had asked before.
    #[serde(default)]
    before: Option<String>,
    /// Any of these is right; none where the honest answer is that nobody knows.
    articles: Vec<String>,
    /// Words that a good answer holds.
    #[serde(default)]
    says: String,
}

#[derive(Default)]
struct Marks {
    answerable: usize,
    /// The right article is among the first three that a language model would read.
    found: usize,
    /// It is the very first.
    first: usize,
    /// The built-in engine answers from it, and with the fact that was asked for.
    told: usize,
    unanswerable: usize,
    honest: usize,
    took: Duration,
}

#[tokio::test]
async fn the_right_article_is_among_three_and_what_nobody_knows_is_admitted() {
    let questions: Vec<Asked> = read("tests/knowledge/bench/questions.json");
    let mut firsts: Vec<Vec<Option<String>>> = Vec::new();
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, articles()).await;
        let mut halves = [Marks::default(), Marks::default()];
        let mut first = Vec::new();
        for (at, asked) in questions.iter().enumerate() {
            let order = sit(&candidate, asked, at % 2 == 0, &mut halves[at % 2]).await;
            first.push(order.first().cloned());
        }
        let [tuned, unseen] = halves;
        println!("retrieval | {} | tuned on | {tuned}", place.name);
        println!("retrieval | {} | unseen | {unseen}", place.name);
        let all = tuned + unseen;
        println!("retrieval | {} | all | {all}", place.name);
        assert!(all.found * 10 >= all.answerable * 9, "{}: {all}", place.name);
        assert!(all.honest * 10 >= all.unanswerable * 9, "{}: {all}", place.name);
        firsts.push(first);
        place.close().await;
    }
    let (one, other) = (&firsts[0], &firsts[firsts.len() - 1]);
    let same = one.iter().zip(other).filter(|(one, other)| one == other).count();
    assert!(
        same * 100 >= one.len() * 95,
        "the databases agree on {same} of {} only",
        one.len()
    );
}

#[tokio::test]
async fn poor_vectors_do_no_harm() {
    let questions: Vec<Asked> = read("tests/knowledge/bench/questions.json");
    for place in places::all().await {
        let candidate = Candidate::with(&place.store, articles()).await;
        let (candidate, maker) = candidate.embedded(&place.store).await;
        let mut halves = [Marks::default(), Marks::default()];
        for (at, asked) in questions.iter().enumerate() {
            sit(&candidate, asked, false, &mut halves[at % 2]).await;
        }
        drop(maker);
        let [tuned, unseen] = halves;
        println!("retrieval with vectors | {} | tuned on | {tuned}", place.name);
        println!("retrieval with vectors | {} | unseen | {unseen}", place.name);
        let all = tuned + unseen;
        println!("retrieval with vectors | {} | all | {all}", place.name);
        assert!(all.found * 20 >= all.answerable * 17, "{}: {all}", place.name);
        assert!(all.honest * 10 >= all.unanswerable * 9, "{}: {all}", place.name);
        place.close().await;
    }
}

impl Add for Marks {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            answerable: self.answerable + other.answerable,
            found: self.found + other.found,
            first: self.first + other.first,
            told: self.told + other.told,
            unanswerable: self.unanswerable + other.unanswerable,
            honest: self.honest + other.honest,
            took: self.took + other.took,
        }
    }
}

/// Asks one question; the articles that came first, in order.
async fn sit(candidate: &Candidate, asked: &Asked, shown: bool, marks: &mut Marks) -> Vec<String> {
    let request = candidate.request(&asked.question, history(asked));
    let began = Instant::now();
    let passages = candidate.engine().passages(&request, PASSAGES).await.unwrap();
    marks.took += began.elapsed();
    let order = distinct(candidate, &passages);
    let (text, answer) = candidate.engine().reply(&request).await.unwrap();
    if asked.articles.is_empty() {
        marks.unanswerable += 1;
        marks.honest += usize::from(!answer.answered);
        if shown && answer.answered {
            println!("  answered from {}: {}", order[0], asked.question);
        }
        return order;
    }
    let is_right = |slug: &String| asked.articles.contains(slug);
    let found = order.iter().take(ARTICLES).any(is_right);
    let first = order.first().is_some_and(is_right);
    let cited = answer
        .citations
        .first()
        .map(|citation| candidate.slug(citation.article_id).to_owned());
    let told =
        cited.as_ref().is_some_and(is_right) && text.to_lowercase().contains(&asked.says.to_lowercase());
    marks.answerable += 1;
    marks.found += usize::from(found);
    marks.first += usize::from(first);
    marks.told += usize::from(told);
    if shown && !(found && told) {
        let what = if !found {
            "not found"
        } else if !first {
            "not first"
        } else if cited.is_none() {
            "refused"
        } else {
            "not told"
        };
        println!(
            "  {what}: {} | {:?} | {:?}",
            asked.question, asked.articles, order
        );
    }
    order
}

fn history(asked: &Asked) -> Vec<Turn> {
    let turn = |sender, text: &str| Turn {
        sender,
        text: text.to_owned(),
    };
    match &asked.before {
        Some(before) => vec![turn(Sender::User, before), turn(Sender::Assistant, "Yes, we do.")],
        None => Vec::new(),
    }
}

fn distinct(candidate: &Candidate, passages: &[Retrieved]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let each = passages.iter().map(|passage| passage.article);
    each.filter(|article| seen.insert(*article))
        .map(|article| candidate.slug(article).to_owned())
        .collect()
}

/// Each file holds the articles of one topic; each begins with `# slug: Title`.
fn articles() -> Vec<Page> {
    let files = folder("tests/knowledge/bench/articles");
    files
        .iter()
        .flat_map(|file| pages(&std::fs::read_to_string(file).unwrap()))
        .collect()
}

fn pages(text: &str) -> Vec<Page> {
    format!("\n{text}")
        .split("\n# ")
        .skip(1)
        .map(|page| {
            let (slug, rest) = page.split_once(": ").unwrap();
            let title = rest.lines().next().unwrap();
            Page {
                slug: slug.to_owned(),
                title: title.to_owned(),
                body: format!("# {rest}"),
            }
        })
        .collect()
}

impl fmt::Display for Marks {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |of: usize, all: usize| format!("{of}/{all} = {:.2}", of as f64 / all as f64);
        let asked = (self.answerable + self.unanswerable) as f64;
        write!(
            to,
            "recall@3 {} | right first {} | fact told {} | honest {} | {:.1} ms",
            part(self.found, self.answerable),
            part(self.first, self.answerable),
            part(self.told, self.answerable),
            part(self.honest, self.unanswerable),
            self.took.as_secs_f64() * 1_000.0 / asked,
        )
    }
}
