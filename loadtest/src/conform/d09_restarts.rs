//! D09: resume after a restart, by order and by SIGKILL, and after a restore from a backup. (Another node belongs here
//! too: there is one.)

use anyhow::Result;

use super::course::Course;
use super::d06_resume::{difference, resume, suffix};
use super::d09_restores;
use super::outcome::{Outcome, grouped};
use super::scene::Scene;
use super::writer::Writer;
use crate::wire::Carrier;

/// Messages between two restarts.
const MESSAGES: usize = 20;
/// Every so many numbers a resume.
const STEP: usize = 7;

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let restarts = course.count(20, 4);
    let mut scene = Scene::open(course, "D09", &[]).await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D09");
    let mut outcome = Outcome::default();
    let (mut resumes, mut exact) = (0, 0);
    for round in 0..restarts {
        let part = dice.part(round as u64);
        let mut writer = Writer::holder(&scene, &room, &format!("operator {round}"), true, part).await?;
        for _ in 0..MESSAGES {
            writer.write().await?;
            writer.note().await?;
        }
        let staff = scene.watcher.party(&scene.api).await?;
        let mut before = Vec::new();
        for party in [room.party(), staff.clone()] {
            before.push(scene.api.raw_history(&party, room.dialog).await?);
        }
        scene = scene.restart(round % 2 == 0).await?;
        for (party, (history, last)) in [room.party(), staff].iter().zip(&before) {
            for after in (0..=*last).step_by(STEP) {
                let carrier = Carrier::ALL[resumes % Carrier::ALL.len()];
                let hides = carrier.hides_own_words() && party.is_contact();
                let wanted = suffix(history, after, hides);
                let got = resume(&scene.api, carrier, party, room.dialog, after, *last).await?;
                resumes += 1;
                if got == wanted {
                    exact += 1;
                } else {
                    outcome.wrong(difference(carrier.name(), after, &wanted, &got));
                }
            }
        }
    }
    outcome.count = format!(
        "{restarts} restarts, {} of {} resumes exact",
        grouped(exact),
        grouped(resumes)
    );
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    d09_restores::play(course, &mut outcome).await?;
    Ok(outcome)
}
