//! The process that reads documents: what it may use, and what becomes of it over broken ones.

use std::fmt::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Child;
use tokio::time::timeout;

use super::program::Home;
use crate::support::dice::Dice;
use crate::support::{PATIENCE, eventually};

/// Broken documents of each kind.
const BROKEN: u64 = 100;

fn reader(home: &Home) -> Child {
    let mut command = home.command(&["read-document"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

/// What it says of a document; nothing if it died over it.
async fn read(home: &Home, format: &str, bytes: &[u8]) -> Option<Value> {
    let mut child = reader(home);
    let wanted = json!({ "format": format, "content_type": null, "url": null, "name": "a document" });
    let mut input = child.stdin.take().unwrap();
    // One that has died reads no more.
    let _ = input.write_all(format!("{wanted}\n").as_bytes()).await;
    let _ = input.write_all(bytes).await;
    drop(input);
    let output = timeout(PATIENCE, child.wait_with_output()).await;
    let output = output.expect("it takes no longer than it may").unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.trim_end().lines().last().unwrap_or_default();
    output
        .status
        .success()
        .then(|| serde_json::from_str(last).expect("one that lives answers"))
}

/// A PDF of one page, in the clear, so that any byte of it may be any part.
fn pdf() -> Vec<u8> {
    let content = "BT /F1 12 Tf 50 750 Td (A parcel takes two days.) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", pdf.len());
        let _ = writeln!(pdf, "{} 0 obj\n{object}\nendobj", index + 1);
    }
    let end = pdf.len();
    pdf.push_str(&table);
    let count = objects.len() + 1;
    let _ = writeln!(
        pdf,
        "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{end}\n%%EOF"
    );
    pdf.into_bytes()
}

fn html() -> Vec<u8> {
    b"<!doctype html><html><body><main><h1>Parcels</h1><table><tr><td>A parcel</td><td>two days.</td></tr></table>\
      <ul><li><a href=\"/x\">There</a></li></ul><pre>code</pre></main></body></html>"
        .to_vec()
}

/// Some bytes changed, or a part cut out, doubled or moved.
fn broken(mut bytes: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(4) {
        let from = dice.below(bytes.len());
        let to = (from + 1 + dice.below(40)).min(bytes.len());
        match dice.below(5) {
            0 => bytes[from] = dice.roll() as u8,
            1 => bytes[from] = *dice.pick(b"0123456789<>[]()/ R\n"),
            2 => drop(bytes.drain(from..to)),
            3 => {
                let part = bytes[from..to].to_vec();
                let at = dice.below(bytes.len());
                bytes.splice(at..at, part);
            }
            _ => bytes.truncate(from.max(1)),
        }
        if bytes.is_empty() {
            bytes.push(b'%');
        }
    }
    bytes
}

#[tokio::test]
async fn what_is_broken_is_told_or_dies_alone() {
    let home = Home::new();
    for (format, whole) in [("pdf", pdf()), ("html", html())] {
        let sound = read(&home, format, &whole).await.unwrap();
        let body = sound["Ok"]["body"].as_str().unwrap_or_default();
        assert!(body.contains("two days."), "{sound}");
        let mut told = 0;
        for seed in 0..BROKEN {
            let bytes = broken(whole.clone(), &mut Dice(seed));
            let answer = read(&home, format, &bytes).await;
            told += usize::from(answer.is_some());
        }
        assert!(told > 0, "some can still be read");
    }
}

/// Objects inside each other, deeper than any stack.
#[tokio::test]
async fn what_has_no_bottom_ends_one_process_and_says_so() {
    let home = Home::new();
    let deep = [
        (
            "pdf",
            [b"%PDF-1.4\n1 0 obj\n".to_vec(), b"[".repeat(2_000_000)].concat(),
        ),
        ("html", b"<div><b>".repeat(500_000)),
        ("markdown", b"> ".repeat(500_000)),
    ];
    for (format, bytes) in deep {
        let answer = read(&home, format, &bytes).await;
        assert!(answer.is_none_or(|answer| answer["Ok"].is_null() || format != "pdf"));
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_may_use_little_and_write_nothing() {
    let home = Home::new();
    let mut child = reader(&home);
    let path = format!("/proc/{}/limits", child.id().unwrap());
    eventually("its limits", async || {
        let limits = std::fs::read_to_string(&path).unwrap();
        let limit = |name: &str| {
            let line = limits.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next().map(str::to_owned)
        };
        let set = [
            ("Max address space", "1073741824"),
            ("Max cpu time", "15"),
            ("Max file size", "0"),
            ("Max core file size", "0"),
        ];
        set.iter()
            .all(|(name, wanted)| limit(name).as_deref() == Some(*wanted))
            .then_some(())
    })
    .await;
    child.kill().await.unwrap();
}
