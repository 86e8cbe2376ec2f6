//! Several operators claim one dialog at once: exactly one wins, and the others are told who did.

mod claimer;
mod verdict;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::Verdict;
use crate::arguments::ClaimsArguments;
use crate::dice::Dice;
use crate::server::Installation;
use crate::stage::{Operator, Shop, Visitor};
use crate::terminal::{complain, say};
use crate::wire::{Api, Party};
use claimer::{Claimer, Outcome};
use verdict::{Race, judge};

/// A contact may not have any number of dialogs.
const DIALOGS_PER_VISITOR: u32 = 100;
/// Two claims of a race are at most this far apart; a claim takes longer than that.
const HESITATION: Duration = Duration::from_micros(300);
const SHOWN: usize = 20;
const TELL_EVERY: u32 = 250;

#[derive(Deserialize)]
struct Detail {
    assignee: Option<Assignee>,
}

#[derive(Deserialize)]
struct Assignee {
    id: i64,
}

pub(crate) async fn run(arguments: &ClaimsArguments) -> Result<Verdict> {
    let mut installation = Installation::new("claims", &arguments.server)?;
    complain(format_args!(
        "{} races of {} operators on {}",
        arguments.races,
        arguments.claimers,
        installation.storage().name()
    ));
    let shop = Shop::open(&installation, arguments.claimers).await?;
    let server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let operators: Vec<Arc<Operator>> = shop.operators.into_iter().map(Arc::new).collect();
    let ids: Vec<i64> = operators.iter().map(|operator| operator.id).collect();
    let mut claimers = Vec::new();
    for (index, operator) in operators.iter().enumerate() {
        let claimer = Claimer::enter(installation.address(), Arc::clone(operator), index % 2 == 0).await?;
        claimers.push(Arc::new(claimer));
    }

    let mut wrong = Vec::new();
    let mut wins = vec![0_u32; ids.len()];
    let mut order = Dice::from_seed(arguments.server.seed.unwrap_or_else(Dice::fresh_seed));
    let mut secrets = Dice::fresh();
    let mut visitor = Visitor::new(&shop.assistant, &mut secrets);
    for race in 0..arguments.races {
        if race % DIALOGS_PER_VISITOR == 0 {
            visitor = Visitor::new(&shop.assistant, &mut secrets);
        }
        let dialog = visitor.open_dialog(&api, &mut secrets).await?;
        // Every second dialog waits in the queue; the others are taken straight from the assistant.
        if race % 2 == 1 {
            let asked = api
                .post(
                    &visitor.party(),
                    &format!("/dialogs/{dialog}/handoff"),
                    &json!({}),
                )
                .await?;
            anyhow::ensure!(
                asked.is_done(),
                "a visitor cannot ask for a person: {}",
                asked.status
            );
        }
        let outcomes = start(&claimers, dialog, &mut order).await?;
        let watcher = operators
            .first()
            .context("a race needs operators")?
            .party(&api)
            .await?;
        let race = look(&api, &watcher, dialog, outcomes).await?;
        if let Some(winner) = ids.iter().position(|id| race.assignee == Some(*id)) {
            wins[winner] += 1;
        }
        wrong.extend(
            judge(&race, &ids)
                .into_iter()
                .map(|fault| format!("dialog {dialog}: {fault}")),
        );
        let run = wins.iter().sum::<u32>();
        if run % TELL_EVERY == 0 {
            complain(format_args!("{run} races"));
        }
    }
    server.kill().await?;
    say(format_args!("races                         {}", arguments.races));
    say(format_args!(
        "claims at once                {}",
        arguments.claimers
    ));
    say(format_args!(
        "wins per operator             {wins:?} (over a socket, by POST, …)"
    ));
    say(format_args!("violations                    {}", wrong.len()));
    for fault in wrong.iter().take(SHOWN) {
        say(format_args!("  {fault}"));
    }
    if !wrong.is_empty() {
        installation.keep();
    }
    Ok(Verdict::held(
        wrong.is_empty() && wins.iter().sum::<u32>() == arguments.races,
    ))
}

/// All claim at the same moment; who comes first is left to chance. Gives their outcomes in order.
async fn start(claimers: &[Arc<Claimer>], dialog: i64, dice: &mut Dice) -> Result<Vec<Outcome>> {
    let barrier = Arc::new(Barrier::new(claimers.len()));
    let mut order: Vec<usize> = (0..claimers.len()).collect();
    order.sort_by_key(|_| dice.roll());
    let mut claims = JoinSet::new();
    for index in order {
        let (claimer, barrier) = (Arc::clone(&claimers[index]), Arc::clone(&barrier));
        let hesitation = dice.between(Duration::ZERO, HESITATION);
        claims.spawn(async move { (index, claimer.claim(dialog, &barrier, hesitation).await) });
    }
    let mut outcomes = claims.join_all().await;
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// What the server says afterwards.
async fn look(api: &Api, party: &Party, dialog: i64, outcomes: Vec<Outcome>) -> Result<Race> {
    let detail: Detail = api.get(party, &format!("/dialogs/{dialog}"), "").await?;
    let (history, _) = api.history(party, dialog).await?;
    let takeovers = history
        .iter()
        .filter(|frame| frame.meta.as_ref().and_then(|meta| meta.code.as_deref()) == Some("handoff_started"))
        .count();
    Ok(Race {
        outcomes,
        assignee: detail.assignee.map(|assignee| assignee.id),
        takeovers,
    })
}
