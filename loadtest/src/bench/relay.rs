//! What a model says, from the moment that it says it until the visitor has it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use reqwest::Method;
use serde_json::json;
use stub::{Gate, Provider, Script};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::latency::{Latencies, milliseconds};
use super::table::Table;
use crate::dice::Dice;
use crate::server::Installation;
use crate::stage::{Shop, Visitor};
use crate::wire::{Api, Party, Socket};

pub(super) const NAME: &str = "relay";

/// Pieces of one answer, and how far they are apart: as a quick model writes.
const PIECES: usize = 100;
const APART: Duration = Duration::from_millis(50);
/// Streams at once.
const MANY: usize = 200;

/// Starts a server of its own, whose assistant asks a scripted provider in this process.
pub(super) async fn measure(installation: &Installation, table: &mut Table) -> Result<()> {
    let shop = Shop::open(installation, 1).await?;
    let server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let provider = Provider::start().await;
    let owner = shop.operator(0).party(&api).await?;
    let engine = json!({ "kind": "openai", "base_url": provider.openai(), "model": "scripted" });
    let path = format!("/api/v1/assistants/{}", shop.assistant);
    api.ask(
        Method::PATCH,
        &path,
        Some(&owner),
        Some(&json!({ "engine": engine })),
    )
    .await?
    .read::<serde_json::Value>()
    .context("the engine was refused")?;
    let mut kept = Vec::new();
    for streams in [1, MANY] {
        let added = Latencies::of(follow(&api, &provider, &shop.assistant, streams).await?);
        let what = if streams == 1 {
            "one stream".to_owned()
        } else {
            format!("{streams} streams at once")
        };
        table.row(
            format!("a model's words to the visitor, added, {what}, p50 / p99"),
            format!(
                "{} / {}",
                milliseconds(added.percentile(0.5)),
                milliseconds(added.percentile(0.99))
            ),
            "≤ 0.5 / 5 ms",
        );
        kept.push(json!({ "streams": streams, "added_ns": added.nanoseconds() }));
    }
    server.kill().await?;
    table.keep(NAME, &json!(kept))
}

/// Lets `streams` answers be written at once; what each piece took, in nanoseconds.
async fn follow(api: &Api, provider: &Provider, assistant: &str, streams: usize) -> Result<Vec<u64>> {
    let mut secrets = Dice::fresh();
    let gates: Arc<HashMap<String, Gate>> = Arc::new(
        (0..streams)
            .map(|stream| (format!("stream {streams}-{stream}"), Gate::new()))
            .collect(),
    );
    let scripts = Arc::clone(&gates);
    provider.answer(move |asked| {
        let gate = scripts.get(&asked.last_user()).cloned().unwrap_or_default();
        Script::text(vec!["word "; PIECES]).gated(&gate)
    });
    let mut running = JoinSet::new();
    for (at, (words, gate)) in gates.iter().enumerate() {
        let visitor = Visitor::new(assistant, &mut secrets);
        let dialog = visitor.open_dialog(api, &mut secrets).await?;
        let (server, party, words, gate) = (api.address(), visitor.party(), words.clone(), gate.clone());
        let client_id = secrets.uuid();
        // Not all in the same moment, as models do not speak in time either.
        let offset = APART.mul_f64(at as f64 / streams as f64);
        let talk = json!({ "type": "message", "client_id": client_id, "text": words });
        running.spawn(async move { one(server, &party, dialog, &talk, &gate, offset).await });
    }
    let mut all = Vec::new();
    while let Some(ended) = running.join_next().await {
        all.extend(ended??);
    }
    Ok(all)
}

async fn one(
    server: std::net::SocketAddr,
    party: &Party,
    dialog: i64,
    talk: &serde_json::Value,
    gate: &Gate,
    offset: Duration,
) -> Result<Vec<u64>> {
    let (mut socket, _) = Socket::join(server, party, dialog, None).await?;
    socket.send(talk).await?;
    // Until the model has been asked, and its stream stands.
    sleep(Duration::from_secs(2) + offset).await;
    let mut taken = Vec::with_capacity(PIECES);
    for _ in 0..PIECES {
        let said = Instant::now();
        gate.release(1);
        while !socket.next_text().await?.contains("\"generation_delta\"") {}
        taken.push(said.elapsed().as_nanos() as u64);
        sleep(APART.saturating_sub(said.elapsed())).await;
    }
    while !socket.next_text().await?.contains("\"generation_completed\"") {}
    Ok(taken)
}
