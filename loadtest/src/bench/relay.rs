//! What a model says, from the moment that it says it until the visitor has it; and until somebody has it who asks the
//! model without us. What is between them is what we add.

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
use crate::wire::{Api, Socket};

pub(super) const NAME: &str = "relay";

/// Pieces of one answer, and how far they are apart: as a quick model writes.
const PIECES: usize = 100;
const APART: Duration = Duration::from_millis(50);
/// Streams at once.
const MANY: usize = 200;
/// How often each way is measured.
const TURNS: usize = 3;

/// What each piece of an answer holds.
const WORD: &[u8] = b"word ";

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
        // Turn by turn, so that what else the machine does falls on both.
        let (mut direct, mut relayed) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            let run = Run {
                api: &api,
                provider: &provider,
                assistant: &shop.assistant,
                streams,
                turn,
            };
            direct.extend(run.listen(Way::Direct).await?);
            relayed.extend(run.listen(Way::Relayed).await?);
        }
        let (direct, relayed) = (Latencies::of(direct), Latencies::of(relayed));
        let what = if streams == 1 {
            "one stream".to_owned()
        } else {
            format!("{streams} streams at once")
        };
        let pair = |latencies: &Latencies| {
            let at = |share| milliseconds(latencies.percentile(share));
            format!("{} / {}", at(0.5), at(0.99))
        };
        let added = |share| milliseconds(relayed.percentile(share).saturating_sub(direct.percentile(share)));
        table.row(
            format!(
                "a model's words to the visitor, {what}, p50 / p99: through us; from the model itself; added"
            ),
            format!(
                "{}; {}; **{} / {}**",
                pair(&relayed),
                pair(&direct),
                added(0.5),
                added(0.99)
            ),
            "added ≤ 0.5 / 5 ms",
        );
        kept.push(json!({
            "streams": streams, "relayed_ns": relayed.nanoseconds(), "direct_ns": direct.nanoseconds(),
        }));
    }
    server.kill().await?;
    table.keep(NAME, &json!(kept))
}

/// Whom the readers ask.
#[derive(Clone, Copy)]
enum Way {
    /// Tandem, as visitors.
    Relayed,
    /// The provider: what the line, the stand-in and this process take by themselves.
    Direct,
}

/// Some answers that are written at once.
struct Run<'a> {
    api: &'a Api,
    provider: &'a Provider,
    assistant: &'a str,
    streams: usize,
    turn: usize,
}

impl Run<'_> {
    /// What each piece took to each reader, in nanoseconds.
    async fn listen(&self, way: Way) -> Result<Vec<u64>> {
        let mut secrets = Dice::fresh();
        let gates: Arc<HashMap<String, Gate>> = Arc::new(
            (0..self.streams)
                .map(|stream| (format!("turn {} stream {stream}", self.turn), Gate::new()))
                .collect(),
        );
        let scripts = Arc::clone(&gates);
        self.provider.answer(move |asked| {
            let gate = scripts.get(&asked.last_user()).cloned().unwrap_or_default();
            Script::text(vec!["word "; PIECES]).gated(&gate)
        });
        let http = reqwest::Client::new();
        let mut running = JoinSet::new();
        for (at, (words, gate)) in gates.iter().enumerate() {
            let reader = match way {
                Way::Relayed => self.visitor(words, &mut secrets).await?,
                Way::Direct => Reader::of_provider(&http, &self.provider.openai(), words).await?,
            };
            // Not all in the same moment, as models do not speak in time either.
            let offset = APART.mul_f64(at as f64 / self.streams as f64);
            running.spawn(follow(reader, gate.clone(), offset));
        }
        let mut all = Vec::new();
        while let Some(ended) = running.join_next().await {
            all.extend(ended??);
        }
        Ok(all)
    }

    async fn visitor(&self, words: &str, secrets: &mut Dice) -> Result<Reader> {
        let visitor = Visitor::new(self.assistant, secrets);
        let dialog = visitor.open_dialog(self.api, secrets).await?;
        let (mut socket, _) = Socket::join(self.api.address(), &visitor.party(), dialog, None).await?;
        let talk = json!({ "type": "message", "client_id": secrets.uuid(), "text": words });
        socket.send(&talk).await?;
        Ok(Reader::Visitor(socket))
    }
}

/// Who reads an answer.
enum Reader {
    Visitor(Socket),
    Client(reqwest::Response),
}

impl Reader {
    async fn of_provider(http: &reqwest::Client, base: &str, words: &str) -> Result<Self> {
        let body = json!({
            "model": "scripted", "stream": true, "messages": [{ "role": "user", "content": words }],
        });
        let asked = http
            .post(format!("{base}/chat/completions"))
            .header("content-type", "application/json")
            .body(body.to_string());
        Ok(Self::Client(asked.send().await?.error_for_status()?))
    }

    /// Returns when the next piece has come.
    async fn piece(&mut self) -> Result<()> {
        match self {
            Self::Visitor(socket) => while !socket.next_text().await?.contains("\"generation_delta\"") {},
            Self::Client(reply) => loop {
                let bytes = reply.chunk().await?.context("the provider ended")?;
                if bytes.windows(WORD.len()).any(|part| part == WORD) {
                    break;
                }
            },
        }
        Ok(())
    }

    /// Returns when the answer has ended.
    async fn end(&mut self) -> Result<()> {
        match self {
            Self::Visitor(socket) => while !socket.next_text().await?.contains("\"generation_completed\"") {},
            Self::Client(reply) => while reply.chunk().await?.is_some() {},
        }
        Ok(())
    }
}

async fn follow(mut reader: Reader, gate: Gate, offset: Duration) -> Result<Vec<u64>> {
    // Until the model has been asked, and its stream stands.
    sleep(Duration::from_secs(2) + offset).await;
    let mut taken = Vec::with_capacity(PIECES);
    for _ in 0..PIECES {
        let said = Instant::now();
        gate.release(1);
        reader.piece().await?;
        taken.push(said.elapsed().as_nanos() as u64);
        sleep(APART.saturating_sub(said.elapsed())).await;
    }
    reader.end().await?;
    Ok(taken)
}
