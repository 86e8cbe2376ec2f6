//! D09, its last part: whoever is ahead of a restored history, or in another one at the same number, is told so over
//! every carrier, and finds the restored history whole; what was lost comes back by being sent again, once.

use anyhow::{Result, ensure};

use super::course::Course;
use super::d06_resume::{difference, resume, suffix};
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use super::writer::{Receipt, Writer};
use crate::dice::Dice;
use crate::ledger::{Entry, Ledger, Stream};
use crate::server::Storage;
use crate::wire::{Carrier, Events, Kind, Party, Socket};

/// Messages before a backup, and messages after it.
const KEPT: usize = 10;
const LOST: usize = 10;
/// Every so many numbers a resume.
const STEP: usize = 7;

pub(super) async fn play(course: &Course, outcome: &mut Outcome) -> Result<()> {
    let restores = course.count(20, 3);
    let mut scene = Scene::open(course, "D09-restores", &[]).await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D09 restores");
    let mut device = Device::new(&scene, &room, dice.part(0))?;
    let (mut told, mut exact, mut asked, mut again) = (0, 0, 0, 0);
    for round in 0..restores {
        let part = dice.part(1 + round as u64);
        let mut writer = Writer::holder(&scene, &room, &format!("operator {round}"), true, part).await?;
        for _ in 0..KEPT {
            writer.write().await?;
            writer.note().await?;
        }
        // On PostgreSQL the tables are not taken back: only the name changes.
        let backup = scene.installation.folder().join(format!("backup-{round}"));
        let backup = (course.storage.name() == Storage::Sqlite.name()).then(|| backup.to_string_lossy());
        let mut before = Vec::new();
        if backup.is_none() {
            device.say_some(&scene).await?;
        }
        for party in [room.party(), scene.watcher.party(&scene.api).await?] {
            before.push(scene.api.raw_history(&party, room.dialog).await?);
        }
        if let Some(backup) = &backup {
            let arguments = ["backup", "--to", backup, "--json"];
            scene.installation.ask(&arguments, "").await?;
            device.say_some(&scene).await?;
        }
        let old = scene.api.page(&room.party(), room.dialog, 0).await?.epoch;
        let new;
        (scene, new) = scene.restore(backup.as_deref(), round % 2 == 0).await?;
        ensure!(old != new, "the history kept its name");
        let staff = scene.watcher.party(&scene.api).await?;
        for (party, (history, last)) in [room.party(), staff].iter().zip(&before) {
            let ahead = *last + LOST as i64;
            for after in (0..=*last).step_by(STEP).chain([*last, last + 1, ahead]) {
                for carrier in Carrier::ALL {
                    asked += 1;
                    let answer = says(&scene, carrier, party, room.dialog, after, &old).await?;
                    if answer.as_ref() == Some(&new) {
                        told += 1;
                    } else {
                        outcome.wrong(format!(
                            "over {}, {after} of another history: {answer:?}",
                            carrier.name()
                        ));
                    }
                }
            }
            for carrier in Carrier::ALL {
                let wanted = suffix(history, 0, carrier.hides_own_words() && party.is_contact());
                let got = resume(&scene.api, carrier, party, room.dialog, 0, *last).await?;
                if got == wanted {
                    exact += 1;
                } else {
                    outcome.wrong(difference(carrier.name(), 0, &wanted, &got));
                }
            }
        }
        again += device.say_again(&scene, new, backup.is_some(), outcome).await?;
    }
    outcome.count = format!(
        "{}; {restores} restores, {} of {} told of it, {exact} of {} histories exact, {} lost and sent again",
        outcome.count,
        grouped(told),
        grouped(asked),
        restores * 2 * Carrier::ALL.len(),
        grouped(again),
    );
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await
}

/// The name that a carrier tells to whoever claims a number in the history `old`: behind a `reset`, or in the page of a
/// poll. `None` if it says nothing of it.
async fn says(
    scene: &Scene,
    carrier: Carrier,
    party: &Party,
    dialog: i64,
    after: i64,
    old: &str,
) -> Result<Option<String>> {
    let server = scene.api.address();
    Ok(match carrier {
        Carrier::Socket => {
            let path = party.socket_in(dialog, after, old);
            let (mut socket, hello) = Socket::join_at(server, party, &path).await?;
            let reset = socket.next().await?;
            (reset.kind == Kind::Reset && reset.history_epoch == hello.history_epoch)
                .then_some(reset.history_epoch)
                .flatten()
        }
        Carrier::Events => {
            // As a browser comes back: its first address, and the number of the last event.
            let query = format!("?history_epoch={old}");
            let mut events = Events::open_with(server, party, dialog, &query, Some(after)).await?;
            let hello = events.next().await?.frame;
            let reset = events.next().await?.frame;
            (reset.kind == Kind::Reset && reset.history_epoch == hello.history_epoch)
                .then_some(reset.history_epoch)
                .flatten()
        }
        Carrier::LongPoll | Carrier::Poll => Some(scene.api.page(party, dialog, after).await?.epoch),
    })
}

/// Another device of the visitor, which writes by `POST` and keeps what it sent.
struct Device {
    room: Room,
    ledger: Ledger,
    dice: Dice,
    sent: Vec<(String, String)>,
}

impl Device {
    fn new(scene: &Scene, room: &Room, dice: Dice) -> Result<Self> {
        let ledger = scene.writer_ledger(room.dialog, "device", Stream::Public)?;
        Ok(Self {
            room: room.clone(),
            ledger,
            dice,
            sent: Vec::new(),
        })
    }

    async fn say_some(&mut self, scene: &Scene) -> Result<()> {
        for _ in 0..LOST {
            let client_id = self.dice.uuid();
            let text = format!("device says {}", self.sent.len());
            self.ledger.write(&Entry::Sent {
                client_id: client_id.clone(),
                text: text.clone(),
            })?;
            self.sent.push((client_id, text));
            self.post(scene, self.sent.len() - 1).await?;
        }
        Ok(())
    }

    async fn post(&mut self, scene: &Scene, index: usize) -> Result<Receipt> {
        let (client_id, text) = &self.sent[index];
        let (api, party) = (&scene.api, self.room.party());
        let answer = api
            .post_message(&party, self.room.dialog, client_id, text)
            .await?;
        let receipt: Receipt = answer.read()?;
        self.ledger.write(&receipt.acked(client_id))?;
        Ok(receipt)
    }

    /// Sends all of the past once more, twice: only what the restore took is new, and only the first time. How much
    /// that was.
    async fn say_again(
        &mut self,
        scene: &Scene,
        history_epoch: String,
        was_taken: bool,
        outcome: &mut Outcome,
    ) -> Result<usize> {
        self.ledger.write(&Entry::BeganAnew { history_epoch })?;
        let lost = if was_taken {
            self.sent.len() - LOST
        } else {
            self.sent.len()
        };
        for round in 0..2 {
            for index in 0..self.sent.len() {
                let receipt = self.post(scene, index).await?;
                let is_new = round == 0 && index >= lost;
                if receipt.duplicate == is_new {
                    outcome.wrong(format!(
                        "the repeat of number {index} is new: {is_new}; told: {receipt:?}"
                    ));
                }
            }
        }
        Ok(self.sent.len() - lost)
    }
}
