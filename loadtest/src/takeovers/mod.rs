//! An operator takes a dialog over while the assistant is speaking: from the moment that a socket has
//! told so, not one more word of the assistant comes over it, and none stands in the history.

mod calibration;
mod judge;
mod observer;
mod round;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use crate::Verdict;
use crate::arguments::TakeoversArguments;
use crate::dice::Dice;
use crate::server::Installation;
use crate::stage::{Shop, import_articles};
use crate::terminal::{complain, say};
use crate::wire::Api;
use judge::Tally;
use round::{Plan, Stage};

/// So many tries for each round: an answer may be finished before the claim arrives.
const TRIES: u32 = 4;
const TELL_EVERY: u32 = 100;

pub(crate) async fn run(arguments: &TakeoversArguments) -> Result<Verdict> {
    let seed = arguments.server.seed.unwrap_or_else(Dice::fresh_seed);
    let mut installation = Installation::new("takeovers", &arguments.server)?;
    complain(format_args!(
        "{} takeovers in mid-answer on {}, seed {seed}",
        arguments.rounds,
        installation.storage().name()
    ));
    let shop = Shop::open(&installation, 2).await?;
    let server = installation.start().await?;
    let api = Api::new(installation.address())?;
    let owner = shop.operator(0).party(&api).await?;
    import_articles(&api, &owner, &shop.assistant).await?;
    let stage = Arc::new(Stage {
        api,
        listen: Duration::from_millis(arguments.listen),
        shop,
    });
    let answers = calibration::answers(&stage).await?;
    ensure!(
        !answers.is_empty(),
        "the assistant answers none of the demo's questions in several parts"
    );
    let parts: usize = answers.iter().map(|answer| answer.deltas).sum();
    complain(format_args!(
        "{} questions, answered in {} parts on average",
        answers.len(),
        parts / answers.len()
    ));

    let tally = play(arguments, &stage, &answers, &mut Dice::from_seed(seed)).await?;
    server.kill().await?;
    tally.print(arguments.rounds);
    let held = tally.violations.is_empty() && tally.in_mid_answer >= arguments.rounds;
    if !held {
        installation.keep();
        complain(format_args!(
            "kept: {} (seed {seed})",
            installation.folder().display()
        ));
    }
    Ok(Verdict::held(held))
}

/// Plays rounds, some at once, until enough of them interrupted an answer.
async fn play(
    arguments: &TakeoversArguments,
    stage: &Arc<Stage>,
    answers: &[calibration::Answer],
    dice: &mut Dice,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut plans: VecDeque<Plan> = (0..arguments.rounds * TRIES)
        .map(|number| Plan::roll(number, answers, dice))
        .collect();
    let mut rounds = JoinSet::new();
    loop {
        // Rounds under way count as good until they turn out otherwise.
        while rounds.len() < arguments.at_once
            && tally.in_mid_answer + (rounds.len() as u32) < arguments.rounds
            && let Some(plan) = plans.pop_front()
        {
            rounds.spawn(round::play(Arc::clone(stage), plan));
        }
        let Some(round) = rounds.join_next().await else {
            return Ok(tally);
        };
        tally.add(&round?.context("a round could not be played")?);
        if tally.rounds % TELL_EVERY == 0 {
            complain(format_args!(
                "{} rounds, {} in mid-answer",
                tally.rounds, tally.in_mid_answer
            ));
        }
    }
}

/// A line of the report.
fn line(what: &str, value: impl std::fmt::Display) {
    say(format_args!("{what:<30}{value}"));
}
