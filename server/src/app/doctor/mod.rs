//! `tandem doctor`: is a running installation reached as it has to be, seen from outside?

mod checks;
mod finding;
mod proxies;
mod request;
mod target;
mod visitor;

use std::sync::Arc;

pub use finding::{Finding, Grade};
pub use proxies::Proxy;
pub use target::{InvalidUrl, Target};

use crate::app::Outside;
use visitor::Visitor;

/// How thoroughly to look.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// An assistant's public id: then a dialog is opened with it, and live connections are tried for real.
    pub assistant: Option<String>,
    /// Take a minute to see whether idle connections are left alone.
    pub slow: bool,
}

/// Goes through all checks, and tells each finding as soon as it is there.
pub async fn examine(
    target: &Target,
    options: &Options,
    outside: &Outside,
    tell: &mut impl FnMut(&Finding),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut note = |finding: Finding| {
        tell(&finding);
        findings.push(finding);
    };
    let health = checks::health::check(target).await;
    let reached = health.grade != Grade::Fail;
    note(health);
    if reached || !target.tls {
        note(checks::tls::check(target));
    }
    if reached {
        let clock = Arc::clone(&outside.clock);
        for finding in checks::arrival::check(target, &*clock).await {
            note(finding);
        }
        note(checks::upgrade::check(target).await);
        for finding in checks::stream::check(target).await {
            note(finding);
        }
        if let Some(assistant) = &options.assistant {
            match Visitor::open(target, assistant, &*outside.entropy).await {
                Ok(visitor) => {
                    note(checks::frames::check(target, &visitor).await);
                    note(checks::idle::check(target, &visitor, options.slow).await);
                }
                Err(why) => note(Finding::fail(
                    "dialog",
                    format!("no dialog could be opened: {why}"),
                )),
            }
        } else {
            let why = "name an assistant with --assistant to try a dialog of its own";
            note(Finding::skipped("frames", why));
            note(Finding::skipped("idle", why));
        }
    }
    findings
}
