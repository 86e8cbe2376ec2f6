//! A right that ends takes with it what rested on it, whatever carries it: nothing that happens afterwards is heard.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Answer, Caller, Place, Socket, Stream, TestApp, eventually, stories};

stories!(
    who_signs_out_hears_nothing_more,
    who_is_removed_hears_nothing_more,
    another_role_begins_anew,
    who_is_blocked_hears_nothing_more,
    a_replaced_visitor_token_hears_nothing_more,
    a_removed_secret_proves_nothing_more,
    a_deleted_site_is_left_by_its_users,
    a_deleted_assistant_is_left_by_its_visitors,
    a_transfer_ends_no_right_to_see,
);

/// Said when the right has ended.
const AFTERWARDS: &str = "This is said afterwards";

/// One person in one dialog over every carrier that can wait.
struct Everywhere {
    socket: Socket,
    stream: Stream,
    poll: JoinSet<Answer>,
}

impl Everywhere {
    async fn of(app: &TestApp, who: &Caller, dialog: i64) -> Self {
        let socket = who.socket(dialog).await;
        let mut stream = Stream::open(who, dialog, "").await;
        stream.expect_next(&json!({ "type": "hello" })).await;
        let others = app.census().watches;
        let last = who.history(dialog).await.len();
        let (asking, mut poll) = (who.clone(), JoinSet::new());
        poll.spawn(async move {
            asking
                .get(&format!("/dialogs/{dialog}/messages?after={last}&wait=25"))
                .await
        });
        eventually("the long poll waits", async || {
            (app.census().watches > others).then_some(())
        })
        .await;
        Self { socket, stream, poll }
    }

    async fn polled(&mut self) -> Answer {
        self.poll.join_next().await.unwrap().unwrap()
    }

    /// Each is cut off: the socket with `close`, the poll with `status` and the code that goes with it.
    async fn ends(mut self, close: u16, status: u16) {
        is_silent_of_afterwards(&self.socket.expect_close(close).await);
        let mut frames = self.stream.all_that_is_left().await;
        is_silent_of_afterwards(&frames);
        let last = frames.pop().unwrap();
        assert_eq!(
            (&last["type"], &last["code"]),
            (&json!("error"), &json!("unauthenticated")),
            "{last}"
        );
        let code = if status == 404 {
            "not_found"
        } else {
            "unauthenticated"
        };
        self.polled().await.refuses(status, code);
    }

    /// Nothing happened to it: it hears what is said afterwards.
    async fn goes_on(mut self) {
        let heard = json!({ "type": "message", "text": AFTERWARDS });
        self.socket.expect(&heard).await;
        self.stream.expect(&heard).await;
        let polled = self.polled().await.is(200);
        assert_eq!(polled["items"][0]["text"], AFTERWARDS);
        self.socket.close().await;
    }
}

fn is_silent_of_afterwards(frames: &[Value]) {
    assert!(
        frames.iter().all(|frame| frame["text"] != AFTERWARDS),
        "{frames:?}"
    );
}

/// The owner, who has just ended a right, goes on talking; whoever lost it is cut off within a second.
async fn cut_off(
    app: &TestApp,
    dialog: i64,
    lost: impl IntoIterator<Item = Everywhere>,
    close: u16,
    status: u16,
) {
    let began = Instant::now();
    app.owner.says(dialog, AFTERWARDS).await;
    for person in lost {
        person.ends(close, status).await;
    }
    assert!(began.elapsed() < Duration::from_secs(1));
}

/// A dialog of `visitor` that the owner holds.
async fn held(app: &TestApp, visitor: &Caller) -> i64 {
    let dialog = visitor.opens().await;
    app.owner.claims(dialog).await;
    dialog
}

async fn who_signs_out_hears_nothing_more(place: Place) {
    let app = place.app().await;
    let dialog = held(&app, &app.visitor()).await;
    let login = json!({ "email": "owner@example.com", "password": "correct horse battery" });
    let signed = Caller::nobody(app.url()).post("/auth/login", &login).await;
    let cookie = signed.header("set-cookie").split(';').next().unwrap().to_owned();
    let leaving = Caller::operator(app.url(), &signed.is(200));
    let lost = Everywhere::of(&app, &leaving, dialog).await;
    let kept = Everywhere::of(&app, &app.owner, dialog).await;
    let logout = leaving.request(Method::POST, "/auth/logout");
    let answer = logout.header("cookie", cookie).send().await.unwrap();
    assert_eq!(answer.status(), 204);
    cut_off(&app, dialog, [lost], 4003, 401).await;
    kept.goes_on().await;
    app.finish().await;
}

async fn who_is_removed_hears_nothing_more(place: Place) {
    let app = place.app().await;
    let (agent, colleague) = (app.operator().await, app.operator().await);
    let (dialog, own) = (held(&app, &app.visitor()).await, app.visitor().opens().await);
    agent.claims(own).await;
    let mut inbox = agent.inbox().await;
    let lost = Everywhere::of(&app, &agent, dialog).await;
    let kept = Everywhere::of(&app, &colleague, dialog).await;
    let path = format!("/operators/{}", agent.id);
    app.owner.delete(&path).await.is(204);
    cut_off(&app, dialog, [lost], 4003, 401).await;
    inbox.expect_close(4003).await;
    kept.goes_on().await;
    agent.get("/me").await.refuses(401, "unauthenticated");
    let login = json!({ "email": "agent0@example.com", "password": "correct horse battery" });
    let nobody = Caller::nobody(app.url());
    nobody
        .post("/auth/login", &login)
        .await
        .refuses(401, "invalid_credentials");
    // What they held waits for somebody else.
    assert_eq!(app.owner.dialog(own).await["state"], "queued");
    assert!(!app.owner.get("/operators").await.text.contains("agent0@"));
    app.owner.delete(&path).await.refuses(404, "not_found");
    app.finish().await;
}

async fn another_role_begins_anew(place: Place) {
    let app = place.app().await;
    let admin = app.member("admin").await;
    let dialog = held(&app, &app.visitor()).await;
    let mut everywhere = Everywhere::of(&app, &admin, dialog).await;
    let path = format!("/operators/{}", admin.id);
    let changed = app.owner.patch(&path, &json!({ "role": "agent" })).await.is(200);
    assert_eq!(changed["role"], "agent");
    app.owner.says(dialog, AFTERWARDS).await;
    is_silent_of_afterwards(&everywhere.socket.expect_close(4001).await);
    is_silent_of_afterwards(&everywhere.stream.all_that_is_left().await);
    // Reading is what every role may.
    assert_eq!(everywhere.polled().await.is(200)["items"][0]["text"], AFTERWARDS);
    // The sign-in stands, and what comes back has the new role.
    let mut again = admin.socket(dialog).await;
    again.send(&json!({ "type": "release", "to": "queue" })).await;
    again
        .expect(&json!({ "type": "error", "code": "already_claimed" }))
        .await;
    again.close().await;
    // The same once more is no change.
    let kept = Everywhere::of(&app, &admin, dialog).await;
    app.owner.patch(&path, &json!({ "role": "agent" })).await.is(200);
    app.owner.says(dialog, AFTERWARDS).await;
    kept.goes_on().await;
    app.finish().await;
}

async fn who_is_blocked_hears_nothing_more(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    for visitor in [app.visitor(), site.user(&app, "eve")] {
        let dialog = held(&app, &visitor).await;
        let bystander = app.visitor();
        let elsewhere = held(&app, &bystander).await;
        let lost = Everywhere::of(&app, &visitor, dialog).await;
        let kept = Everywhere::of(&app, &bystander, elsewhere).await;
        let contact = app.owner.dialog(dialog).await["contact"]["id"].clone();
        let path = format!("/contacts/{contact}/block");
        app.owner.post(&path, &json!({})).await.is(204);
        cut_off(&app, dialog, [lost], 4003, 404).await;
        app.owner.says(elsewhere, AFTERWARDS).await;
        kept.goes_on().await;
        let messages = format!("/dialogs/{dialog}/messages");
        visitor.get(&messages).await.refuses(404, "not_found");
        visitor.knock(dialog, "").await.expect_close(4004).await;
        app.owner.delete(&path).await.is(204);
        visitor.get(&messages).await.is(200);
    }
    app.finish().await;
}

async fn a_replaced_visitor_token_hears_nothing_more(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let visitor = app.visitor();
    let dialog = held(&app, &visitor).await;
    let proof = json!({ "token": site.user(&app, "vera").token });
    // From anonymous to known, and once more from known to known.
    let mut who = visitor;
    for _ in 0..2 {
        let lost = Everywhere::of(&app, &who, dialog).await;
        let identified = who.post("/identify", &proof).await.is(200);
        cut_off(&app, dialog, [lost], 4003, 404).await;
        who = who.with_token(identified["visitor_token"].as_str().unwrap());
        who.socket(dialog).await.close().await;
    }
    app.finish().await;
}

async fn a_removed_secret_proves_nothing_more(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let before = site.user(&app, "vera");
    let dialog = held(&app, &before).await;
    let path = format!("/sites/{}/secrets", site.id);
    let made = app.owner.post(&path, &json!({})).await.is(201);
    let newer = site.signing_with(made["secret"].as_str().unwrap());
    // The same user, vouched for by either secret.
    let after = newer.user(&app, "vera");
    let lost = Everywhere::of(&app, &before, dialog).await;
    let kept = Everywhere::of(&app, &after, dialog).await;
    let secrets = app.owner.get(&path).await.is(200);
    assert!(!secrets.to_string().contains(made["secret"].as_str().unwrap()));
    let oldest = format!("{path}/{}", secrets["items"][0]["id"]);
    app.owner.delete(&oldest).await.is(204);
    cut_off(&app, dialog, [lost], 4001, 401).await;
    kept.goes_on().await;
    before
        .get(&format!("/dialogs/{dialog}"))
        .await
        .refuses(401, "unauthenticated");
    // One stays, and there are never many.
    let only = format!("{path}/{}", made["id"]);
    app.owner.delete(&only).await.refuses(409, "last_one");
    for _ in 0..4 {
        app.owner.post(&path, &json!({})).await.is(201);
    }
    let full = app.owner.post(&path, &json!({})).await;
    assert_eq!(full.refuses(409, "limit_reached")["limit"], 5);
    app.finish().await;
}

async fn a_deleted_site_is_left_by_its_users(place: Place) {
    let app = place.app().await;
    let (site, other) = (app.site().await, app.site().await);
    let (user, neighbour) = (site.user(&app, "vera"), other.user(&app, "vera"));
    let (dialog, elsewhere) = (held(&app, &user).await, held(&app, &neighbour).await);
    let lost = Everywhere::of(&app, &user, dialog).await;
    let kept = Everywhere::of(&app, &neighbour, elsewhere).await;
    let path = format!("/sites/{}", site.id);
    app.owner.delete(&path).await.is(204);
    cut_off(&app, dialog, [lost], 4001, 401).await;
    app.owner.says(elsewhere, AFTERWARDS).await;
    kept.goes_on().await;
    user.knock(dialog, "").await.expect_close(4001).await;
    app.owner.delete(&path).await.refuses(404, "not_found");
    assert!(!app.owner.get("/sites").await.text.contains(&site.id));
    assert_eq!(app.owner.history(dialog).await.len(), 2);
    app.finish().await;
}

async fn a_deleted_assistant_is_left_by_its_visitors(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let (visitor, user) = (app.visitor(), site.user(&app, "vera"));
    let (one, two) = (held(&app, &visitor).await, held(&app, &user).await);
    let lost = [
        Everywhere::of(&app, &visitor, one).await,
        Everywhere::of(&app, &user, two).await,
    ];
    let path = format!("/assistants/{}", app.assistant);
    app.owner.delete(&path).await.is(204);
    cut_off(&app, one, lost, 4001, 401).await;
    for (who, dialog) in [(visitor, one), (user, two)] {
        who.knock(dialog, "").await.expect_close(4001).await;
        assert!(!app.owner.history(dialog).await.is_empty());
    }
    app.finish().await;
}

/// Every operator sees every dialog of the tenant; who may answer is asked at each answer.
async fn a_transfer_ends_no_right_to_see(place: Place) {
    let app = place.app().await;
    let (agent, colleague) = (app.operator().await, app.operator().await);
    let dialog = app.visitor().opens().await;
    agent.claims(dialog).await;
    let mut kept = agent.socket(dialog).await;
    let to = json!({ "operator_id": colleague.id });
    agent
        .post(&format!("/dialogs/{dialog}/transfer"), &to)
        .await
        .is(200);
    colleague.says(dialog, AFTERWARDS).await;
    kept.expect(&json!({ "text": AFTERWARDS })).await;
    let id = kept.says("I may not say this").await;
    let refused = kept.expect(&json!({ "client_id": id })).await;
    assert_eq!(refused["code"], "already_claimed");
    kept.close().await;
    app.finish().await;
}
