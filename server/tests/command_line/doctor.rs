//! `tandem doctor`, before a bare server and before proxies that do what proxies do wrong.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::program::{Home, Outcome, Serving};

/// What a proxy does to what passes through it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Passes everything on.
    None,
    /// Collects an answer until it is whole.
    Collects,
    /// Knows nothing of upgrades.
    DropsUpgrade,
    /// Asks the server by the server's own name.
    ReplacesHost,
}

/// A proxy in front of the server: its address, and what it lives in.
async fn proxy(server: &Serving, fault: Fault) -> (String, JoinSet<()>) {
    let upstream: SocketAddr = server.url.trim_start_matches("http://").parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut running = JoinSet::new();
    running.spawn(async move {
        let mut passing = JoinSet::new();
        while let Ok((client, _)) = listener.accept().await {
            passing.spawn(pass(client, upstream, fault));
        }
    });
    (url, running)
}

async fn pass(mut client: TcpStream, upstream: SocketAddr, fault: Fault) {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if client.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let text = String::from_utf8(head).unwrap();
    let lines = text.split_inclusive("\r\n").map(|line| {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        match (fault, name.as_str()) {
            (Fault::DropsUpgrade, "upgrade") => String::new(),
            (Fault::ReplacesHost, "host") => "host: backend:8000\r\n".to_owned(),
            _ => line.to_owned(),
        }
    });
    let head: String = lines.collect();
    let mut server = TcpStream::connect(upstream).await.unwrap();
    server.write_all(head.as_bytes()).await.unwrap();
    if fault == Fault::Collects {
        let mut whole = Vec::new();
        let _ = server.read_to_end(&mut whole).await;
        let _ = client.write_all(&whole).await;
    } else {
        let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
    }
}

/// What was found, by check.
struct Report(Value);

impl Report {
    fn of(outcome: &Outcome) -> Self {
        Self(serde_json::from_str(&outcome.out).unwrap_or_else(|_| panic!("{outcome:?}")))
    }

    fn grade(&self, check: &str) -> &str {
        let findings = self.0["findings"].as_array().unwrap();
        let found = findings.iter().find(|finding| finding["check"] == check);
        found.unwrap_or_else(|| panic!("no {check} in {}", self.0))["grade"]
            .as_str()
            .unwrap()
    }

    fn failed(&self) -> Vec<&str> {
        let findings = self.0["findings"].as_array().unwrap().iter();
        let failed = findings.filter(|finding| finding["grade"] == "fail" || finding["grade"] == "warn");
        failed.map(|finding| finding["check"].as_str().unwrap()).collect()
    }
}

async fn examined(home: &Home, url: &str, more: &[&str]) -> (Outcome, Report) {
    let mut arguments = vec!["doctor", "--url", url, "--json"];
    arguments.extend(more);
    let outcome = home.run(&arguments).await;
    let report = Report::of(&outcome);
    (outcome, report)
}

/// An assistant of the server that runs in this folder.
async fn assistant(home: &Home) -> String {
    let tenant = home
        .run(&["tenant", "create", "--name", "Shop", "--json"])
        .await
        .json();
    let tenant = tenant["tenant_id"].as_str().unwrap().to_owned();
    let made = home
        .run(&[
            "assistant",
            "create",
            "--tenant",
            &tenant,
            "--name",
            "Ada",
            "--json",
        ])
        .await
        .json();
    made["assistant_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_bare_server_is_well() {
    let home = Home::new();
    let server = home.serve().await;
    let assistant = assistant(&home).await;
    let (outcome, report) = examined(&home, &server.url, &["--assistant", &assistant]).await;
    assert!(outcome.status.success(), "{outcome:?}");
    assert_eq!(report.failed(), [] as [&str; 0], "{}", report.0);
    for check in [
        "health",
        "tls",
        "clock",
        "host",
        "public_url",
        "address",
        "upgrade",
        "buffering",
        "compression",
        "frames",
    ] {
        assert_eq!(report.grade(check), "ok", "{check}");
    }
    assert_eq!(report.grade("idle"), "skipped");
    let (url, _proxy) = proxy(&server, Fault::None).await;
    let (_, through) = examined(&home, &url, &["--assistant", &assistant]).await;
    assert_eq!(through.failed(), [] as [&str; 0], "{}", through.0);
    server.kill().await;
}

#[tokio::test]
async fn a_proxy_that_collects_is_found() {
    let home = Home::new();
    let server = home.serve().await;
    let (url, _proxy) = proxy(&server, Fault::Collects).await;
    let (outcome, report) = examined(&home, &url, &["--proxy", "nginx"]).await;
    assert_eq!(outcome.status.code(), Some(1));
    assert_eq!(report.grade("buffering"), "fail");
    assert_eq!(report.grade("health"), "ok");
    assert!(
        report.0["lines"].to_string().contains("proxy_buffering off;"),
        "{}",
        report.0
    );
    server.kill().await;
}

#[tokio::test]
async fn a_proxy_without_upgrades_is_found() {
    let home = Home::new();
    let server = home.serve().await;
    let (url, _proxy) = proxy(&server, Fault::DropsUpgrade).await;
    let (outcome, report) = examined(&home, &url, &["--proxy", "nginx"]).await;
    assert_eq!(outcome.status.code(), Some(1));
    assert_eq!(report.failed(), ["upgrade"], "{}", report.0);
    assert!(
        report.0["lines"].to_string().contains("proxy_set_header Upgrade"),
        "{}",
        report.0
    );
    server.kill().await;
}

#[tokio::test]
async fn a_proxy_that_replaces_the_host_is_found() {
    let home = Home::new();
    let server = home.serve().await;
    let (url, _proxy) = proxy(&server, Fault::ReplacesHost).await;
    let (outcome, report) = examined(&home, &url, &[]).await;
    assert_eq!(outcome.status.code(), Some(1));
    assert_eq!(report.failed(), ["host", "upgrade"], "{}", report.0);
    assert_eq!(report.0["lines"].as_array().unwrap().len(), 0);
    server.kill().await;
}

#[tokio::test]
async fn where_nobody_answers_and_where_nothing_can_be_it_says_so() {
    let home = Home::new();
    let nobody = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let (outcome, report) = examined(&home, &format!("http://{nobody}"), &[]).await;
    assert_eq!(outcome.status.code(), Some(1));
    assert_eq!(report.failed(), ["health"]);
    let wrong = home.run(&["doctor", "--url", "chat.example.com"]).await;
    assert!(wrong.complaint().contains("--url"), "{wrong:?}");
}
