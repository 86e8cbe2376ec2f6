//! D21: what sockets, events, long polls, polls and REST say of a dialog is the same to the byte, and
//! is what the database holds. In every second dialog messages are edited and removed afterwards, and
//! all logs are written once more: what was heard before shows the text of that time.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::course::Course;
use super::outcome::{Outcome, grouped};
use super::scene::{Room, Scene};
use crate::dice::Dice;
use crate::ledger::{CANARY, Entry, Ledger, Stream};
use crate::stage::{import_articles, questions};
use crate::wire::{Carrier, Feed, Heard, Kind, Party};

/// Whoever has not heard everything by then has not heard it.
const TOLD: Duration = Duration::from_secs(20);
/// Texts that an encoder might write in more than one way.
const TEXTS: [&str; 8] = [
    "plain",
    "“quoted” \"twice\" \\ back / forth",
    "two\nlines\tand a tab",
    "emoji 👩‍👩‍👧 and flags 🇺🇦",
    "<b>no html</b> &amp; <script>x</script>",
    "combining é e\u{301} and \u{200d} joiners",
    "control \u{1} \u{7f} \u{2028} \u{feff}",
    "right-to-left שלום مرحبا",
];

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let dialogs = course.count(50, 5);
    let scene = Scene::open(course, "D21", &[("TANDEM_ANSWER_PACE_MS", 2)]).await?;
    let owner = scene.holder.party(&scene.api).await?;
    import_articles(&scene.api, &owner, &scene.assistant).await?;
    let questions = questions()?;
    let mut dice = course.dice("D21");
    let mut outcome = Outcome::default();
    let (mut compared, mut changes) = (0, 0);
    let mut rooms = Vec::new();
    for index in 0..dialogs {
        let room = scene.room().await?;
        let question = &questions[index % questions.len()];
        compared += live(&scene, &room, question, &mut dice, &mut outcome)
            .await
            .with_context(|| format!("dialog {}", room.dialog))?;
        if index % 2 == 1 && scene.can_change {
            changes += change(&scene, &room, &mut dice).await?;
            compared += hear_again(&scene, &room, &mut outcome).await?;
        } else {
            // What was changed is not as it was sent, so the ledgers speak of the others only.
            rooms.push(room);
        }
    }
    outcome.count = format!(
        "{dialogs} dialogs, {changes} edits and removals, {} entries compared to the byte over 4 carriers and REST",
        grouped(compared)
    );
    outcome.extend(scene.check(&rooms).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

/// A dialog's life, heard over all carriers by both sides.
async fn live(
    scene: &Scene,
    room: &Room,
    question: &str,
    dice: &mut Dice,
    outcome: &mut Outcome,
) -> Result<usize> {
    let (tell, mut logs) = open_logs(scene, room).await?;
    act(scene, room, question, dice).await?;
    close_logs(scene, room, &tell, &mut logs, outcome).await
}

/// The whole dialog once more, over new connections.
async fn hear_again(scene: &Scene, room: &Room, outcome: &mut Outcome) -> Result<usize> {
    let (tell, mut logs) = open_logs(scene, room).await?;
    close_logs(scene, room, &tell, &mut logs, outcome).await
}

/// Where both streams end, once it is known: public, staff.
type Ends = Option<(i64, i64)>;
type Logs = JoinSet<Result<(Carrier, bool, Vec<Heard>)>>;

/// Both sides' connections over all carriers, from the beginning.
async fn open_logs(scene: &Scene, room: &Room) -> Result<(watch::Sender<Ends>, Logs)> {
    let staff = scene.watcher.party(&scene.api).await?;
    let (tell, ends) = watch::channel(None);
    let mut logs = JoinSet::new();
    for party in [room.party(), staff] {
        for carrier in Carrier::ALL {
            let feed = Feed::open(carrier, &scene.api, &party, room.dialog, 0).await?;
            logs.spawn(listen(feed, carrier, party.is_contact(), ends.clone()));
        }
    }
    Ok((tell, logs))
}

/// Lets all hear the end, and compares what they heard with the history.
async fn close_logs(
    scene: &Scene,
    room: &Room,
    tell: &watch::Sender<Ends>,
    logs: &mut Logs,
    outcome: &mut Outcome,
) -> Result<usize> {
    let staff = scene.watcher.party(&scene.api).await?;
    let mut histories = Vec::new();
    for party in [room.party(), staff] {
        histories.push(scene.api.raw_history(&party, room.dialog).await?);
    }
    let _ = tell.send(Some((histories[0].1, histories[1].1)));
    let mut compared = 0;
    while let Some(log) = logs.join_next().await {
        let (carrier, is_contact, log) = log??;
        let (history, _) = &histories[usize::from(!is_contact)];
        compared += history.len();
        compare(room.dialog, carrier, is_contact, history, &log, outcome);
    }
    Ok(compared)
}

/// Question, answer, takeover, messages and notes, back to the assistant, close, reopen.
async fn act(scene: &Scene, room: &Room, question: &str, dice: &mut Dice) -> Result<()> {
    let mut visitor = scene.ledger(room.dialog, "visitor", Stream::Public)?;
    let mut operator = scene.ledger(room.dialog, "operator", Stream::Staff)?;
    let api = &scene.api;
    let path = |part: &str| format!("/dialogs/{}/{part}", room.dialog);
    let holder = scene.holder.party(api).await?;
    let dialog = room.dialog;
    let visitors = room.party();
    say(scene, &visitors, &path("messages"), question, &mut visitor, dice).await?;
    answered(scene, room).await?;
    scene.hold(dialog).await?;
    for text in TEXTS {
        // The texts of a dialog have to differ from each other.
        let of = |whose: &str| format!("{whose} {text}");
        say(
            scene,
            &visitors,
            &path("messages"),
            &of("asked:"),
            &mut visitor,
            dice,
        )
        .await?;
        say(scene, &holder, &path("notes"), &of(CANARY), &mut operator, dice).await?;
        say(
            scene,
            &holder,
            &path("messages"),
            &of("told:"),
            &mut operator,
            dice,
        )
        .await?;
    }
    api.post(&holder, &path("release"), &json!({ "to": "queue" }))
        .await?
        .read::<Value>()?;
    scene.hold(dialog).await?;
    api.post(&holder, &path("close"), &json!({}))
        .await?
        .read::<Value>()?;
    api.post(&holder, &path("reopen"), &json!({}))
        .await?
        .read::<Value>()?;
    Ok(())
}

/// Edits every third of the operator's messages and notes, and removes every third. Gives how many.
async fn change(scene: &Scene, room: &Room, dice: &mut Dice) -> Result<usize> {
    let staff = scene.holder.party(&scene.api).await?;
    let (history, _) = scene.api.raw_history(&staff, room.dialog).await?;
    let mut changes = 0;
    let own = |heard: &&Heard| heard.frame.sender.as_deref() == Some("manager");
    for heard in history.iter().filter(own) {
        let id = heard.frame.id.context("an entry without `id`")?;
        let path = staff.rest(&format!("/dialogs/{}/messages/{id}", room.dialog), "");
        let (method, body) = match dice.below(3) {
            0 => (Method::PATCH, Some(json!({ "text": format!("edited “{id}”") }))),
            1 => (Method::DELETE, None),
            _ => continue,
        };
        let answer = scene.api.ask(method, &path, Some(&staff), body.as_ref()).await?;
        ensure!(
            answer.is_done(),
            "a change was refused with {}: {:?}",
            answer.status,
            answer.problem()
        );
        changes += 1;
    }
    Ok(changes)
}

async fn say(
    scene: &Scene,
    party: &Party,
    path: &str,
    text: &str,
    ledger: &mut Ledger,
    dice: &mut Dice,
) -> Result<()> {
    let client_id = dice.uuid();
    ledger.write(&Entry::Sent {
        client_id: client_id.clone(),
        text: text.to_owned(),
    })?;
    let body = json!({ "client_id": client_id, "text": text });
    let answer = scene.api.post(party, path, &body).await?;
    let receipt: super::writer::Receipt = answer.read()?;
    ledger.write(&receipt.acked(&client_id))
}

/// Waits for the assistant's answer.
async fn answered(scene: &Scene, room: &Room) -> Result<()> {
    let mut feed = Feed::open(Carrier::LongPoll, &scene.api, &room.party(), room.dialog, 0).await?;
    let answer = async {
        while feed.next().await?.frame.sender.as_deref() != Some("assistant") {}
        anyhow::Ok(())
    };
    tokio::time::timeout(TOLD, answer)
        .await
        .context("the assistant does not answer")?
}

/// The numbered frames of one connection, until it has brought the last.
async fn listen(
    mut feed: Feed,
    carrier: Carrier,
    is_contact: bool,
    mut ends: watch::Receiver<Ends>,
) -> Result<(Carrier, bool, Vec<Heard>)> {
    let mut log: Vec<Heard> = Vec::new();
    let mut end = None;
    let late = tokio::time::sleep(TOLD * 2);
    tokio::pin!(late);
    while end.is_none_or(|end| log.last().and_then(|heard| heard.frame.seq) < Some(end)) {
        tokio::select! {
            heard = feed.next() => {
                let heard = heard?;
                if heard.frame.seq.is_some() && is_entry(heard.frame.kind) {
                    log.push(heard);
                }
            }
            known = ends.wait_for(Option::is_some), if end.is_none() => {
                let (public, staff) = known?.context("nobody says where the dialog ends")?;
                end = Some(if is_contact { public } else { staff });
            }
            () = &mut late => break,
        }
    }
    Ok((carrier, is_contact, log))
}

fn is_entry(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Message | Kind::MessageUpdated | Kind::MessageDeleted | Kind::Advance
    )
}

fn compare(
    dialog: i64,
    carrier: Carrier,
    is_contact: bool,
    history: &[Heard],
    log: &[Heard],
    outcome: &mut Outcome,
) {
    let whose = if is_contact { "visitor's" } else { "operator's" };
    let name = carrier.name();
    outcome.expect(history.len() == log.len(), || {
        format!(
            "dialog {dialog}: the {whose} {name} log has {} entries, the history {}",
            log.len(),
            history.len()
        )
    });
    for (told, heard) in history.iter().zip(log) {
        let is_own = is_contact && told.frame.sender.as_deref() == Some("user");
        let same = if is_own && carrier.hides_own_words() {
            heard.frame.kind == Kind::Advance && heard.frame.seq == told.frame.seq
        } else {
            heard.text == told.text
        };
        outcome.expect(same, || {
            format!(
                "dialog {dialog}: the {whose} {name} log has {} instead of {}",
                heard.text, told.text
            )
        });
    }
}
