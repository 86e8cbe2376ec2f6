use axum::http::Method;

use super::super::finding::Finding;
use super::super::request::ask;
use super::super::target::{PATIENCE, Target};

/// Is there a server, is it Tandem, and is it ready?
pub(crate) async fn check(target: &Target) -> Finding {
    let asked = |path| ask(target, Method::GET, path, &[], None, PATIENCE);
    match asked("/healthz").await {
        Err(why) => return Finding::fail("health", format!("it cannot be reached: {why}")),
        Ok(answer) if !answer.status.is_success() || !answer.body.starts_with(b"{\"status\"") => {
            let says = format!(
                "what answers there ({}) is not Tandem, or /healthz does not reach it",
                answer.status
            );
            return Finding::fail("health", says);
        }
        Ok(_) => {}
    }
    match asked("/readyz").await {
        Ok(answer) if answer.status.is_success() => Finding::ok("health", "it runs and is ready"),
        Ok(answer) => Finding::warn(
            "health",
            format!("it runs, and says that it is not ready ({})", answer.status),
        ),
        Err(why) => Finding::warn("health", format!("it runs, and /readyz does not answer: {why}")),
    }
}
