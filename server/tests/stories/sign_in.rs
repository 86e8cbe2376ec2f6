//! Proofs of who somebody is: shown, renewed, ended.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Caller, Place, Socket, Stream, TestApp, fits, stories};

stories!(
    a_token_is_shown_as_a_sub_protocol_or_in_the_address,
    tokens_in_addresses_can_be_turned_off,
    a_token_expires,
    a_refresh_replaces_the_cookie,
    a_stolen_cookie_ends_the_session,
    signing_out_closes_every_socket,
    nobody_learns_who_has_an_account,
    the_set_up_link_works_once,
    operators_sockets_come_from_the_dashboard,
);

async fn a_token_is_shown_as_a_sub_protocol_or_in_the_address(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let people = [
        (app.visitor(), "visitor_token"),
        (site.user(&app, "7"), "site_token"),
        (app.operator().await, "token"),
    ];
    let theirs = people[0].0.opens().await;
    for (who, name) in people {
        let dialog = if who.is_operator() {
            theirs
        } else {
            who.opens().await
        };
        let mut by_protocol = who.knock(dialog, "").await;
        by_protocol
            .expect_next(&json!({ "type": "hello", "protocol": "tandem.v1", "dialog_id": dialog }))
            .await;
        assert_eq!(by_protocol.protocol.as_deref(), Some("tandem.v1"));
        let mut by_address = in_the_address(&who, dialog, name).await;
        by_address
            .expect_next(&json!({ "type": "hello", "dialog_id": dialog }))
            .await;
        assert_eq!(by_address.protocol, None);
        for socket in [by_protocol, by_address] {
            socket.close().await;
        }
    }
    app.finish().await;
}

async fn in_the_address(who: &Caller, dialog: i64, name: &str) -> Socket {
    let address = who.socket_address(dialog);
    let mark = if address.contains('?') { '&' } else { '?' };
    Socket::open(&format!("{address}{mark}{name}={}", who.token), None).await
}

async fn tokens_in_addresses_can_be_turned_off(place: Place) {
    let app = place.app_with("tokens_in_query = false\n").await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    for (who, name) in [(&visitor, "visitor_token"), (&app.owner, "token")] {
        in_the_address(who, dialog, name).await.expect_close(4001).await;
        who.socket(dialog).await.close().await;
    }
    app.finish().await;
}

async fn a_token_expires(place: Place) {
    let app = place.app().await;
    let site = app.site().await;
    let user = site.user(&app, "7");
    let dialog = user.opens().await;
    let operator = app.operator().await;
    app.forward(Duration::from_mins(14));
    operator.socket(dialog).await.close().await;
    app.forward(Duration::from_mins(2));
    operator.get("/me").await.refuses(401, "unauthenticated");
    operator.knock(dialog, "").await.expect_close(4001).await;
    user.socket(dialog).await.close().await;
    app.forward(Duration::from_mins(50));
    user.get("/dialogs").await.refuses(401, "unauthenticated");
    user.knock(dialog, "").await.expect_close(4001).await;
    app.finish().await;
}

/// Signs in. The access token's bearer, and the refresh cookie.
async fn sign_in(app: &TestApp) -> (Caller, String) {
    let login = json!({ "email": "owner@example.com", "password": "correct horse battery" });
    let answer = Caller::nobody(app.url()).post("/auth/login", &login).await;
    (
        Caller::operator(app.url(), &answer.is(200)),
        cookie(&answer).unwrap(),
    )
}

/// The refresh token in `Set-Cookie`, whose terms are checked.
fn cookie(answer: &Answer) -> Option<String> {
    let (pair, terms) = answer.header("set-cookie").split_once(';')?;
    for term in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth"] {
        assert!(terms.contains(term), "{terms}");
    }
    Some(pair.strip_prefix("tandem_refresh=").unwrap().to_owned())
}

async fn with_cookie(app: &TestApp, path: &str, cookie: &str) -> Answer {
    let nobody = Caller::nobody(app.url());
    let request = nobody
        .request(Method::POST, path)
        .header("cookie", format!("a=b; tandem_refresh={cookie}"));
    Answer::of(path.to_owned(), request.send().await.unwrap()).await
}

async fn a_refresh_replaces_the_cookie(place: Place) {
    let app = place.app().await;
    let (_, mut current) = sign_in(&app).await;
    for _ in 0..3 {
        app.forward(Duration::from_mins(20));
        let answer = with_cookie(&app, "/auth/refresh", &current).await;
        let operator = Caller::operator(app.url(), &answer.is(200));
        operator.get("/me").await.is(200);
        let next = cookie(&answer).unwrap();
        assert_ne!(next, current);
        // Another tab that renews at the same moment is no thief.
        let other_tab = with_cookie(&app, "/auth/refresh", &current).await;
        other_tab.is(200);
        assert_eq!(cookie(&other_tab), None);
        current = next;
    }
    Caller::nobody(app.url())
        .post("/auth/refresh", &json!({}))
        .await
        .refuses(401, "unauthenticated");
    with_cookie(&app, "/auth/refresh", "guess")
        .await
        .refuses(401, "unauthenticated");
    app.finish().await;
}

async fn a_stolen_cookie_ends_the_session(place: Place) {
    let app = place.app().await;
    let (_, stolen) = sign_in(&app).await;
    let answer = with_cookie(&app, "/auth/refresh", &stolen).await;
    let operator = Caller::operator(app.url(), &answer.is(200));
    let mut inbox = operator.inbox().await;
    app.forward(Duration::from_secs(11));
    with_cookie(&app, "/auth/refresh", &stolen)
        .await
        .refuses(401, "unauthenticated");
    inbox.expect_close(4003).await;
    with_cookie(&app, "/auth/refresh", &cookie(&answer).unwrap())
        .await
        .refuses(401, "unauthenticated");
    app.finish().await;
}

async fn signing_out_closes_every_socket(place: Place) {
    let app = place.app().await;
    let dialog = app.visitor().opens().await;
    let (operator, refresh) = sign_in(&app).await;
    let (elsewhere, _) = sign_in(&app).await;
    let mut open = [
        operator.inbox().await,
        operator.socket(dialog).await,
        operator.socket(dialog).await,
    ];
    let mut stream = Stream::open(&operator, dialog, "").await;
    stream.expect_next(&json!({ "type": "hello" })).await;
    let mut other_session = elsewhere.inbox().await;
    let began = Instant::now();
    let answer = with_cookie(&app, "/auth/logout", &refresh).await;
    assert_eq!((answer.status, cookie(&answer).as_deref()), (204, Some("")));
    for socket in &mut open {
        socket.expect_close(4003).await;
    }
    let last = stream.all_that_is_left().await.pop().unwrap();
    let why = json!({ "type": "error", "code": "unauthenticated", "retryable": false });
    assert!(fits(&last, &why), "{last}");
    assert!(began.elapsed() < Duration::from_secs(1));
    operator.get("/me").await.refuses(401, "unauthenticated");
    operator.knock(dialog, "").await.expect_close(4003).await;
    with_cookie(&app, "/auth/refresh", &refresh)
        .await
        .refuses(401, "unauthenticated");
    // Once more is no mistake, and other sign-ins go on.
    assert_eq!(with_cookie(&app, "/auth/logout", &refresh).await.status, 204);
    other_session.round_trip().await;
    other_session.close().await;
    app.finish().await;
}

async fn nobody_learns_who_has_an_account(place: Place) {
    let app = place.app().await;
    let nobody = Caller::nobody(app.url());
    let attempt = async |email: &str, tenant: Option<&str>| {
        let mut login = json!({ "email": email, "password": "wrong horse battery" });
        if let Some(tenant) = tenant {
            login["tenant"] = tenant.into();
            login["password"] = "correct horse battery".into();
        }
        nobody.post("/auth/login", &login).await
    };
    let (wrong, unknown) = (
        attempt("owner@example.com", None).await,
        attempt("nobody@example.com", None).await,
    );
    wrong.refuses(401, "invalid_credentials");
    assert_eq!((wrong.status, wrong.text), (unknown.status, unknown.text.clone()));
    let other_tenant = attempt("owner@example.com", Some("ten_absent")).await;
    assert_eq!(other_tenant.text, unknown.text);
    app.finish().await;
}

async fn the_set_up_link_works_once(place: Place) {
    let app = place.app().await;
    let link = app.setup_link.clone().unwrap();
    let again = |token: &str| {
        json!({ "token": token, "tenant": "Mine", "name": "Mallory", "email": "mallory@example.com",
            "password": "correct horse battery" })
    };
    let nobody = Caller::nobody(app.url());
    let token = link.rsplit('#').next().unwrap();
    for token in [token, "guess", ""] {
        nobody
            .post("/auth/setup", &again(token))
            .await
            .refuses(409, "setup_done");
    }
    assert_eq!(app.owner.get("/me").await.is(200)["operator"]["role"], "owner");
    app.finish().await;
    let restarted = place.app().await;
    assert_eq!(restarted.setup_link, None, "somebody can sign in");
    let members = restarted.owner.get("/operators").await.is(200);
    assert_eq!(members["items"].as_array().unwrap().len(), 1);
    restarted.finish().await;
}

async fn operators_sockets_come_from_the_dashboard(place: Place) {
    let app = place.app().await;
    let visitor = app.visitor();
    let dialog = visitor.opens().await;
    let host = app.url().strip_prefix("http://").unwrap().to_owned();
    let from = async |who: &Caller, origin: &str| {
        let mut request = Socket::request(&who.socket_address(dialog), Some(&who.token));
        request.headers_mut().insert("origin", origin.parse().unwrap());
        Socket::open_as(request).await
    };
    let own = [format!("http://{host}"), format!("https://{host}")];
    for origin in &own {
        from(&app.owner, origin).await.ok().unwrap().close().await;
        from(&visitor, origin).await.ok().unwrap().close().await;
    }
    let (name, port) = host.split_once(':').unwrap();
    let foreign = [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        format!("http://{host}.evil.example"),
        format!("http://evil.example/{host}"),
        format!("http://{name}"),
        format!("http://{name}:1{port}"),
        format!("http://evil{host}"),
        format!("http://{host}@evil.example"),
        format!("ftp://{host}"),
        format!("http://{host}/path"),
        String::new(),
    ];
    for origin in &foreign {
        assert_eq!(from(&app.owner, origin).await.err(), Some(403), "{origin}");
        // A visitor's socket is opened by the visitor's token, on a page of ours or one that the assistant allows.
        assert_eq!(from(&visitor, origin).await.err(), Some(403), "{origin}");
        let nobody = visitor.with_token("");
        from(&nobody, origin).await.ok().unwrap().expect_close(4001).await;
    }
    app.finish().await;
}
