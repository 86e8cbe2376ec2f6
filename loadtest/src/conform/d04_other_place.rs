//! D04: the same `client_id` in another dialog or from another principal is another message; from the
//! same principal after a new sign-in it is the same.

use anyhow::{Context, Result};

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::Scene;
use super::writer::Receipt;
use crate::dice::Dice;
use crate::ledger::{Entry, Ledger, Stream};
use crate::wire::{Api, Party};

/// A sign-in costs the server a good deal on purpose.
const SIGN_IN_EVERY: usize = 25;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let rounds = course.count(1_000, 100);
    let scene = Scene::open(course, "D04", &[]).await?;
    let mut secrets = Dice::fresh();
    let here = scene.held_room().await?;
    let mut there = here.clone();
    there.dialog = here.visitor.open_dialog(&scene.api, &mut secrets).await?;
    scene.hold(there.dialog).await?;

    let mut first_ledger = scene.ledger(here.dialog, "visitor", Stream::Public)?;
    let mut second_ledger = scene.ledger(there.dialog, "visitor", Stream::Public)?;
    let mut third_ledger = scene.ledger(here.dialog, "operator", Stream::Staff)?;
    let mut dice = course.dice("D04");
    let mut outcome = Outcome::new(format!(
        "{} ids in two dialogs, of two principals, in two sessions",
        grouped(rounds)
    ));
    let mut operator = scene.holder.party(&scene.api).await?;
    for round in 0..rounds {
        let client_id = dice.uuid();
        let visitor = here.party();
        let said = |text: &str| format!("{text} {round}");
        let first = say(
            &scene.api,
            &visitor,
            here.dialog,
            &client_id,
            &said("here"),
            &mut first_ledger,
        )
        .await?;
        let second = say(
            &scene.api,
            &visitor,
            there.dialog,
            &client_id,
            &said("there"),
            &mut second_ledger,
        )
        .await?;
        let third = say(
            &scene.api,
            &operator,
            here.dialog,
            &client_id,
            &said("answered"),
            &mut third_ledger,
        )
        .await?;
        for (whose, receipt) in [
            ("first", &first),
            ("other dialog's", &second),
            ("other principal's", &third),
        ] {
            outcome.expect(!receipt.duplicate && !receipt.mismatch, || {
                format!("{client_id}: the {whose} was taken as a repeat: {receipt:?}")
            });
        }
        if round % SIGN_IN_EVERY == 0 {
            operator = scene.holder.sign_in(&scene.api).await?;
        }
        let again = post(&scene.api, &operator, here.dialog, &client_id, &said("answered")).await?;
        third_ledger.write(&again.acked(&client_id))?;
        outcome.expect(again.duplicate && again.id == third.id, || {
            format!("{client_id}: after a new sign-in it is no repeat: {third:?}, then {again:?}")
        });
    }
    outcome.extend(scene.check(&[here, there]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

async fn say(
    api: &Api,
    party: &Party,
    dialog: i64,
    client_id: &str,
    text: &str,
    ledger: &mut Ledger,
) -> Result<Receipt> {
    ledger.write(&Entry::Sent {
        client_id: client_id.to_owned(),
        text: text.to_owned(),
    })?;
    let receipt = post(api, party, dialog, client_id, text).await?;
    ledger.write(&receipt.acked(client_id))?;
    Ok(receipt)
}

async fn post(api: &Api, party: &Party, dialog: i64, client_id: &str, text: &str) -> Result<Receipt> {
    api.post_message(party, dialog, client_id, text)
        .await?
        .read()
        .context("a message was refused")
}
