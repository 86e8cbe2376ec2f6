//! The demo shop's help articles, and questions that they answer.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::server::checkout;
use crate::wire::{Api, Party};

#[derive(Deserialize)]
struct Question {
    question: String,
    /// Absent or null if no article answers it.
    #[serde(default)]
    article: Option<String>,
}

/// Gives the demo shop's articles to an assistant. Returns how many.
pub(crate) async fn import_articles(api: &Api, owner: &Party, assistant: &str) -> Result<usize> {
    let mut imported = 0;
    for entry in std::fs::read_dir(checkout("server/demo/articles")?)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path)?;
        let (title, body) = text
            .strip_prefix("# ")
            .and_then(|text| text.split_once('\n'))
            .with_context(|| format!("{} does not begin with a title", path.display()))?;
        let article = json!({ "title": title.trim(), "body": body.trim() });
        let answer = api
            .post(owner, &format!("/assistants/{assistant}/articles"), &article)
            .await?;
        answer.read::<serde_json::Value>()?;
        imported += 1;
    }
    Ok(imported)
}

/// Questions that the articles answer.
pub(crate) fn questions() -> Result<Vec<String>> {
    let text = std::fs::read_to_string(checkout("server/demo/questions.json")?)?;
    let questions: Vec<Question> = serde_json::from_str(&text)?;
    Ok(questions
        .into_iter()
        .filter(|question| question.article.is_some())
        .map(|question| question.question)
        .collect())
}
