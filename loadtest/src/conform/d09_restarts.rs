//! D09: resume on another node, where there is one, after a restart, by order and by SIGKILL, and after a restore
//! from a backup.

use anyhow::Result;

use super::course::Course;
use super::d06_resume::{difference, resume, suffix};
use super::d09_restores;
use super::outcome::{Outcome, grouped};
use super::scene::Scene;
use super::writer::Writer;
use crate::wire::{Api, Carrier, Heard, Party};

/// Messages between two restarts.
const MESSAGES: usize = 20;
/// Every so many numbers a resume.
const STEP: usize = 7;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let restarts = course.count(20, 4);
    let mut scene = Scene::open_nodes(course, "D09").await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D09");
    let mut elsewhere = Tally::default();
    let mut restarted = Tally::default();
    for round in 0..restarts {
        let part = dice.part(round as u64);
        let mut writer = Writer::holder(&scene, &room, &format!("operator {round}"), true, part).await?;
        for _ in 0..MESSAGES {
            writer.write().await?;
            writer.note().await?;
        }
        let staff = scene.watcher.party(&scene.api).await?;
        let mut streams = Vec::new();
        for party in [room.party(), staff] {
            let (history, last) = scene.api.raw_history(&party, room.dialog).await?;
            streams.push((party, history, last));
        }
        if let Some(second) = &scene.neighbour {
            elsewhere.resume(&second.api, room.dialog, &streams).await?;
        }
        scene = scene.restart(round % 2 == 0).await?;
        restarted.resume(&scene.api, room.dialog, &streams).await?;
    }
    let mut outcome = Outcome::new(format!("{restarts} restarts, {restarted}"));
    if scene.neighbour.is_some() {
        outcome.count = format!("{}; on the other node {elsewhere}", outcome.count);
        outcome.expect(elsewhere.resumes > 0, || {
            "nobody resumed on the other node".to_owned()
        });
    }
    outcome.extend(restarted.wrong);
    outcome.extend(elsewhere.wrong);
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    d09_restores::play(course, &mut outcome).await?;
    Ok(outcome)
}

/// Who reads, what there is for them, and its last number.
type Streams = [(Party, Vec<Heard>, i64)];

#[derive(Debug, Default)]
struct Tally {
    resumes: usize,
    exact: usize,
    wrong: Vec<String>,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (exact, resumes) = (grouped(self.exact), grouped(self.resumes));
        write!(f, "{exact} of {resumes} resumes exact")
    }
}

impl Tally {
    /// Goes on after every few numbers, over each carrier in turn.
    async fn resume(&mut self, api: &Api, dialog: i64, streams: &Streams) -> Result<()> {
        for (party, history, last) in streams {
            for after in (0..=*last).step_by(STEP) {
                let carrier = Carrier::ALL[self.resumes % Carrier::ALL.len()];
                let hides = carrier.hides_own_words() && party.is_contact();
                let wanted = suffix(history, after, hides);
                let got = resume(api, carrier, party, dialog, after, *last).await?;
                self.resumes += 1;
                if got == wanted {
                    self.exact += 1;
                } else {
                    self.wrong.push(difference(carrier.name(), after, &wanted, &got));
                }
            }
        }
        Ok(())
    }
}
