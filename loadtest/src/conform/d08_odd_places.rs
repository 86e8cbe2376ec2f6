//! D08: places that are in no history, and dialogs that are nobody's: `reset`, 4004 or 404, and never
//! silence.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::course::Course;
use super::outcome::Outcome;
use super::scene::{Room, Scene};
use super::writer::Writer;
use crate::dice::Dice;
use crate::stage::{Shop, Visitor};
use crate::wire::{Ended, Party, Socket};

/// Longer is silence.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Each stands for another way of being wrong; `{}` is the dialog's last number and a thousand more.
const PLACES: [&str; 20] = [
    "-1",
    "-9223372036854775808",
    "-9223372036854775809",
    "{}",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999999999999999999",
    "1.5",
    "1e3",
    "0x10",
    "abc",
    "null",
    "true",
    "1,2",
    "%D9%A3",
    "1%00",
    "'%20or%201=1",
    "%F0%9F%92%A5",
];
const EPOCHS: [&str; 6] = [
    "other",
    "",
    "0",
    "%00",
    "00000000000000000000000000000000",
    "%F0%9F%92%A5",
];
const DIALOGS: [&str; 6] = [
    "0",
    "-1",
    "9007199254740991",
    "9223372036854775808",
    "abc",
    "1%2F2",
];

/// What may be asked, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Socket,
    Events,
    /// Events, with the place in `Last-Event-ID`.
    LastEventId,
    Rest,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Reset,
    Closed(u16),
    Problem {
        status: u16,
        code: String,
    },
    /// A page of history: whether it has entries.
    Page {
        entries: bool,
    },
    Resumed,
    Nothing,
}

pub(super) async fn run(course: &Course) -> Result<Outcome> {
    let scene = Scene::open(course, "D08", &[]).await?;
    let room = scene.held_room().await?;
    let dice = course.dice("D08");
    let mut writer = Writer::holder(&scene, &room, "operator", false, dice.part(1)).await?;
    for _ in 0..10 {
        writer.write().await?;
    }
    let staff = scene.watcher.party(&scene.api).await?;
    let parties = [room.party(), staff];
    let mut outcome = Outcome::default();
    let mut cases = 0;
    for party in &parties {
        cases += odd_places(&scene, &room, party, &mut outcome).await?;
        cases += odd_epochs(&scene, &room, party, &mut outcome).await?;
        cases += nobodys_dialogs(&scene, party, &mut outcome).await?;
    }
    // After all that, somebody with a right place is served.
    for party in &parties {
        let told = ask(&scene, Way::Socket, party, &room.dialog.to_string(), "after=3").await?;
        outcome.expect(told.0 == Told::Resumed, || {
            format!("in the end a right place was told {told:?}")
        });
    }
    outcome.count = format!("{cases} cases");
    outcome.expect(cases >= 200, || format!("{cases} cases instead of 200"));
    outcome.extend(scene.check(&[room]).await?);
    scene.end(outcome.held()).await?;
    Ok(outcome)
}

async fn odd_places(scene: &Scene, room: &Room, party: &Party, outcome: &mut Outcome) -> Result<usize> {
    let dialog = room.dialog.to_string();
    let mut cases = 0;
    for place in PLACES {
        let place = place.replace("{}", "1011");
        for way in [Way::Socket, Way::Events, Way::LastEventId, Way::Rest] {
            let query = format!("after={place}");
            let (told, _) = ask(scene, way, party, &dialog, &query).await?;
            let right = match (way, &told) {
                (
                    Way::Rest,
                    Told::Problem {
                        status: 400 | 404 | 422,
                        code,
                    },
                ) => !code.is_empty(),
                // Nothing before the beginning, nothing behind the end.
                (Way::Rest, Told::Page { entries }) => *entries == place.starts_with('-'),
                _ => told == Told::Reset,
            };
            outcome.expect(right, || format!("after={place} over {way:?} was told {told:?}"));
            cases += 1;
        }
    }
    Ok(cases)
}

async fn odd_epochs(scene: &Scene, room: &Room, party: &Party, outcome: &mut Outcome) -> Result<usize> {
    let dialog = room.dialog.to_string();
    let mut cases = 0;
    for epoch in EPOCHS {
        for way in [Way::Socket, Way::Events] {
            let query = format!("after=3&history_epoch={epoch}");
            let (told, _) = ask(scene, way, party, &dialog, &query).await?;
            outcome.expect(told == Told::Reset, || {
                format!("history_epoch={epoch} over {way:?} was told {told:?}")
            });
            cases += 1;
        }
    }
    Ok(cases)
}

/// Another tenant's, another visitor's, and such as never were: one and the same answer.
async fn nobodys_dialogs(scene: &Scene, party: &Party, outcome: &mut Outcome) -> Result<usize> {
    let mut secrets = Dice::fresh();
    let other = Shop::open(&scene.installation, 1).await?;
    let stranger = Visitor::new(&other.assistant, &mut secrets);
    let mut dialogs: Vec<String> = DIALOGS.map(str::to_owned).to_vec();
    dialogs.push(stranger.open_dialog(&scene.api, &mut secrets).await?.to_string());
    if party.is_contact() {
        dialogs.push(scene.room().await?.dialog.to_string());
    }
    let mut cases = 0;
    for way in [Way::Socket, Way::Events, Way::Rest] {
        let mut answers = Vec::new();
        for dialog in &dialogs {
            let (told, body) = ask(scene, way, party, dialog, "after=0").await?;
            let right = match &told {
                Told::Closed(code) => *code == 4004,
                Told::Problem { status, code } => *status == 404 && code == "not_found",
                _ => false,
            };
            outcome.expect(right, || {
                format!("dialog {dialog} over {way:?} was told {told:?}")
            });
            answers.push(body);
            cases += 1;
        }
        // Two slashes make another address, which the server may call what it likes.
        let same = answers.iter().filter(|answer| **answer != answers[0]).count();
        outcome.expect(same == 0, || {
            format!("over {way:?} the answers about nobody's dialogs differ: {answers:?}")
        });
    }
    Ok(cases)
}

/// What was told, and the body to the byte.
async fn ask(scene: &Scene, way: Way, party: &Party, dialog: &str, query: &str) -> Result<(Told, String)> {
    let answer = async {
        match way {
            Way::Socket => over_socket(scene, party, dialog, query).await,
            Way::Events | Way::LastEventId => by_events(scene, way, party, dialog, query).await,
            Way::Rest => by_rest(scene, party, dialog, query).await,
        }
    };
    tokio::time::timeout(ANSWER_WITHIN, answer)
        .await
        .unwrap_or_else(|_| Ok((Told::Nothing, String::new())))
}

async fn over_socket(scene: &Scene, party: &Party, dialog: &str, query: &str) -> Result<(Told, String)> {
    let path = party.socket_at(dialog, query);
    let mut socket = Socket::open(scene.api.address(), &path, party.bearer()).await?;
    let mut body = String::new();
    loop {
        match socket.next_text().await {
            Ok(text) => body.push_str(&text),
            Err(Ended::Closed { code, reason }) => return Ok((Told::Closed(code), reason)),
            Err(ended) => return Err(ended.into()),
        }
        if let Some(told) = begun(&body) {
            return Ok((told, body));
        }
    }
}

/// What the frames so far say; the first is a greeting.
fn begun(body: &str) -> Option<Told> {
    if body.contains("\"type\":\"reset\"") {
        return Some(Told::Reset);
    }
    let is_entry = body.contains("\"type\":\"message\"") || body.contains("\"type\":\"advance\"");
    is_entry.then_some(Told::Resumed)
}

async fn by_events(
    scene: &Scene,
    way: Way,
    party: &Party,
    dialog: &str,
    query: &str,
) -> Result<(Told, String)> {
    let path = format!("/dialogs/{dialog}/events");
    let (last_event, query) = match way {
        Way::LastEventId => (query.strip_prefix("after="), String::new()),
        _ => (None, format!("?{query}")),
    };
    let mut response = scene.api.stream(party, &path, &query, last_event).await?;
    let status = response.status().as_u16();
    let mut body = String::new();
    while let Some(chunk) = response.chunk().await? {
        body.push_str(&String::from_utf8_lossy(&chunk));
        if status == 200
            && let Some(told) = begun(&body)
        {
            return Ok((told, body));
        }
    }
    Ok((problem(status, &body), body))
}

async fn by_rest(scene: &Scene, party: &Party, dialog: &str, query: &str) -> Result<(Told, String)> {
    let path = format!("/dialogs/{dialog}/messages");
    let (status, body) = scene.api.text(party, &path, &format!("?{query}")).await?;
    if status != 200 {
        return Ok((problem(status, &body), body));
    }
    let page: Value = serde_json::from_str(&body).context("a page is no JSON")?;
    let items = page["items"].as_array().context("a page without `items`")?;
    page["last_seq"].as_i64().context("a page without `last_seq`")?;
    let entries = !items.is_empty();
    Ok((Told::Page { entries }, body))
}

fn problem(status: u16, body: &str) -> Told {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    Told::Problem { status, code }
}
