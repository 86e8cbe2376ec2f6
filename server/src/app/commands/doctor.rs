use std::collections::BTreeSet;
use std::io::Write as _;

use serde_json::json;

use crate::app::doctor::{Finding, Grade, Options, Proxy, Target, examine};

/// What `tandem doctor` was asked.
pub struct Examination<'a> {
    pub url: &'a str,
    pub options: Options,
    pub proxy: Option<Proxy>,
    pub json: bool,
}

/// `tandem doctor`: an error if a check failed.
pub async fn run(wanted: Examination<'_>) -> anyhow::Result<()> {
    let target = Target::parse(wanted.url)?;
    let mut out = std::io::stdout();
    let mut tell = |finding: &Finding| {
        if !wanted.json {
            // A closed standard output is no reason not to go on: the exit code says it, too.
            let _ = writeln!(
                out,
                "{:<7} {:<11} {}",
                name(finding.grade),
                finding.check,
                finding.says
            );
        }
    };
    let outside = crate::app::outside();
    let findings = examine(&target, &wanted.options, &outside, &mut tell).await;
    let needs: BTreeSet<_> = findings.iter().filter_map(|finding| finding.needs).collect();
    let lines: Vec<&str> = match wanted.proxy {
        Some(proxy) => needs.iter().map(|need| proxy.lines(*need)).collect(),
        None => Vec::new(),
    };
    if wanted.json {
        writeln!(out, "{}", json!({ "findings": findings, "lines": lines }))?;
    } else if !lines.is_empty() {
        writeln!(out, "\nThe proxy lacks:\n\n{}", lines.join("\n"))?;
    } else if !needs.is_empty() {
        writeln!(
            out,
            "\n--proxy nginx, caddy or traefik prints what the proxy lacks."
        )?;
    }
    let failed = findings
        .iter()
        .filter(|finding| finding.grade == Grade::Fail)
        .count();
    anyhow::ensure!(failed == 0, "{failed} of {} checks failed", findings.len());
    Ok(())
}

fn name(grade: Grade) -> &'static str {
    match grade {
        Grade::Ok => "ok",
        Grade::Skipped => "skipped",
        Grade::Warn => "warn",
        Grade::Fail => "FAIL",
    }
}
